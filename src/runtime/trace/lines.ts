/** The lines needed to tell a story: those known to belong to it, and the most recent ones. */

import { textIn } from '../decode/text.ts';
import type { Location, LogRecord } from '../record.ts';
import { AgedMap } from '../values/aged-map.ts';
import { placeKey } from './finder.ts';

/** How many recent lines are remembered, as records wait for the watermark, or for their key; and how many characters of them. */
const RECENT = 10_000;
const RECENT_LENGTH = 2 ** 25;

export interface Line {
  time: number;
  text: string;
  /** That it came late, or has no time of its own. */
  remarks: readonly string[];
}

export class Lines {
  private readonly kept = new Map<string, Line>();
  private readonly recent = new AgedMap<Line>();
  /** Of the text of these. */
  private length = 0;

  /** @param wanted locations of the lines to keep, in the form of `placeKey` */
  constructor(private readonly wanted: ReadonlySet<string>) {}

  add(place: Location, record: LogRecord, remarks: readonly string[]): void {
    const key = placeKey(place);
    const line = { time: record.time, text: lineText(record), remarks };
    if (this.wanted.has(key)) {
      this.kept.set(key, line);
      return;
    }
    this.length += line.text.length - this.lengthOf(key);
    this.recent.set(key, line);
    while (this.recent.size > RECENT || this.length > RECENT_LENGTH) this.forgetOldest();
  }

  private forgetOldest(): void {
    const { oldest = '' } = this.recent;
    this.length -= this.lengthOf(oldest);
    this.recent.delete(oldest);
  }

  private lengthOf(key: string): number {
    return this.recent.get(key)?.text.length ?? 0;
  }

  at(place: Location): Line | undefined {
    const key = placeKey(place);
    return this.kept.get(key) ?? this.recent.get(key);
  }
}

/** The entire line, or lines. */
export function lineText({ bytes, start, end }: LogRecord): string {
  return textIn(bytes, start, end);
}
