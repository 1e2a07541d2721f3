/** A lone condition on outcomes, as an output of a configuration has it: `severity >= error and rule == "checkout"`. */

import type { Name, Span, StringLiteral } from './ast.ts';
import type { BinaryExpr, Expr, NameExpr } from './ast-expressions.ts';
import { OUTCOME_FIELDS, OUTCOMES_OF } from './builtins.ts';
import type { Diagnostic } from './diagnostic.ts';
import { lowerCondition } from './lower/expressions.ts';
import { valueNames } from './lower/names.ts';
import { callOf } from './lower/operators.ts';
import { bare, type Names, type Place, type Typed } from './lower/typed.ts';
import { parseExpression } from './parser.ts';
import { type ExprPlan, type Plan, SEVERITIES, type Type } from './plan.ts';
import { Report } from './report.ts';
import type { Source } from './source.ts';
import { isNumber, sameType } from './types.ts';

export interface CompiledFilter {
  /**
   * Present exactly when there is no error. `emitted` names stand for what authors chose, with where it is found:
   * `fields.tries`, `key.user`, `labels.team`; without a dot for what every outcome has: `message`, `code`.
   */
  where?: ExprPlan;
  /** In the order of the text; offsets are those of the source. */
  diagnostics: Diagnostic[];
}

/**
 * Compiles the condition for outcomes of a plan's rules. It sees what every outcome has, then what the rules emit and
 * the parts of their keys, then params. Never throws, whatever the text.
 */
export function compileFilter(source: Source, plan: Plan): CompiledFilter {
  const { expr, diagnostics } = parseExpression(source);
  if (!expr) return { diagnostics };
  const report = new Report(source.path, diagnostics);
  const place: Place = {
    report,
    source,
    names: [outcomeNames, authorNames(plan), paramNames(plan)],
    table: (name) => plan.tables.find((table) => table.name === name.text),
  };
  const where = lowerCondition(new WordReader(plan, place).read(expr), place);
  diagnostics.sort((a, b) => a.start - b.start);
  return where && diagnostics.every(({ severity }) => severity !== 'error') ? { where: where.expr, diagnostics } : { diagnostics };
}

/** What every outcome has beside {@link OUTCOME_FIELDS}. */
const OTHER_FIELDS: readonly (readonly [string, Type, boolean])[] = [
  ['id', 'text', false],
  ['code', 'text', false],
  ['message', 'text', true],
  ['lastStep', 'text', true],
  ['recordCount', 'int', false],
  ['heldBack', 'int', false],
];

const outcomeNames = valueNames(
  new Map<string, Typed>([
    ...[...OUTCOME_FIELDS].map(([field, known]) => [field, { expr: { op: 'outcome', field }, ...known }] as const),
    ...OTHER_FIELDS.map(([name, type, optional]) => [name, { expr: { op: 'emitted', name }, type, optional }] as const),
  ]),
);

function paramNames({ params }: Plan): Names {
  return valueNames(new Map(params.map(({ name, type }) => [name, { expr: { op: 'param', name }, type, optional: false }])));
}

const PLACES = ['fields', 'key', 'labels'] as const;

/** `tries` or `fields.tries`, `user` or `key.user`, `labels.team`. A bare name is what the rule emits, or else a part of its key. */
function authorNames({ rules }: Plan): Names {
  const found = new Map<string, Typed>();
  const add = (place: (typeof PLACES)[number], name: string, type: Type) => {
    const path = `${place}.${name}`;
    found.set(path, { expr: { op: 'emitted', name: path }, type: eitherType(found.get(path)?.type ?? type, type), optional: true });
  };
  for (const { telling, keys } of rules) {
    for (const { name, type } of telling.emit) add('fields', name, type);
    for (const { name, type } of telling.labels) add('labels', name, type);
    for (const { name, type } of keys.flatMap(({ parts }) => parts)) add('key', name, type);
  }
  const bareName = (name: string): Typed | undefined => {
    const [field, key] = [found.get(`fields.${name}`), found.get(`key.${name}`)];
    return field && key ? callOf('default', [field, key], eitherType(field.type, key.type), true) : (field ?? key);
  };
  return {
    find: ([first, second]) => {
      const placed = second && found.get(`${first?.text}.${second.text}`);
      if (placed) return { value: placed, used: 2 };
      const value = bareName(first?.text ?? '');
      return value && { value, used: 1 };
    },
    known: () => Array.from(found.keys(), (path) => path.replace(/^(?:fields|key)\./, '')),
  };
}

/** The type of a value that may come from one rule or another. */
function eitherType(a: Type, b: Type): Type {
  if (sameType(a, b)) return a;
  return isNumber(a) && isNumber(b) ? 'float' : 'json';
}

const MIRRORED: Readonly<Record<string, BinaryExpr['operator']>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Which severities are before or behind a level, by their numbers. */
const ORDERINGS: Readonly<Record<string, (severity: number, level: number) => boolean>> = {
  '<': (severity, level) => severity < level,
  '<=': (severity, level) => severity <= level,
  '>': (severity, level) => severity > level,
  '>=': (severity, level) => severity >= level,
};

/**
 * Reads the words beside `severity`, `outcome` and `rule`: they need no quotes, and one that the field can never be is
 * told. Severities have an order: `severity >= critical` is read as `severity in ["critical", "alert", "emergency"]`.
 */
class WordReader {
  private readonly words: ReadonlyMap<string, readonly string[]>;

  constructor(
    { rules }: Plan,
    private readonly place: Place,
  ) {
    this.words = new Map<string, readonly string[]>([
      ['severity', SEVERITIES],
      ['outcome', [...new Set(rules.flatMap(({ kind }) => OUTCOMES_OF[kind]))]],
      ['rule', rules.map(({ name }) => name)],
    ]);
  }

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
    const fits = field.text === 'severity' ? ORDERINGS[expr.operator] : undefined;
    if (!fits) return { ...expr, right };
    if (right.kind !== 'StringLiteral') this.place.report.add(expr, 'wrong-operands', [expr.operator, 'severity', 'what is no level']);
    const level = SEVERITIES.findIndex((word) => right.kind === 'StringLiteral' && word === right.value);
    const items = SEVERITIES.filter((_, severity) => fits(severity, level)).map((word) => textAt(right, word));
    return { ...expr, operator: 'in', right: { kind: 'ListExpr', items, start: right.start, end: right.end } };
  }

  /** A name that means something else here is left as it is. */
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
