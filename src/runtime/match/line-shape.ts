/** What may follow the stamp of a line of any text, so that lines can be told apart before they are decoded. */

import { Automaton } from './automaton.ts';
import type { ByteAutomaton } from './byte-automaton.ts';
import { Dfa } from './dfa.ts';
import { any, either, oneOf, sequence } from './grammar.ts';
import { searchProgram } from './program.ts';
import { ANY, BEYOND_ASCII, complement, DIGIT, setOf, union } from './ranges.ts';

/** Of a stamp they could be a part: `T15`, `:123`, `+0100`, or a number. */
const JOINED = union(setOf('0-9A-Za-z:+-'), BEYOND_ASCII);

/** An automaton that succeeds where a stamp before it surely has ended; the message, which is all of the line, began earlier. */
export function lineShape(): ByteAutomaton | undefined {
  const behindBlank = either(
    oneOf(complement(setOf('AGPUZ+-'))),
    // AM, PM, UTC, GMT and offsets.
    sequence(oneOf(setOf('AGP')), oneOf(complement(setOf('M')))),
    sequence('U', oneOf(complement(setOf('T')))),
    sequence(oneOf(setOf('+-')), oneOf(complement(DIGIT))),
  );
  const parted = either(oneOf(complement(union(JOINED, setOf(' ')))), sequence(' ', behindBlank));
  return new Dfa(new Automaton(searchProgram(sequence(parted, any(oneOf(ANY))), true))).byteAutomaton();
}
