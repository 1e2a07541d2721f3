/** What must hold of the stories that `corr explain` tells of a log, whatever the program: they are those of the run. */

import type { Plan, RulePlan } from '../../src/dsl/plan.ts';
import { type OpenedInputs, openInputs } from '../../src/runtime/inputs/open.ts';
import { STDIN } from '../../src/runtime/inputs/paths.ts';
import { Pipeline } from '../../src/runtime/pipeline.ts';
import type { Location, Match, Outcome } from '../../src/runtime/record.ts';
import { instanceOf, placeKey, type Wanted } from '../../src/runtime/trace/finder.ts';
import type { Moment, Standing, Story } from '../../src/runtime/trace/story.ts';
import { type Trace, trace } from '../../src/runtime/trace/trace.ts';
import { givenOf } from './compare.ts';
import { bytesOf } from './generator/log.ts';
import type { CompiledPair } from './pairs.ts';

/** What `--key k=x` asks for. */
const KEY: Wanted = { name: 'k', text: 'x', matches: (value) => value === 'x' };

/** So that transactions are packed wherever they may be. */
const HARDLY_ANY = { initial: 0, most: 1 };

/** The run of a pair, and what is told of it. */
interface Explained {
  plan: Plan;
  /** The last outcome of each instance, by its id. */
  last: ReadonlyMap<string, Outcome>;
  /** The records that carry the key and that a transaction knows, each as its rule and its place. */
  carriers: ReadonlySet<string>;
  /** With the stories of all instances. */
  all: Trace;
  /** With the stories of a key. */
  ofKey: Trace;
}

/** Describes each disagreement between a run and its stories. */
export async function disagreements(pair: CompiledPair): Promise<string[]> {
  const explained = await explain(pair);
  const { plan, last, all, ofKey } = explained;
  const transactions = new Set(plan.rules.filter(({ kind }) => kind === 'transaction').map(({ name }) => name));
  const found = [...instancesDiffer(explained), ...all.stories.flatMap((story) => endDiffers(story, last))];
  for (const told of [all, ofKey])
    for (const story of told.stories) if (transactions.has(story.rule)) found.push(...storyDiffers(story).map((what) => at(story, what)));
  return [...found, ...orphansDiffer(explained), ...untold(explained)];
}

export async function explain({ plan, lines, setting }: CompiledPair): Promise<Explained> {
  const { lateness, late, atEnd } = setting;
  const options = { params: givenOf(plan, setting), lateness, late, atEnd, unpacked: HARDLY_ANY };
  const bytes = Buffer.concat(lines.map((line) => bytesOf(plan, line)));
  const last = new Map<string, Outcome>();
  const carriers = new Set<string>();
  const rules = plan.rules.filter(tellsAll);
  const onRecord = (_: unknown, matches: readonly Match[]) => {
    for (const match of matches.filter((one) => carries(plan, one)))
      for (const { name, known } of rules) if (known.includes(match.record)) carriers.add(`${name} ${placeKey(match)}`);
  };
  const onOutcome = (outcome: Outcome) => {
    if (outcome.code !== 'orphan') last.set(instanceOf(outcome), outcome);
  };
  const open = () => opened(plan, bytes);
  await new Pipeline(plan, { ...options, recordLimit: Number.POSITIVE_INFINITY, onOutcome, onRecord }).run((await open()).cursors);
  const told = (wanted: readonly Wanted[]) => trace(plan, open, { ...options, wanted, most: Number.POSITIVE_INFINITY, joinsMet: false });
  return { plan, last, carriers, all: await told([]), ofKey: await told([KEY]) };
}

/** What lingers absorbs, and what was held and then did nothing, is not told; nor is what a rule without the key does. */
const tellsAll = (rule: RulePlan) =>
  rule.kind === 'transaction' &&
  !rule.linger &&
  rule.keys.every(({ hold }) => hold === undefined) &&
  rule.keys.some(({ parts }) => parts.some(({ name }) => name === KEY.name));

function carries({ records }: Plan, { record, values }: Match): boolean {
  const slot = records[record]?.fields.findIndex(({ name }) => name === KEY.name) ?? -1;
  return values[slot] === KEY.text;
}

function opened({ formats }: Plan, bytes: Uint8Array): Promise<OpenedInputs> {
  const [format] = formats;
  async function* stdin() {
    yield bytes;
  }
  const source = { name: STDIN, files: [STDIN], ...(format && { format: format.name }) };
  return openInputs([source], { formats, received: 0, zone: 'UTC', stdin: stdin(), report: () => undefined });
}

const at = ({ id, rule }: Story, what: string) => `${rule} ${id}: ${what}`;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
/** Outcomes are records, too, and have no place: what is told of them cannot be told apart. */
const isOfLog = ({ source }: Location) => source >= 0;

/** There is a story of each instance, and those of a key are among them, and the same. */
function instancesDiffer({ last, all, ofKey }: Explained): string[] {
  const found: string[] = [];
  if (!same(all.stories.map(({ id }) => id).sort(), [...last.keys()].sort())) found.push('the instances of the run are others');
  const stories = new Map(all.stories.map((story) => [story.id, story]));
  for (const story of ofKey.stories)
    if (!same(story, stories.get(story.id))) found.push(at(story, 'another story is told of it by its key'));
  return found;
}

