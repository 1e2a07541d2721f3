import { GrowingArray } from '../values/growing-array.ts';

const BYTES = 256;

/** Names as a trie in one table. */
export interface NameTree {
  /** Classes of bytes, from 1; those that occur in no name are class 0. */
  classes: Uint16Array;
  /**
   * A row for each prefix of a name, the empty one first: by class the offset of the row of the longer prefix, 0 if
   * there is none. Class 0 holds the value of the name, if the prefix is one.
   */
  rows: Int32Array;
}

/** Values must not be 0. */
export function nameTree(names: ReadonlyMap<string, number>): NameTree {
  const texts = [...names].map(([name, value]) => ({ bytes: Buffer.from(name), value }));
  const classes = new Uint16Array(BYTES);
  const alphabet = new Set(texts.flatMap(({ bytes }) => [...bytes]));
  for (const [i, byte] of [...alphabet].entries()) classes[byte] = i + 1;
  const width = alphabet.size + 1;
  const rows = new GrowingArray(Int32Array);
  let length = width;
  rows.reach(length);
  for (const { bytes, value } of texts) {
    let row = 0;
    for (const byte of bytes) {
      const at = row + classes[byte]!;
      if (rows.of[at] === 0) {
        rows.reach(length + width);
        rows.of[at] = length;
        length += width;
      }
      row = rows.of[at]!;
    }
    rows.of[row] = value;
  }
  return { classes, rows: rows.of.slice(0, length) };
}
