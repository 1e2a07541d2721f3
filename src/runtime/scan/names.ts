import { Growing } from '../values/growing.ts';

const BYTES = 256;

/** Names as a tree in one table. */
export interface NameTree {
  /** Classes of bytes, from 1; those that stand in no name are class 0. */
  classes: Uint16Array;
  /**
   * A row for each beginning of a name, the empty one first: by class the place of the row of a longer beginning;
   * 0: there is none. In the place of class 0 stands the value of the name, if it is one.
   */
  rows: Int32Array;
}

/** Values are not 0. */
export function nameTree(names: ReadonlyMap<string, number>): NameTree {
  const texts = [...names].map(([name, value]) => ({ bytes: Buffer.from(name), value }));
  const classes = new Uint16Array(BYTES);
  const alphabet = new Set(texts.flatMap(({ bytes }) => [...bytes]));
  for (const [i, byte] of [...alphabet].entries()) classes[byte] = i + 1;
  const width = alphabet.size + 1;
  const rows = new Growing(Int32Array);
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
