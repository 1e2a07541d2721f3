/** A first transaction for a key: what begins it, what ends it and how, and how long it takes. */

import { SECOND } from '../../runtime/values/time-units.ts';
import { byFrequency } from './counts.ts';
import type { DraftEvent } from './events.ts';
import type { ProposedKeys } from './keys.ts';

export interface DraftedTransaction {
  proposed: ProposedKeys;
  starts: string[];
  /** Whether the first records come several times before the end. */
  isRepeated: boolean;
  /** Records that link another key on the way. */
  links: string[];
  /** Records of which one completes it. */
  ends: string[];
  failures: string[];
  /** Microseconds. */
  limit: number;
}

/** A record begins or ends transactions if it does so in at least this share of them. */
const STARTS = 0.15;
const ENDS = 0.1;
const MOST_ENDS = 5;
/** What comes in more transactions than these times those that it ends is on the way. */
const ON_THE_WAY = 2.5;
/** The first record is treated as repeated from this share of transactions on. */
const REPEATED = 0.05;

const BAD =
  /fail|error|den(?:y|ied)|refus|timeout|timed_out|invalid|exception|abort|reject|fatal|declin|unable|cancel|lost|drop|nak|bounce|expire|broken|kill/gi;
const GOOD =
  /clos|complet|success|succeed|finish|done|ended|end$|deliver|accept|ship|ack$|removed|stored|commit|established|terminat|stopped|paid/gi;

/** Levels of errors; Bunyan and Pino write numbers. */
const ERROR = /^(?:err|error|severe|crit|critical|fatal|alert|emerg|panic|[56]0)$/i;

/** Undefined if no record follows another. */
export function draftedTransaction(proposed: ProposedKeys): DraftedTransaction | undefined {
  const sequences = proposed.sequences.filter((sequence) => sequence.some(({ record }) => record !== sequence[0]?.record));
  const firsts = shares(sequences.map((sequence) => sequence[0]));
  const starts = firsts.filter(([, share], i) => i === 0 || share >= STARTS).map(([record]) => record);
  const begun = new Set(starts);
  const lasts = lastsOf(sequences, begun);
  const others = shares(sequences.flat()).filter(([record]) => !begun.has(record));
  const bad = others.map(([record]) => record).filter((record) => isBad(record) || isError(record, sequences));
  const last = lasts.map(([record]) => record);
  const good = last.filter((record) => lastPlaceOf(GOOD, record) >= 0 && !bad.includes(record));
  const neutral = last.filter((record) => !bad.includes(record));
  const ends = (good.length > 0 ? good : neutral.length > 0 ? neutral : last).slice(0, MOST_ENDS);
  if (starts.length === 0 || ends.length === 0) return undefined;
  const failures = bad.filter((record) => !ends.includes(record)).slice(0, MOST_ENDS);
  const ending = new Set([...ends, ...failures]);
  const links = proposed.joining.filter((record) => !begun.has(record) && !ending.has(record));
  const limit = limitOf(sequences, begun, ending);
  return { proposed, starts, isRepeated: isRepeated(sequences, begun, ending), links, ends, failures, limit };
}

/** The records that are the last of many transactions, most frequent first, unless most transactions go on behind them. */
function lastsOf(sequences: readonly DraftEvent[][], begun: ReadonlySet<string>): [record: string, share: number][] {
  const lasts = shares(sequences.map((sequence) => sequence.findLast(({ record }) => !begun.has(record)))).filter(
    ([, share]) => share >= ENDS,
  );
  const final = lasts.filter(([last, share]) => {
    const having = sequences.filter((sequence) => sequence.some(({ record }) => record === last)).length;
    return having <= ON_THE_WAY * share * sequences.length;
  });
  return final.length > 0 ? final : lasts;
}

/** `shipment_failed`: whether the last word indicates failure. */
function isBad(record: string): boolean {
  return lastPlaceOf(BAD, record) > lastPlaceOf(GOOD, record);
}

/** Whether all records of this name have the level of an error. */
function isError(record: string, sequences: readonly DraftEvent[][]): boolean {
  const levels = sequences.flatMap((sequence) => sequence.flatMap((event) => (event.record === record ? [levelOf(event)] : [])));
  return levels.every((level) => ERROR.test(level));
}

function levelOf({ values, line: { fields } }: DraftEvent): string {
  return `${values.get('level') ?? fields.get('level') ?? fields.get('severity') ?? ''}`;
}

/** -1 if there is none. */
function lastPlaceOf(words: RegExp, text: string): number {
  return Math.max(-1, ...Array.from(text.matchAll(words), ({ index }) => index));
}

/** The share of each kind of record, most frequent first. */
function shares(events: readonly (DraftEvent | undefined)[]): [record: string, share: number][] {
  const records = events.flatMap((event) => event?.record ?? []);
  return byFrequency(records).map(([record, count]) => [record, count / events.length]);
}

function isRepeated(sequences: readonly DraftEvent[][], starts: ReadonlySet<string>, ends: ReadonlySet<string>): boolean {
  const repeated = sequences.filter((sequence) => {
    const end = sequence.findIndex(({ record }) => ends.has(record));
    return sequence.slice(0, end < 0 ? sequence.length : end).filter(({ record }) => starts.has(record)).length > 1;
  });
  return repeated.length >= sequences.length * REPEATED;
}

/** Round numbers of seconds. */
const NICE = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000,
];

/**
 * The limit that 99 of 100 transactions meet, from the first record to the first that ends them, rounded up generously.
 */
function limitOf(sequences: readonly DraftEvent[][], starts: ReadonlySet<string>, ends: ReadonlySet<string>): number {
  const durations = sequences.flatMap((sequence) => {
    const begin = sequence.findIndex(({ record }) => starts.has(record));
    const end = sequence.slice(begin + 1).find(({ record }) => ends.has(record));
    const first = sequence[begin];
    return first && end ? [end.time - first.time] : [];
  });
  const known = durations.filter((duration) => duration >= 0).sort((a, b) => a - b);
  const p99 = known[Math.min(known.length - 1, Math.ceil(known.length * 0.99) - 1)] ?? 0;
  return (NICE.find((seconds) => seconds * SECOND > p99) ?? NICE[NICE.length - 1] ?? 1) * SECOND;
}
