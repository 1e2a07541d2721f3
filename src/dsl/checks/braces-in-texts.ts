import type { StringLiteral } from '../ast.ts';
import type { Expr } from '../ast-expressions.ts';
import type { Clause } from '../ast-rules.ts';
import type { Check } from './check.ts';

/** What would be a value in a message. */
const HOLE = /\{[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\}/;

/** The texts of a clause that are used as they are written. */
function textsOf(clause: Clause): (StringLiteral | Expr | undefined)[] {
  switch (clause.kind) {
    case 'EndingClause':
      return [clause.name, clause.trigger?.kind === 'WhenTrigger' ? clause.trigger.otherwise : undefined];
    case 'PolicyClause':
      return [clause.name];
    case 'MapClause':
      return clause.entries.map(({ value }) => value);
    default:
      return [];
  }
}

/** Names and values written as if they were messages. */
export const bracesInTexts: Check = {
  rule({ decl, report }) {
    for (const text of decl.clauses.flatMap(textsOf)) {
      const hole = text?.kind === 'StringLiteral' ? HOLE.exec(text.value) : null;
      if (text && hole) report.add(text, 'braces-in-text', [hole[0]]);
    }
  },
};
