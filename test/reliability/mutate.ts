/** Randomly changed bytes: some flipped, removed, duplicated, swapped, or relevant words inserted. */

import type { Random } from '../oracle/generator/random.ts';

const MOST_CHANGES = 6;
const MOST_PIECE = 40;

export function mutated(bytes: Buffer, words: readonly string[], random: Random): Buffer {
  let changed = bytes;
  for (let left = random.int(1, MOST_CHANGES); left > 0; left--) changed = changedOnce(changed, words, random);
  return changed;
}

function changedOnce(bytes: Buffer, words: readonly string[], random: Random): Buffer {
  const at = random.int(0, bytes.length);
  const end = Math.min(bytes.length, at + random.int(1, MOST_PIECE));
  const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (random.int(0, 5)) {
    case 0:
      return Buffer.concat([before, Buffer.from([random.int(0, 255)]), bytes.subarray(Math.min(bytes.length, at + 1))]);
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, piece, piece, after]);
    case 3:
      return Buffer.concat([after, piece, before]);
    case 4:
      return Buffer.concat([before, Buffer.from(random.pick(words)), bytes.subarray(at)]);
    default:
      return before;
  }
}
