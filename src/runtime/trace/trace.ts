/**
 * Explains why a transaction ended as it did. The log is run twice: first to find the requested transactions, then to
 * observe the engine as it moves them. It is the engine of `run`, so that the answers cannot differ.
 */

import type { Plan } from '../../dsl/plan.ts';
import type { OpenedInputs } from '../inputs/open.ts';
import { Pipeline, type PipelineOptions } from '../pipeline.ts';
import { Finder, placeKey, type Wanted } from './finder.ts';
import { Lines, lineText } from './lines.ts';
import { type Silence, Silences } from './silences.ts';
import type { Story } from './story.ts';
import { Watch } from './watch.ts';

interface TraceOptions extends Pick<PipelineOptions, 'params' | 'lateness' | 'late' | 'atEnd'> {
  wanted: readonly Wanted[];
  /** Only transactions of this rule. */
  rule?: string;
  /** The most stories to tell. */
  most: number;
}

export interface Trace {
  /** In order of ending. */
  stories: Story[];
  /** How many were found, whether told or not. */
  found: number;
  /** Windows of the requested keys that never began, or fired, in order of time. */
  silences: ToldSilence[];
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
  const told = [...finder.found].slice(0, options.most);
  const silent = silences.list;
  const places = [...told.flatMap(([, of]) => of), ...silent.flatMap(({ place }) => (place ? [placeKey(place)] : []))];
  const lines = new Lines(new Set(places));
  const { stories, files } = await watch(plan, await open(), options, new Set(told.map(([id]) => id)), lines);
  return {
    stories: told.flatMap(([id]) => stories.get(id) ?? []),
    found: finder.found.size,
    silences: silent.map((one) => ({ ...one, line: one.place && lines.at(one.place)?.text })),
    carriers: finder.carriers,
    values: finder.values,
    files,
  };
}

/** @param wanted ids of instances */
async function watch(plan: Plan, inputs: OpenedInputs, options: TraceOptions, wanted: ReadonlySet<string>, lines: Lines) {
  let watcher: Watch | undefined;
  const pipeline = new Pipeline(plan, {
    ...options,
    recordLimit: Number.POSITIVE_INFINITY,
    onOutcome: (outcome) => watcher?.onOutcome(outcome),
    onRecord: ({ record, file, line }, matches) => {
      const place = { source: file, line };
      if (matches.length > 0) return lines.add(place, record);
      const text = lineText(record);
      if (mentions(text, options.wanted)) watcher?.stray(place, record.time, text);
    },
  });
  watcher = new Watch(pipeline.engine, wanted, lines);
  pipeline.engine.observer = watcher;
  await pipeline.run(inputs.cursors);
  watcher.finish(pipeline.engine.lastTime);
  return { stories: watcher.stories, files: inputs.files };
}

/** Shorter values occur in almost any line. */
const LEAST = 3;

function mentions(text: string, wanted: readonly Wanted[]): boolean {
  return wanted.some((one) => one.text.length >= LEAST && text.includes(one.text));
}
