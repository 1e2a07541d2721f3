/** Bare words that stand for texts next to certain fields of a standalone condition. */

import type { Name, Span, StringLiteral } from './ast.ts';
import type { BinaryExpr, Expr, NameExpr } from './ast-expressions.ts';
import type { Place } from './lower/typed.ts';
import { bare } from './tree.ts';

/** The possible values of each field. */
export type Words = ReadonlyMap<string, readonly string[]>;

const ORDERINGS = ['<', '<=', '>', '>='];
const COMPARISONS = ['==', '!=', ...ORDERINGS];

/**
 * Interprets words next to `severity`, `outcome` and `rule`, which need no quotes; a word that the field can never
 * equal is reported.
 */
export class WordReader {
  constructor(
    private readonly words: Words,
    private readonly place: Place,
  ) {}

  read(expr: Expr): Expr {
    if (expr.kind === 'GroupExpr') return { ...expr, expr: this.read(expr.expr) };
    if (expr.kind === 'UnaryExpr') return { ...expr, operand: this.read(expr.operand) };
    if (expr.kind !== 'BinaryExpr') return expr;
    const { operator, left, right } = expr;
    if (operator === 'and' || operator === 'or') return { ...expr, left: this.read(left), right: this.read(right) };
    if (operator === 'in') return this.membership(expr);
    if (!COMPARISONS.includes(operator)) return expr;
    const isOrdering = ORDERINGS.includes(operator);
    if (this.isField(left)) return { ...expr, right: this.word(right, left.name, isOrdering) };
    return this.isField(right) ? { ...expr, left: this.word(left, right.name, isOrdering) } : expr;
  }

  private isField(expr: Expr): expr is NameExpr {
    return expr.kind === 'NameExpr' && this.words.has(expr.name.text);
  }

  private membership(expr: BinaryExpr): Expr {
    const { left, right } = expr;
    const list = bare(right);
    if (!this.isField(left) || list.kind !== 'ListExpr') return expr;
    return { ...expr, right: { ...list, items: list.items.map((item) => this.word(item, left.name)) } };
  }

  /** A name with another meaning here is left unchanged. */
  private word(expr: Expr, field: Name, isOrdering = false): Expr {
    const at = bare(expr);
    if (at.kind !== 'NameExpr' && at.kind !== 'StringLiteral') return expr;
    const word = at.kind === 'NameExpr' ? at.name.text : at.value;
    const words = this.words.get(field.text) ?? [];
    if (!words.includes(word)) {
      if (at.kind === 'NameExpr' && this.place.names.some((names) => names.find([at.name], this.place.report.silent()))) return expr;
      // What is no severity cannot be ordered, which is reported when the comparison is lowered.
      if (!isOrdering || field.text !== 'severity') this.tellUnknown(at, word, field.text, words);
    }
    return textAt(at, word);
  }

  private tellUnknown(at: NameExpr | StringLiteral, word: string, field: string, words: readonly string[]): void {
    const { report } = this.place;
    const tell = at.kind === 'NameExpr' ? 'unknown' : 'unknownText';
    if (field === 'severity') report[tell](at, 'unknown-severity', [word], word, words);
    else if (field === 'outcome') report[tell](at, 'unknown-outcome', [word, 'the program'], word, words);
    else report[tell](at, 'unknown-rule', [word], word, words);
  }
}

function textAt({ start, end }: Span, value: string): StringLiteral {
  return { kind: 'StringLiteral', value, block: false, closed: true, start, end };
}
