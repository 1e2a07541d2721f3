/** Automata and trees, as `src/runtime/scan/tables.ts` lays them out. */

import { CLASSES_SIZE } from '../src/runtime/scan/layout.ts';

/** Whether a message has one of the texts of an automaton; 0 is an automaton of none. */
export function finds(automaton: i32, start: i32, end: i32): bool {
  if (automaton === 0) return false;
  const rows = automaton + CLASSES_SIZE;
  let packed = 0;
  for (let at = start; at < end; at++) {
    const symbol: i32 = load<u16>(automaton + ((<i32>load<u8>(at)) << 1));
    packed = load<i32>(rows + (((packed >> 1) + symbol) << 2));
    if (packed < 0) return false;
    if (packed & 1) return true;
  }
  return false;
}
