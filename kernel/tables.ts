/** Automata and tries, laid out as in `src/runtime/scan/layout.ts`. */

import { ALWAYS, BEGINNINGS, CLASSES_SIZE, LITERALS } from '../src/runtime/scan/layout.ts';

/** Whether a message has one of the texts at an address, or need not have any. */
export function hasTextOf(texts: i32, start: i32, end: i32): bool {
  if (load<i32>(texts, ALWAYS) === 1) return true;
  return finds(load<i32>(texts, BEGINNINGS), start, end) || finds(load<i32>(texts, LITERALS), start, end);
}

/** Whether an automaton finds one of its texts in a message; automaton 0 has none. */
function finds(automaton: i32, start: i32, end: i32): bool {
  if (automaton === 0) return false;
  let target = 0;
  for (let at = start; at < end; at++) {
    target = targetOf(automaton, target, load<u8>(at));
    if (target < 0) return false;
    if (target & 1) return true;
  }
  return false;
}

/** Where an automaton gets from a target by a byte. */
export function targetOf(automaton: i32, target: i32, byte: u8): i32 {
  const symbol: i32 = load<u16>(automaton + ((<i32>byte) << 1));
  return load<i32>(automaton + (symbol << 2) + target, CLASSES_SIZE);
}

/** The value of a text in a trie; 0 if it is not in it. */
export function valueIn(tree: i32, start: i32, end: i32): i32 {
  const rows = tree + CLASSES_SIZE;
  let row = rows;
  for (let at = start; at < end; at++) {
    const symbol: i32 = load<u16>(tree + ((<i32>load<u8>(at)) << 1));
    const longer = symbol === 0 ? 0 : load<i32>(row + (symbol << 2));
    if (longer === 0) return 0;
    row = rows + (longer << 2);
  }
  return load<i32>(row);
}
