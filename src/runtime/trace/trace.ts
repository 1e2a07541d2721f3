/**
 * Explains why a transaction ended as it did. The log is run twice: first to find the requested transactions, then to
 * observe the engine as it moves them. It is the engine of `run`, so that the answers cannot differ.
 */

import type { Plan } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import type { Observer } from '../engine/host.ts';
import type { OpenedInputs } from '../inputs/open.ts';
import { Pipeline, type PipelineOptions } from '../pipeline.ts';
import { type LogRecord, RecordFlag } from '../record.ts';
import { writeDuration } from '../values/duration.ts';
import { catchAllsOf } from './catch-alls.ts';
import { Finder, placeKey, type Wanted, WELL } from './finder.ts';
import { type Late, Lateness } from './lateness.ts';
import { Lines } from './lines.ts';
import { NearestPatterns } from './nearly.ts';
import { Orphans } from './orphans.ts';
import { RuleEffects } from './rule-effects.ts';
import { type Silence, Silences } from './silences.ts';
import type { Orphan, Story } from './story.ts';
import { Strays } from './strays.ts';
import { Watch } from './watch.ts';

interface TraceOptions extends Pick<PipelineOptions, 'params' | 'lateness' | 'late' | 'atEnd'> {
  wanted: readonly Wanted[];
  /** Only transactions of this rule. */
  rule?: string;
  /** The most stories to tell. */
  most: number;
  /** Whether those of a schedule that are met in a row are told, and counted, as one. */
  joinsMet: boolean;
}

export interface Trace {
  /** In order of ending. */
  stories: Story[];
  /** How many were found, whether told or not. */
  found: number;
  /** Windows of the requested keys that never began, or fired, in order of time. */
  silences: ToldSilence[];
  /** Records with all that was requested, and lines that are nearly one, which none of the stories shows. */
  orphans: Orphan[];
  /** How many log records carry all that was requested, whatever became of them, and the location of the first. */
  carriers: Finder['carriers'];
  /** Values that the requested names have in the log, as text: hints if nothing is found. */
  values: ReadonlySet<string>;
  /** By `Location.source`. */
  files: readonly string[];
}

/** A silence, with the line that came then. */
export interface ToldSilence extends Silence {
  line: string | undefined;
}

/** @param open is called twice, and must yield the same records each time */
export async function trace(plan: Plan, open: () => Promise<OpenedInputs>, options: TraceOptions): Promise<Trace> {
  const finder = new Finder(plan, options.wanted, options.rule);
  const { cursors } = await open();
  const first = new Pipeline(plan, {
    ...options,
    recordLimit: Number.POSITIVE_INFINITY,
    onOutcome: (outcome) => {
      finder.onOutcome(outcome);
      silences.onOutcome(outcome);
    },
    onRecord: (_cursor, matches) => finder.look(matches),
  });
  const silences = new Silences(first.engine.environment, (rule, keys) => finder.wants(rule, keys));
  first.engine.observer = silences;
  await first.run(cursors);
  const told = toldOf(finder, options);
  const silent = silences.list;
  const places = [...told.values()].flat();
  const lines = new Lines(new Set([...places, ...silent.flatMap(({ place }) => (place ? [placeKey(place)] : []))]));
  const { stories, orphans, strays, files } = await watch(plan, await open(), options, finder, lines, new Set(told.keys()));
  const left = [...unseenIn(stories, orphans.list), ...straysFor(stories, silent.length > 0, strays)];
  return {
    stories: [...told.keys()].flatMap((id) => stories.get(id) ?? []),
    found: finder.found.size,
    silences: silent.map((one) => ({ ...one, line: one.place && lines.at(one.place)?.text })),
    orphans: left.sort((a, b) => a.time - b.time),
    carriers: finder.carriers,
    values: finder.values,
    files,
  };
}

/** The instances to tell of, with the locations of their records, in order of ending: if there are too many, rather those that did not go well. */
function toldOf({ found }: Finder, { most, joinsMet }: TraceOptions): Map<string, string[]> {
  const runs = joinsMet ? runsOf(found) : Array.from(found.keys(), (id) => [id]);
  const isWell = ([id = '']: readonly string[]) => found.get(id)?.isWell;
  const chosen = new Set([...runs.filter((run) => !isWell(run)), ...runs.filter(isWell)].slice(0, most).flat());
  return new Map([...found].filter(([id]) => chosen.has(id)).map(([id, { places }]) => [id, places]));
}

