/** Lines that contain what was asked for, and match no record. */

import type { SourceCursor } from '../inputs/cursor.ts';
import { RecordFlag } from '../record.ts';
import type { Wanted } from './finder.ts';
import { lineText } from './lines.ts';
import type { NearestPatterns } from './nearly.ts';
import { reachText } from './reach.ts';
import type { Orphan } from './story.ts';

/** Shorter values occur in almost any line. */
const LEAST = 3;

/** The most to keep that are near a pattern, and of the others: more would add no information. */
const MOST_NEAR = 1000;
const MOST_OTHERS = 3;

export class Strays {
  /** Those that are near a pattern. */
  readonly near: Orphan[] = [];
  /** Some of the others. */
  readonly others: Orphan[] = [];
  private readonly wanted: readonly RegExp[];

  /** @param patterns of the program */
  constructor(
    wanted: readonly Wanted[],
    private readonly patterns: NearestPatterns,
  ) {
    this.wanted = wanted.filter(({ text }) => text.length >= LEAST).map(({ text }) => asWord(text));
  }

  /** Must be called for each line that matches no record. */
  look(cursor: SourceCursor, remarks: readonly string[]): void {
    const { record, file, line, info } = cursor;
    if (this.wanted.length === 0 || this.near.length === MOST_NEAR) return;
    const text = lineText(record);
    if (!this.wanted.every((one) => one.test(text))) return;
    const { flags, time } = record;
    const best = this.patterns.of(cursor);
    const orphan = { time, record: { source: file, line, name: undefined, text, remarks } };
    if (best)
      this.near.push({ ...orphan, why: [`is nearly ${best.of.record ?? `in the format ${best.of.format}`}: ${reachText(best.reach)}`] });
    else if ((flags & RecordFlag.undecodable) !== 0) this.near.push({ ...orphan, why: [`is not in its format, ${info.format.name}`] });
    else if (this.others.length < MOST_OTHERS)
      this.others.push({ ...orphan, why: ['matches no record that a rule needs, and is near none'] });
  }
}

/** A text as a word of its own: `A-1`, but not in `A-10`. */
function asWord(text: string): RegExp {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'u');
}