function endDiffers(story: Story, last: ReadonlyMap<string, Outcome>): string[] {
  return same(story.outcome, last.get(story.id)) ? [] : [at(story, 'it ended otherwise')];
}

/** The story of a transaction agrees with itself: its moments lead to its outcome. */
function storyDiffers(story: Story): string[] {
  const { outcome, moments, nearMisses } = story;
  if (!outcome) return ['it has no end'];
  const found: string[] = [];
  const taken = moments.flatMap(({ effect, record }) => (record && TAKEN.has(effect) ? [placeKey(record)] : []));
  // The record that replaces a transaction ends it, and is not one of its own.
  const isReplaced = outcome.code === 'restart' || outcome.code === 'overtaken';
  if (!isReplaced && !same(taken, outcome.records.map(placeKey))) found.push('it has other records');
  // An outcome has the place of a record that led to it.
  const own = new Set(outcome.records.filter(isOfLog).map((place) => `${place.record} ${placeKey(place)}`));
  if (nearMisses.some(({ record }) => own.has(`${record.name} ${placeKey(record)}`))) found.push('one of its records is said to be missed');
  return [...found, ...moments.flatMap(momentDiffers), ...clocksDiffer(outcome, moments)];
}

const TAKEN: ReadonlySet<Moment['effect']> = new Set(['opened', 'taken', 'ended', 'counted']);
/** What a text has that was made of something that is not there. */
const HOLE = /undefined|NaN|: $|^$|''/;
const AWAITS = /awaits (.*?)(?: first)?$/;

function momentDiffers({ effect, notes, record }: Moment): string[] {
  const found: string[] = [];
  if (effect === 'not taken' && notes.length === 0) found.push('a record is not taken, and it is not said why');
  for (const note of notes) {
    if (HOLE.test(note)) found.push(`a note lacks something: ${note}`);
    if (record?.name !== undefined && AWAITS.exec(note)?.[1]?.split(', ').includes(record.name))
      found.push(`a record is not taken because it is awaited: ${note}`);
  }
  return found;
}

/** The codes of what the passing of time ends. */
const BY_TIME: ReadonlySet<string> = new Set(['within', 'after', 'idle', 'by']);

/** What was due at the last moment is what came, if time ended it, and otherwise did not come before the end. */
function clocksDiffer({ code, outcome, end, awaited }: Outcome, moments: readonly Moment[]): string[] {
  const standing = moments.findLast(({ after }) => after)?.after;
  if (!standing || outcome === 'open') return [];
  const isOver = moments.at(-1)?.record === undefined;
  return [...dueDiffers(standing, end, BY_TIME.has(code)), ...(isOver ? awaitedDiffers(standing, awaited) : [])];
}

function dueDiffers({ due }: Standing, end: number, byTime: boolean): string[] {
  if (byTime) return due?.at === end ? [] : [`it ended at ${end}, but ${due?.text} was due at ${due?.at}`];
  return due && due.at < end ? [`it ended at ${end}, after ${due.text} was due at ${due.at}`] : [];
}

function awaitedDiffers(standing: Standing, awaited: readonly string[]): string[] {
  const isSame = awaited.length === 0 || same([...awaited].sort(), [...standing.awaited].sort());
  return isSame ? [] : [`it awaited ${awaited} at its end, but is said to await ${standing.awaited}`];
}

/** What reached nothing is in no transaction of its rule. */
function orphansDiffer({ last, ofKey: { orphans } }: Explained): string[] {
  const taken = new Set(
    [...last.values()].flatMap(({ rule, records }) => records.filter(isOfLog).map((place) => `${rule} ${placeKey(place)}`)),
  );
  const found = orphans
    .filter(({ rule, record }) => taken.has(`${rule} ${placeKey(record)}`))
    .map(({ rule }) => `${rule}: an orphan was taken`);
  const holes = orphans.flatMap(({ why }) =>
    why.length === 0 || why.some((text) => HOLE.test(text)) ? [`an orphan lacks its reason: ${why}`] : [],
  );
  return [...found, ...holes];
}

/** Of each record that carries the key, it is told what every transaction that knows it did with it. */
function untold({ carriers, ofKey: { stories, orphans } }: Explained): string[] {
  const told = new Set([
    ...stories.flatMap(({ rule, moments, nearMisses }) =>
      [...moments, ...nearMisses].map(({ record }) => record && `${rule} ${placeKey(record)}`),
    ),
    ...orphans.map(({ rule, record }) => `${rule} ${placeKey(record)}`),
  ]);
  const dropped = new Set(orphans.flatMap(({ rule, record }) => (rule === undefined ? [placeKey(record)] : [])));
  return [...carriers]
    .filter((one) => !told.has(one) && !dropped.has(one.slice(one.indexOf(' ') + 1)))
    .map((one) => `what ${one} did is not told`);
}
