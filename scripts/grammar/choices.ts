/** What the parser chooses by: computed from its grammar here, so that it need not be whenever the program starts. */

import { getLookaheadPaths, type LookaheadProductionType, type LookaheadSequence } from 'chevrotain';
import { DeclarationParser } from '../../src/dsl/parser/declarations.ts';
import { choiceName, MAX_LOOKAHEAD } from '../../src/dsl/parser/lookahead.ts';

const HEAD = `/**
 * Generated from the grammar by \`npm run generate\`. For each choice in a rule: its alternatives, or the one way that is
 * optional; and for each the types of token that it may begin with, two where one is not enough.
 */
export const CHOICES = \`
`;

/** A production as serialized by Chevrotain. */
interface Recorded {
  type: string;
  name: string;
  idx: number;
  definition?: Recorded[];
}

export function choices(): string {
  const parser = new DeclarationParser('recorded');
  const rules = parser.getGAstProductions();
  const lines = (parser.getSerializedGastProductions() as Recorded[]).flatMap((recorded) => {
    const rule = rules[recorded.name]!;
    return choicesIn(recorded).map(({ type, idx: occurrence }) => {
      const prodType = type as LookaheadProductionType;
      const ways = getLookaheadPaths({ rule, prodType, occurrence, maxLookahead: MAX_LOOKAHEAD });
      // What follows what is optional is not asked for.
      const asked = prodType === 'Alternation' ? ways : ways.slice(0, 1);
      return `${choiceName(rule.name, prodType, occurrence)}: ${asked.map(textOf).join(' | ')}\n`;
    });
  });
  return `${HEAD}${lines.join('')}\`;\n`;
}

function textOf(paths: LookaheadSequence): string {
  return paths.map((path) => path.map(({ name }) => name).join(' ')).join(', ');
}

const CHOOSING = /^(Alternation|Option|Repetition.*)$/;

function choicesIn(recorded: Recorded): Recorded[] {
  const inside = (recorded.definition ?? []).flatMap(choicesIn);
  return CHOOSING.test(recorded.type) ? [recorded, ...inside] : inside;
}
