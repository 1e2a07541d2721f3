/** The content of sliding windows, compared with plain arithmetic over all records that have not left. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SummaryPlan } from '../../../src/dsl/plan.ts';
import { type Counted, ONE } from '../../../src/runtime/engine/summaries/summary-source.ts';
import { SlidingContent } from '../../../src/runtime/engine/window/sliding-content.ts';
import type { RecordLocation } from '../../../src/runtime/record.ts';
import { arrivals, byTime, type Entry, naive, plan, planOf } from './naive-summaries.ts';

const SPAN = 6;

/** A record with what each summary takes of it. */
interface Row {
  time: number;
  counted: (Counted | undefined)[];
  place: RecordLocation;
}

/** Which summaries take something of each record; those that only count take the same of all. */
const takes = fc.array(fc.array(fc.constantFrom('some', 'one', 'nothing'), { minLength: 3, maxLength: 3 }), {
  minLength: 60,
  maxLength: 60,
});
const plans = fc.array(plan, { minLength: 1, maxLength: 3 });

function rowsOf(
  items: readonly { entry: Entry; now: number }[],
  taken: readonly string[][],
  summaries: readonly SummaryPlan[],
): (Row & { now: number })[] {
  // A rule leaves out records that come too late for their window.
  const inTime = items.filter(({ entry, now }) => entry.time > now - SPAN);
  return inTime.map(({ entry: { time, value, weight }, now }, line) => {
    const some = { value, weight };
    const counted = summaries.map(({ fn }, i) => {
      if (taken[line]?.[i] === 'nothing') return undefined;
      return taken[line]?.[i] === 'one' && fn === 'count' ? ONE : some;
    });
    return { time, counted, place: { source: 0, line, record: 'r' }, now };
  });
}

/** What a summary takes of some records, in order of time. */
function entriesOf(rows: readonly Row[], summary: number): Entry[] {
  return byTime(rows.flatMap(({ time, counted }) => (counted[summary] ? [{ time, ...counted[summary] }] : [])));
}

/** Compares everything that a content tells with what it must be for these records. */
function compare(content: SlidingContent, summaries: readonly SummaryPlan[], live: readonly Row[]): void {
  const totals = content.totals();
  for (const [i, summary] of summaries.entries()) {
    const expected = naive(summary, entriesOf(live, i));
    expect(content.result(i)).toEqual(expected);
    expect(totals[i]?.result()).toEqual(expected);
  }
  const times = live.map(({ time }) => time);
  expect(content.count).toBe(live.length);
  expect(content.leaves).toBe(Math.min(...times) + SPAN);
  expect(content.empties).toBe(live.length > 0 ? Math.max(...times) + SPAN : Number.POSITIVE_INFINITY);
  expect(content.places()).toEqual(live.map(({ place }) => place));
}

function checkListed(content: SlidingContent, arrived: readonly Row[], now: number, limit: number): void {
  const live = arrived.filter(({ time }) => time > now - SPAN).map(({ place }) => place.line);
  const listed = content.places().map(({ line }) => line);
  expect(listed).toHaveLength(Math.min(limit, live.length));
  expect(live.filter((line) => listed.includes(line))).toEqual(listed);
  const latest = arrived.length - 1;
  if (limit > 0 && live.includes(latest)) expect(listed.at(-1)).toBe(latest);
}

describe('the content of a sliding window', () => {
  it('is the records in (instant - D, instant], however they came, also after it was saved', () => {
    fc.assert(
      fc.property(plans, arrivals, takes, fc.nat(60), (summaries, items, taken, saveAt) => {
        const rows = rowsOf(items, taken, summaries);
        let content = new SlidingContent(summaries, SPAN, rows.length);
        for (const [i, row] of rows.entries()) {
          content.advance(row.now);
          content.add(row);
          compare(
            content,
            summaries,
            rows.slice(0, i + 1).filter(({ time }) => time > row.now - SPAN),
          );
          if (i !== saveAt) continue;
          const saved = JSON.stringify(content.save());
          content = new SlidingContent(summaries, SPAN, rows.length);
          content.restore(JSON.parse(saved));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('continues with rounded percentiles, although those that caused the rounding have left', () => {
    const summaries = [planOf('p50')];
    const content = new SlidingContent(summaries, SPAN, 1);
    const place = { source: 0, line: 1, record: 'r' };
    for (let i = 0; i < 1000; i++) content.add({ time: 0, counted: [{ value: 1e6 + i, weight: 1 }], place });
    content.add({ time: 1, counted: [{ value: 123_457, weight: 1 }], place });
    content.advance(SPAN);
    const restored = new SlidingContent(summaries, SPAN, 1);
    restored.restore(JSON.parse(JSON.stringify(content.save())));
    expect(restored.result(0)).toBe(content.result(0));
  });

  it('holds nothing once it has forgotten', () => {
    fc.assert(
      fc.property(plans, arrivals, takes, (summaries, items, taken) => {
        const content = new SlidingContent(summaries, SPAN, 60);
        for (const row of rowsOf(items, taken, summaries)) content.add(row);
        content.forget();
        compare(content, summaries, []);
      }),
    );
  });
});

describe('a sliding window', () => {
  it('lists as many records as it may, in order of arrival, and the one that came last as long as it is there', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(4), (items, limit) => {
        const rows = rowsOf(items, [], []);
        const content = new SlidingContent([], SPAN, limit);
        let end = 0;
        for (const [i, row] of rows.entries()) {
          content.advance(row.now);
          content.add(row);
          checkListed(content, rows.slice(0, i + 1), row.now, limit);
          end = row.now;
        }
        for (let now = end; now <= end + SPAN; now++) {
          content.advance(now);
          checkListed(content, rows, now, limit);
        }
      }),
    );
  });

  it('lists any number of records at little cost, also of those that come out of order', () => {
    const MANY = 200_000;
    for (const limit of [150_000, Number.POSITIVE_INFINITY]) {
      const content = new SlidingContent([], MANY, limit);
      for (let i = 0; i < 2 * MANY; i++) {
        const time = i % 2 === 0 ? i : i - 3;
        content.advance(i);
        content.add({ time, counted: [], place: { source: 0, line: i, record: 'r' } });
      }
      expect(content.places()).toHaveLength(Math.min(limit, content.count));
    }
  });

  it('lists the locations of the last records', () => {
    const content = new SlidingContent([], SPAN, 2);
    const places = [1, 2, 3].map((line) => ({ source: 0, line, record: 'r' }));
    for (const place of places) content.add({ time: place.line, counted: [], place });
    expect(content.places()).toEqual(places.slice(1));
    content.advance(2 + SPAN);
    expect(content.places()).toEqual(places.slice(2));
  });
});
