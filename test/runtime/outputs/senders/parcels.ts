/** Parcels for tests of senders, as they come from the outbox. */

import { NdjsonSink } from '../../../../src/runtime/outputs/ndjson.ts';
import type { Parcel } from '../../../../src/runtime/outputs/senders/sender.ts';
import type { Outcome } from '../../../../src/runtime/record.ts';
import { outcomeOf, PLAN, SOURCES, Written } from '../sample.ts';

export function parcelOf(given: Partial<Outcome> = {}): Parcel {
  const out = new Written();
  const outcome = outcomeOf(given);
  new NdjsonSink(PLAN, { sources: SOURCES, write: out.write }).outcome(outcome);
  return { id: outcome.id, line: out.text.trimEnd() };
}

/** A parcel with a text in all the places where a log could put it. */
export function hostile(text: string): Parcel {
  const fields = new Map([
    ['text', text],
    ['__proto__', text],
  ]);
  return parcelOf({ name: text, message: text, reason: text, fields, keys: [{ name: 'order', parts: ['order'], values: [[text]] }] });
}

/** Unpaired surrogates cannot be encoded in UTF-8. */
export function asUtf8(text: string): string {
  return Buffer.from(text).toString();
}

export const live = (): AbortSignal => new AbortController().signal;
