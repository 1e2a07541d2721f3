/** Bare words that stand for texts next to certain fields of a standalone condition. */

import type { Name, Span, StringLiteral } from './ast.ts';
import type { BinaryExpr, Expr, NameExpr } from './ast-expressions.ts';
import { bare, type Place } from './lower/typed.ts';
import { isOrdering, severitiesThat } from './severity-order.ts';

/** The possible values of each field. */
export type Words = ReadonlyMap<string, readonly string[]>;

const MIRRORED: Readonly<Record<string, BinaryExpr['operator']>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/**
 * Interprets words next to `severity`, `outcome` and `rule`, which need no quotes; a word that the field can never
 * equal is reported. Severities are ordered: `severity >= critical` is read as `severity in ["critical", "alert",
 * "emergency"]`.
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
    const mirrored = MIRRORED[operator];
    if (mirrored === undefined) return expr;
    return this.isField(left)
      ? this.comparison(expr, left.name)
      : this.isField(right)
        ? this.comparison({ ...expr, operator: mirrored, left: right, right: left }, right.name)
        : expr;
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

  private comparison(expr: BinaryExpr, field: Name): Expr {
    const right = this.word(expr.right, field);
    if (field.text !== 'severity' || !isOrdering(expr.operator)) return { ...expr, right };
    if (right.kind !== 'StringLiteral')
      this.place.report.add(expr, 'wrong-operands', [expr.operator, 'severity', 'a value that is not a severity']);
    const level = right.kind === 'StringLiteral' ? right.value : '';
    const items = severitiesThat(expr.operator, level).map((word) => textAt(right, word));
    return { ...expr, operator: 'in', right: { kind: 'ListExpr', items, start: right.start, end: right.end } };
  }

  /** A name with another meaning here is left unchanged. */
  private word(expr: Expr, field: Name): Expr {
    const at = bare(expr);
    if (at.kind !== 'NameExpr' && at.kind !== 'StringLiteral') return expr;
    const word = at.kind === 'NameExpr' ? at.name.text : at.value;
    const words = this.words.get(field.text) ?? [];
    if (!words.includes(word)) {
      if (at.kind === 'NameExpr' && this.place.names.some((names) => names.find([at.name], this.place.report.silent()))) return expr;
      this.tellUnknown(at, word, field.text, words);
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