/** Instances that are told as one: those of a schedule that are met, by their key, up to the next other instance. */
function runsOf(found: Finder['found']): string[][] {
  const runs = new Map<string, string[]>();
  let others = 0;
  for (const [id, { met }] of found) {
    if (met === undefined) others++;
    getOrMake(runs, met === undefined ? id : `${others} ${met}`, () => []).push(id);
  }
  return [...runs.values()];
}

/**
 * Runs the log once more, and keeps what must be told.
 *
 * @param told ids of instances
 */
async function watch(
  plan: Plan,
  { cursors, files }: OpenedInputs,
  options: TraceOptions,
  finder: Finder,
  lines: Lines,
  told: ReadonlySet<string>,
) {
  const lateness = new Lateness(options.lateness ?? 0);
  const pipeline = new Pipeline(plan, {
    ...options,
    recordLimit: Number.POSITIVE_INFINITY,
    onOutcome: (outcome) => {
      watcher.onOutcome(outcome);
      effects.onOutcome(outcome);
      orphans.onOutcome(outcome);
    },
    onRecord: (cursor, matches) => {
      const { record, file, line } = cursor;
      const place = { source: file, line };
      const isMatch = matches.length > 0;
      const late = lateness.of(record, place, isMatch);
      const remarks = remarksOf(record, late, files);
      if (matches.every((match) => catchAlls.has(match.record))) strays.look(cursor, remarks, isMatch);
      if (isMatch) lines.add(place, record, remarks);
      if (late && options.late === 'drop' && finder.carries(place)) orphans.drop(record.time, matches);
    },
  });
  const { engine } = pipeline;
  const watcher = new Watch(engine, told, lines);
  const orphans = new Orphans(plan, finder, (place) => watcher.seen(place));
  const effects = new RuleEffects(
    engine,
    ({ matches: [match] }) => match !== undefined && finder.carries(match),
    (event, of) => orphans.add(event, of),
  );
  const rule = plan.rules.find(({ name }) => name === options.rule);
  const catchAlls = catchAllsOf(plan);
  const isTried = (record: number) => !catchAlls.has(record) && (!rule || rule.known.includes(record));
  const nearest = new NearestPatterns(plan, engine.environment, isTried);
  const strays = new Strays(options.wanted, nearest);
  engine.observer = bothOf(watcher, effects);
  await pipeline.run(cursors);
  watcher.finish(engine.lastTime);
  return { stories: watcher.stories, orphans, strays, files };
}

function unseenIn(stories: ReadonlyMap<string, Story>, orphans: readonly Orphan[]): Orphan[] {
  const shown = new Set(
    [...stories.values()].flatMap(({ rule, moments, nearMisses }) =>
      [...moments, ...nearMisses].flatMap(({ record }) => (record ? [`${rule} ${placeKey(record)}`] : [])),
    ),
  );
  return orphans.filter(({ rule, record }) => !shown.has(`${rule} ${placeKey(record)}`));
}

/** Lines that may be what is missing: none where all went well, and only near ones for a silent window, which does not miss a certain record. */
function straysFor(stories: ReadonlyMap<string, Story>, isSilent: boolean, strays: Strays): Orphan[] {
  const isWell = stories.size > 0 && [...stories.values()].every(({ outcome }) => outcome && WELL.has(outcome.outcome));
  return isWell ? [] : strays.list(isSilent && stories.size === 0);
}

/** What a reader must know of how a record came. */
function remarksOf({ flags }: LogRecord, late: Late | undefined, files: readonly string[]): string[] {
  if ((flags & RecordFlag.badTime) !== 0) return ['has no usable timestamp, and thus that of the record before it'];
  if (!late) return [];
  const ahead = writeDuration(late.by);
  const { source, line } = late.behind;
  return [`came late: ${files[source]}:${line} had moved the clock ${ahead} ahead; --lateness ${ahead} or more sorts it in`];
}

function bothOf(a: Observer, b: Observer): Observer {
  return {
    follows: (instance) => (a.follows?.(instance) || b.follows?.(instance)) ?? false,
    delivering: (event) => {
      a.delivering?.(event);
      b.delivering?.(event);
    },
    delivered: (event) => {
      a.delivered?.(event);
      b.delivered?.(event);
    },
    firing: (subject, at) => {
      a.firing?.(subject, at);
      b.firing?.(subject, at);
    },
    fired: (subject, at) => {
      a.fired?.(subject, at);
      b.fired?.(subject, at);
    },
    orphaned: (...of) => {
      a.orphaned?.(...of);
      b.orphaned?.(...of);
    },
    closing: (subject) => {
      a.closing?.(subject);
      b.closing?.(subject);
    },
  };
}
