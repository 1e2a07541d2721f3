/** Finds the time of structured records that have it under none of the usual names. */

import type { DecodeContext } from '../runtime/decode/context.ts';
import { RecordClock } from '../runtime/decode/stamps/clock.ts';
import type { Value } from '../runtime/record.ts';

/** The share of records that must have a time in the field. */
const SHARE = 0.9;
/** Typical names of times. */
const TELLING = /time|date|stamp|epoch|(?:^|[._@])ts?$|_at$/i;
/** The maximum depth: Windows events have the time at `Event.System.TimeCreated.#attributes.SystemTime`. */
const DEEPEST = 5;

/**
 * The path of a field with a time in nearly all records, in the notation of a format: `time eventTime`. Of several, the
 * least deep is preferred, then one with a typical name. Undefined if there is none.
 */
export function timePathOf(records: readonly ReadonlyMap<string, Value>[], context: DecodeContext): string | undefined {
  const clock = new RecordClock(context, undefined);
  const counts = new Map<string, { path: readonly string[]; count: number }>();
  for (const fields of records) {
    for (const path of timesIn(fields, clock)) {
      const text = writtenPath(path);
      counts.set(text, { path, count: (counts.get(text)?.count ?? 0) + 1 });
    }
  }
  const [best] = [...counts]
    .filter(([text, { count }]) => count >= records.length * SHARE && !text.includes('``'))
    .sort(([a, one], [b, other]) => one.path.length - other.path.length || Number(TELLING.test(b)) - Number(TELLING.test(a)));
  return best?.[0];
}

/** The paths of all times in a record. */
function timesIn(fields: ReadonlyMap<string, Value>, clock: RecordClock, before: readonly string[] = []): string[][] {
  return [...fields].flatMap(([name, value]) => {
    const path = [...before, name];
    if (value instanceof Map) return path.length < DEEPEST ? timesIn(value, clock, path) : [];
    return isTime(name, value, clock) ? [path] : [];
  });
}

/** A stamp is a time whatever its name; a number may be anything. */
function isTime(name: string, value: Value, clock: RecordClock): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value);
  if (!/[-:/]/.test(text) && !TELLING.test(name)) return false;
  const bytes = Buffer.from(text);
  return !Number.isNaN(clock.fromText(bytes, 0, bytes.length, true));
}

function writtenPath(path: readonly string[]): string {
  return path.map((part) => (/^[A-Za-z_]\w*$/.test(part) ? part : `\`${part}\``)).join('.');
}
