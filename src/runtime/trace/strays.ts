/** Lines that contain what was asked for, and match no record, or none that says anything. */

import type { SourceCursor } from '../inputs/cursor.ts';
import { counted, grouped } from '../outputs/figures.ts';
import { RecordFlag } from '../record.ts';
import type { Wanted } from './finder.ts';
import { lineText } from './lines.ts';
import type { NearestPatterns } from './nearly.ts';
import { reachText } from './reach.ts';
import type { Orphan } from './story.ts';

/** Shorter values occur in almost any line. */
const LEAST = 3;

/** How many lines are compared with patterns, as that is slow, and how many are kept that are near none. */
const MOST_COMPARED = 10_000;
const MOST_OTHERS = 3;

export class Strays {
  /** Those that are near a pattern, by what is wrong: the first, and how many. */
  private readonly near = new Map<string, { first: Omit<Orphan, 'why'>; count: number }>();
  /** Some of the others. */
  private readonly others: Omit<Orphan, 'why'>[] = [];
  private readonly wanted: readonly RegExp[];
  private compared = 0;

  /** @param patterns of the program */
  constructor(
    wanted: readonly Wanted[],
    private readonly patterns: NearestPatterns,
  ) {
    this.wanted = wanted.filter(({ text }) => text.length >= LEAST).map(({ text }) => asWord(text));
  }

  /** Must be called for each line that matches no record but catch-alls. @param isMatch whether it matches one of these */
  look(cursor: SourceCursor, remarks: readonly string[], isMatch: boolean): void {
    const { record, file, line } = cursor;
    if (this.wanted.length === 0 || this.compared === MOST_COMPARED) return;
    const text = lineText(record);
    if (!this.wanted.every((one) => one.test(text))) return;
    this.compared++;
    const stray = { time: record.time, record: { source: file, line, name: undefined, text, remarks } };
    const why = this.whyNot(cursor);
    const known = why === undefined ? undefined : this.near.get(why);
    if (known) known.count++;
    else if (why !== undefined) this.near.set(why, { first: stray, count: 1 });
    else if (!isMatch && this.others.length < MOST_OTHERS) this.others.push(stray);
  }

  /** Undefined if the line is not even near a record. */
  private whyNot(cursor: SourceCursor): string | undefined {
    const near = this.patterns.of(cursor);
    if (near) return `is nearly ${near.of.record ?? `in the format ${near.of.format}`}: ${reachText(near.reach)}`;
    return (cursor.record.flags & RecordFlag.undecodable) === 0 ? undefined : `is not in its format, ${cursor.info.format.name}`;
  }

  /** The first of those that are near a pattern and break it in the same way; if there are none, some others, unless only near ones are wanted. */
  list(onlyNear: boolean): Orphan[] {
    const near = Array.from(this.near, ([why, { first, count }]) => ({
      ...first,
      why: count === 1 ? [why] : [why, `so ${count === 2 ? 'is' : 'are'} ${counted(count - 1, 'more line')}`],
    }));
    if (near.length > 0 || onlyNear) return this.bounded(near);
    return this.bounded(this.others.map((stray) => ({ ...stray, why: ['matches no record that a rule needs, and is near none'] })));
  }

  /** Says of the last one that more lines were not looked at, if that may be so. */
  private bounded(strays: Orphan[]): Orphan[] {
    const last = strays.at(-1);
    if (this.compared === MOST_COMPARED)
      last?.why.push(`lines after the first ${grouped(MOST_COMPARED)} that contain this were not compared`);
    return strays;
  }
}

/** A text as a word of its own: `A-1`, but not in `A-10`. */
function asWord(text: string): RegExp {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'u');
}
