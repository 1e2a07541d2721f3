/** What may follow the stamp of a line of any text, so that lines can be told apart before they are decoded. */

import type { RegexNode } from '../../dsl/pattern-plan.ts';
import { ZONE_AREAS, ZONE_NAMES } from '../decode/stamps/zone-names.ts';
import { Automaton } from './automata/automaton.ts';
import type { ByteAutomaton } from './automata/byte-automaton.ts';
import { Dfa } from './automata/dfa.ts';
import { any, either, oneOf, sequence } from './automata/grammar.ts';
import { searchProgram } from './automata/program.ts';
import { ANY, BEYOND_ASCII, complement, DIGIT, type Ranges, setOf, union } from './automata/ranges.ts';

/** Of a stamp they could be a part: `T15`, `:123`, `+0100`, or a number. */
const JOINED = union(setOf('0-9A-Za-z:+-'), BEYOND_ASCII);

/** AM, PM, and what zones begin with. */
const BEHIND_BLANK = ['AM', 'PM', 'Z', ...ZONE_NAMES.map((name) => name.slice(0, 2)), ...ZONE_AREAS.map((area) => area.slice(0, 3))];

/** An automaton that succeeds where a stamp before it surely has ended; the message, which is all of the line, began earlier. */
export function lineShape(): ByteAutomaton | undefined {
  const signs = setOf('+-');
  const behindBlank = either(otherThan(BEHIND_BLANK, signs), sequence(oneOf(signs), oneOf(complement(DIGIT))));
  const separated = either(oneOf(complement(union(JOINED, setOf(' ')))), sequence(' ', behindBlank));
  return new Dfa(new Automaton(searchProgram(sequence(separated, any(oneOf(ANY))), true))).byteAutomaton();
}

/** What begins with none of these texts, nor with a character of a set. */
function otherThan(beginnings: readonly string[], set: Ranges = []): RegexNode {
  const firsts = new Set(beginnings.map((text) => text.charAt(0)));
  const rests = Array.from(
    firsts,
    (first) => [first, beginnings.filter((text) => text.startsWith(first)).map((text) => text.slice(1))] as const,
  );
  const longer = rests.filter(([, rest]) => !rest.includes('')).map(([first, rest]) => sequence(first, otherThan(rest)));
  return either(oneOf(complement(union(set, setOf([...firsts].join(''))))), ...longer);
}
