/** Named values as offsets into their line: nothing is copied until a field is asked for. */

import type { Value } from '../../record.ts';
import { GrowingArray } from '../../values/growing-array.ts';
import type { TextReader } from '../text.ts';

/** How a value is written. */
export const Written = {
  /** Verbatim. */
  plain: 0,
  /** With escapes. */
  escaped: 1,
  /** Without a value: the name alone, which means true. */
  flag: 2,
} as const;

const STRIDE = 5;

export class Pairs {
  count = 0;
  private readonly offsets = new GrowingArray(Int32Array);

  add(nameStart: number, nameEnd: number, start: number, end: number, written: number): void {
    const at = this.count++ * STRIDE;
    this.offsets.reach(at + STRIDE);
    const { of } = this.offsets;
    of[at] = nameStart;
    of[at + 1] = nameEnd;
    of[at + 2] = start;
    of[at + 3] = end;
    of[at + 4] = written;
  }

  /** The last pair with this name; -1 if there is none. */
  indexOf(bytes: Uint8Array, name: string, reader: TextReader): number {
    for (let pair = this.count - 1; pair >= 0; pair--) {
      if (reader.spells(bytes, this.nameStart(pair), this.nameEnd(pair), name)) return pair;
    }
    return -1;
  }

  nameStart(pair: number): number {
    return this.offsets.of[pair * STRIDE]!;
  }

  nameEnd(pair: number): number {
    return this.offsets.of[pair * STRIDE + 1]!;
  }

  start(pair: number): number {
    return this.offsets.of[pair * STRIDE + 2]!;
  }

  end(pair: number): number {
    return this.offsets.of[pair * STRIDE + 3]!;
  }

  written(pair: number): number {
    return this.offsets.of[pair * STRIDE + 4]!;
  }

  /** Sets the end of the pair added last, once it is known. */
  endAt(end: number): void {
    this.offsets.of[(this.count - 1) * STRIDE + 3] = end;
  }

  /** All pairs by name. */
  all(bytes: Uint8Array, reader: TextReader, valueAt: (pair: number) => Value): Map<string, Value> {
    const all = new Map<string, Value>();
    for (let pair = 0; pair < this.count; pair++) all.set(reader.word(bytes, this.nameStart(pair), this.nameEnd(pair)), valueAt(pair));
    return all;
  }
}
