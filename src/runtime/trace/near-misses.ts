/** Records that might have been meant for a transaction: too late, with nearly its key, or with none. */

import { DERIVED } from '../../dsl/pattern-plan.ts';
import type { RulePlan } from '../../dsl/plan.ts';
import type { LogEvent } from '../engine/event.ts';
import type { KeyValue } from '../engine/key-value.ts';
import type { TransactionRunner } from '../engine/transaction/transaction.ts';
import type { Environment } from '../expression/scope.ts';
import type { Match, Outcome, ReasonCode, Value } from '../record.ts';
import { writeDuration } from '../values/duration.ts';
import { sameValue } from '../values/equality.ts';
import { areAlike } from './alike.ts';
import { shownValue } from './expression-text.ts';

/** Reasons for an end that a record in time would have prevented. */
export const BY_TIME: ReadonlySet<ReasonCode> = new Set(['within', 'after', 'idle', 'by']);

/** What is known of a transaction, open or ended, when another record comes. */
interface Passed {
  owned: readonly KeyValue[];
  awaited: readonly string[];
  /** Undefined while it is open. */
  ended: Pick<Outcome, 'end' | 'code'> | undefined;
  /** Whether no other transaction of the rule has anything to do with the record. */
  isOrphan: boolean;
}

interface Miss {
  match: Match;
  why: string;
}

/**
 * Why a record that a transaction awaited did not reach it; undefined if it is unrelated. Once its time is up, all records
 * that the rule knows were awaited: also those of its endings, and of steps that it did not come to.
 */
export function nearMiss(
  runner: TransactionRunner,
  passed: Passed,
  event: LogEvent,
  carried: readonly KeyValue[],
  environment: Environment,
): Miss | undefined {
  const { owned, awaited, ended, isOrphan } = passed;
  const match = event.matches.find(({ record }) => awaited.includes(environment.records[record]?.name ?? ''));
  if (carried.some(({ id }) => owned.some((value) => value.id === id))) {
    if (!ended || !BY_TIME.has(ended.code)) return undefined;
    const late = match ?? (isOrphan ? runner.knownOf(event)?.matches[0] : undefined);
    return late && { match: late, why: afterTheEnd(event.time - ended.end) };
  }
  if (!match) return undefined;
  if (ended && event.time > ended.end) return undefined;
  const why = carried.length === 0 ? missingParts(runner.plan, match, environment) : otherKey(runner, passed, carried);
  return why === undefined ? undefined : { match, why };
}

/** @param late how long after the end its time is, in microseconds; not above 0: it was in time, but the log is not in order */
function afterTheEnd(late: number): string {
  if (late > 0) return `came ${writeDuration(late)} too late`;
  const early = late < 0 ? `${writeDuration(-late)} before` : 'at';
  return `came after the end, though its timestamp is ${early} it`;
}

/** `pid is missing`, for the first key that this record should carry; undefined if no part is missing. */
export function missingParts(plan: Pick<RulePlan, 'keys'>, match: Match, { records }: Environment): string | undefined {
  const fields = records[match.record]?.fields ?? [];
  for (const { carriers, parts } of plan.keys) {
    for (const { record, tuples } of carriers) {
      if (record !== match.record) continue;
      const missing = (tuples[0] ?? []).flatMap((name, i) => {
        const isMissing = match.values[fields.findIndex((field) => field.name === name)] === undefined;
        return isMissing ? [name.startsWith(DERIVED) ? (parts[i]?.name ?? '') : name] : [];
      });
      if (missing.length > 0) return `carries no key: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`;
    }
  }
  return undefined;
}

/**
 * A carried value that differs from one of its own only in case, in blanks, or in the host; that of an orphan, also if it
 * is merely similar. Undefined if there is none.
 */
function otherKey({ plan }: TransactionRunner, { owned, isOrphan }: Passed, carried: readonly KeyValue[]): string | undefined {
  for (const { key, values } of carried) {
    const parts = plan.keys[key]?.parts ?? [];
    for (const own of owned) {
      if (own.key !== key) continue;
      const different = values.flatMap((value, i) => (sameValue(value, own.values[i]) ? [] : [i]));
      const [at = -1] = different;
      const part = parts[at];
      if (different.length !== 1 || !part) continue;
      const text = `has a different ${part.name}: ${shownValue(values[at], part.type)}, not ${shownValue(own.values[at], part.type)}`;
      const isHost = parts.length > 1 && (part.canonical === 'host' || part.name === 'host');
      if (isHost || isSame(values[at], own.values[at])) return text;
      if (isOrphan && isSimilar(values[at], own.values[at])) return `${text}, and is in no other`;
    }
  }
  return undefined;
}

/** Whether they differ only in case, in surrounding blanks, or in that one is a number and the other its text. */
function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return typeof a !== 'object' && typeof b !== 'object' && plain(a) === plain(b);
}

/** Shorter values are part of too many others. */
const LEAST = 3;

/**
 * Whether one is part of the other, as `ORDER-1017` and `1017`, or is longer by a slip. Of equal length they would be any
 * two that are counted up.
 */
function isSimilar(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a === 'object' || typeof b === 'object') return false;
  const [short = '', long = ''] = [plain(a), plain(b)].sort((one, other) => one.length - other.length);
  return short.length < long.length && (areAlike(short, long) || (short.length >= LEAST && long.includes(short)));
}

function plain(value: Exclude<Value, object> | undefined): string {
  return String(value).trim().toLowerCase();
}
