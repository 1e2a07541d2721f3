/** Record patterns: templates, regular expressions and field tests become alternatives, captures become slots. */

import type { Binding, Constant, ObjectField, ObjectPattern, Pattern, RegexLiteral, StringLiteral } from '../ast.ts';
import type { Expr } from '../ast-expressions.ts';
import { catalogue } from '../catalogue.ts';
import type { AlternativePlan, FieldPlan, FieldTestPlan, PiecePlan, RegexNode } from '../pattern-plan.ts';
import { parseRegex } from '../patterns/regex.ts';
import { parseTemplate } from '../patterns/template.ts';
import type { FormatPlan, Type } from '../plan.ts';
import type { RecordSymbol } from '../symbols.ts';
import { bare, textsOf } from '../tree.ts';
import { sameType, typeName } from '../types.ts';
import { adviceOnArgument } from './advice.ts';
import { lowerCondition, lowerExpr } from './expressions.ts';
import { aboutRecord, fieldNames } from './names.ts';
import { checkWords, convertTo } from './operators.ts';
import { placeInPattern, reportPatternProblems } from './pattern-problems.ts';
import { bothRequire, constantRequires, type Needs } from './ranges.ts';
import { emptyRecord, type Header, RecordShape } from './shape.ts';
import type { Place, Typed } from './typed.ts';
import { isRead } from './uses.ts';
import { lowerType } from './written-type.ts';

interface Capture extends FieldPlan {
  start: number;
  end: number;
}

/** The format of a record; `base` is undefined if there is no such format. */
export interface RecordFormat {
  name: string;
  base: FormatPlan['base'] | undefined;
  header: Header;
}

/** Blanks that a regular expression without alternatives requires of the beginning of a text, and of its end. */
const LEADING_BLANKS = /(?<=^\^)(?:(?: |\\[st])(?:(?:\+|\{[1-9]\d*(?:,\d*)?\})\??)?)+(?![*+?{])/;
const TRAILING_BLANKS = /(?<=(?<!\\)(?:\\\\)*)(?:(?: |\\[st])(?:(?:\+|\{[1-9]\d*(?:,\d*)?\})\??)?)+(?=\$$)/;

/** @param place that of the record's own expressions, which also see its fields */
export function lowerRecord(symbol: RecordSymbol, index: number, format: RecordFormat, place: Place): RecordShape {
  const { decl, group } = symbol;
  const plan = emptyRecord(symbol.name, symbol, { format: format.name });
  const shape = new RecordShape(index, plan, format.header);
  if (!isRead(decl, symbol.module)) shape.mayHave = () => true;
  new RecordLowering(symbol, shape, format, place).run();
  for (const binding of [...group.decl.lets, ...decl.lets]) lowerLet(binding, shape, place);
  lowerWheres(symbol, shape, place);
  const weight = decl.weight ?? group.decl.weight;
  if (weight) lowerWeight(weight, shape, place);
  return shape;
}

function lowerWheres({ decl, group }: RecordSymbol, shape: RecordShape, place: Place): void {
  let needs: Needs = {};
  const require = (wheres: readonly Expr[]) => {
    for (const part of wheres.flatMap(conjuncts)) {
      const condition = lowerWhere(part, shape, place);
      if (condition) needs = bothRequire('and', needs, condition, part, place);
    }
  };
  require(group.decl.where);
  // One of several patterns may fit where another cannot.
  const [pattern, ...others] = decl.patterns;
  for (const field of pattern?.kind === 'ObjectPattern' && others.length === 0 ? pattern.fields : []) {
    needs = bothRequire('and', needs, fieldRequires(field, place), field, place);
  }
  require(decl.where);
}

/** What a constant requires of its field. */
function fieldRequires(field: ObjectField, place: Place): Needs {
  const { constant, as, path } = field;
  if (constant?.kind !== 'StringLiteral' && constant?.kind !== 'NumberLiteral') return {};
  return constantRequires(as?.text ?? textsOf(path.parts).join('.'), constant.value, field, place);
}

/** The parts of `a and b and c`. */
function conjuncts(condition: Expr): Expr[] {
  const parts: Expr[] = [];
  let at = bare(condition);
  while (at.kind === 'BinaryExpr' && at.operator === 'and') {
    parts.push(at.right);
    at = bare(at.left);
  }
  return [...parts, at].reverse();
}

/** Conditions that only use the header are tested before the text. */
function lowerWhere(part: Expr, shape: RecordShape, place: Place): Typed | undefined {
  const condition = lowerCondition(part, { ...place, names: aboutRecord([shape], place.names) });
  if (!condition) return undefined;
  const early = fieldNames(condition.expr).every((name) => shape.isHeader(name) && name !== 'weight');
  (early ? shape.plan.before : shape.plan.where).push(condition.expr);
  return condition;
}

function lowerLet(binding: Binding, shape: RecordShape, place: Place): void {
  const { name, value } = binding;
  if (!value || name.text === '') return;
  if (shape.own(name.text)) {
    place.report.add(name, 'duplicate-name', [name.text]);
    return;
  }
  const typed = lowerExpr(value, { ...place, names: aboutRecord([shape], place.names) });
  const slot = shape.add({ name: name.text, type: typed?.type ?? 'json', optional: typed?.optional ?? true });
  if (typed) shape.plan.lets.push({ slot, value: typed.expr });
}

function lowerWeight(weight: Expr, shape: RecordShape, place: Place): void {
  const typed = lowerExpr(weight, { ...place, names: aboutRecord([shape], place.names) });
  const number = typed && convertTo(typed, 'int');
  if (number?.type === 'int') shape.plan.weight = number.expr;
  else if (typed) place.report.add(weight, 'wrong-type', ['weight', 'int', typeName(typed.type)], adviceOnArgument('int', typed));
}

class RecordLowering {
  constructor(
    private readonly symbol: RecordSymbol,
    private readonly shape: RecordShape,
    private readonly format: RecordFormat,
    private readonly place: Place,
  ) {}

  run(): void {
    const { patterns } = this.symbol.decl;
    const seen = new Map<string, number>();
    for (const pattern of patterns) {
      const { captures, finish } = this.read(pattern);
      const slots = captures.map((capture) => this.slotOf(capture, pattern));
      for (const { name } of captures) seen.set(name, (seen.get(name) ?? 0) + 1);
      const alternative = finish(slots);
      if (alternative) this.shape.plan.alternatives.push(alternative);
    }
    for (const field of this.shape.plan.fields) if ((seen.get(field.name) ?? 0) < patterns.length) field.optional = true;
  }

  private read(pattern: Pattern): { captures: Capture[]; finish: (slots: number[]) => AlternativePlan | undefined } {
    switch (pattern.kind) {
      case 'StringLiteral':
        return this.template(pattern);
      case 'RegexLiteral':
        return this.regex(pattern);
      case 'ObjectPattern':
        return this.fields(pattern);
    }
  }

  /** Alternatives share a slot for a name if they agree on its type. */
  private slotOf({ start, end, ...field }: Capture, pattern: Pattern): number {
    const known = this.shape.own(field.name);
    if (!known) return this.shape.add(field);
    if (!sameType(known.type, field.type)) {
      const at = pattern.kind === 'ObjectPattern' ? { start, end } : pattern;
      this.place.report.add(at, 'capture-types', [field.name, typeName(known.type), typeName(field.type)]);
    }
    known.optional ||= field.optional;
    return this.shape.plan.fields.indexOf(known);
  }

  private template(literal: StringLiteral) {
    const { template, captures, problems } = parseTemplate(literal.value);
    const wrong = reportPatternProblems(this.place, literal, problems);
    if (this.format.base === 'syslog') this.reportBlanks('leading-blank', literal, /^\s+/.exec(literal.value));
    const fields = captures.map(({ slot: _, ...capture }): Capture => capture);
    const finish = (slots: number[]): AlternativePlan | undefined => {
      if (wrong) return undefined;
      const moved = new Map(captures.map(({ slot }, i) => [slot, slots[i] ?? 0]));
      return { kind: 'template', template: { ...template, pieces: moveSlots(template.pieces, moved) } };
    };
    return { captures: fields, finish };
  }

  /**
   * Decoders take blanks after a message away, and that of syslog also those before it: some senders write one, and
   * relays add one.
   */
  private reportBlanks(
    code: 'leading-blank' | 'trailing-blank',
    literal: StringLiteral | RegexLiteral,
    blanks: RegExpExecArray | null,
  ): void {
    if (!blanks || !literal.closed) return;
    const { report, source } = this.place;
    const at = placeInPattern(source, literal, { start: blanks.index, end: blanks.index + blanks[0].length });
    report.add(at, code, [], { fixes: [report.removal(at)] });
  }

  private regex(literal: RegexLiteral) {
    const { regex, names, problems } = parseRegex(literal.pattern, literal.flags);
    const wrong = reportPatternProblems(this.place, literal, problems);
    if (regex.node.kind !== 'choice') {
      if (this.format.base === 'syslog') this.reportBlanks('leading-blank', literal, LEADING_BLANKS.exec(literal.pattern));
      this.reportBlanks('trailing-blank', literal, TRAILING_BLANKS.exec(literal.pattern));
    }
    const always = groupsAlways(regex.node);
    const captures = names.map(
      ({ name, group, start, end }): Capture => ({ name, type: 'text', optional: !always.has(group), start, end }),
    );
    const finish = (slots: number[]): AlternativePlan | undefined =>
      wrong ? undefined : { kind: 'regex', regex, captures: names.map(({ group }, i) => ({ group, slot: slots[i] ?? 0 })) };
    return { captures, finish };
  }

  private fields(pattern: ObjectPattern) {
    const captures: Capture[] = [];
    const tests: { test: FieldTestPlan; capture?: number }[] = [];
    for (const field of pattern.fields) {
      const test = this.fieldTest(field);
      if (!test) continue;
      const name = field.as?.text ?? textsOf(field.path.parts).join('.');
      const type = test.type ?? (field.constant && constantType(field.constant));
      if (captures.some((one) => one.name === name)) {
        this.place.report.add(field, 'duplicate-capture', [name], { help: 'Remove one of them, or give one another name with as.' });
        continue;
      }
      if (type === undefined || !(field.type || field.as)) tests.push({ test });
      else tests.push({ test, capture: captures.push({ name, type, optional: test.optional, start: field.start, end: field.end }) - 1 });
    }
    const finish = (slots: number[]): AlternativePlan => ({
      kind: 'fields',
      fields: tests.map(({ test, capture }) => (capture === undefined ? test : { ...test, slot: slots[capture] ?? 0 })),
    });
    return { captures, finish };
  }

  private fieldTest({ path, type, constant }: ObjectField): FieldTestPlan | undefined {
    const [first] = path.parts;
    if (!first || first.text === '') return undefined;
    const { fields: known, open } = this.format.header;
    if (!open && !known.has(first.text)) {
      this.place.report.unknown(first, 'unknown-field', [first.text, this.symbol.group.decl.format.text], first.text, known.keys());
    }
    const test: FieldTestPlan = { path: textsOf(path.parts), optional: type?.optional ?? false };
    if (type) return this.typed(test, type);
    if (constant?.kind === 'RegexLiteral') {
      const { regex, problems } = parseRegex(constant.pattern, constant.flags);
      return reportPatternProblems(this.place, constant, problems) ? undefined : { ...test, matches: regex };
    }
    if (!constant) return undefined;
    checkWords(known.get(first.text)?.words, [constant], this.place);
    return { ...test, equals: constant.kind === 'NoneLiteral' ? null : constant.value, optional: constant.kind === 'NoneLiteral' };
  }

  private typed(test: FieldTestPlan, node: NonNullable<ObjectField['type']>): FieldTestPlan | undefined {
    const help = (name: string) => `Put a text that it must equal in double quotes: "${name}". ${catalogue['unknown-type'].help}`;
    const type = lowerType(node, this.place.report, help);
    if (type) return { ...test, type };
    this.shape.mayHave = () => true;
    return undefined;
  }
}

function constantType(constant: Constant): Type | undefined {
  switch (constant.kind) {
    case 'NumberLiteral':
      return constant.integer ? 'int' : 'float';
    case 'BooleanLiteral':
      return 'bool';
    case 'NoneLiteral':
      return undefined;
    default:
      return 'text';
  }
}

function moveSlots(pieces: readonly PiecePlan[], to: ReadonlyMap<number, number>): PiecePlan[] {
  return pieces.map((piece): PiecePlan => {
    if (piece.kind === 'optional') return { ...piece, pieces: moveSlots(piece.pieces, to) };
    if (piece.kind === 'text' || piece.slot === undefined) return piece;
    return { ...piece, slot: to.get(piece.slot) ?? piece.slot };
  });
}

/** Groups that take part in every match. */
function groupsAlways(node: RegexNode): Set<number> {
  switch (node.kind) {
    case 'group':
      return new Set([node.index, ...groupsAlways(node.body)]);
    case 'sequence':
      return new Set(node.items.flatMap((item) => [...groupsAlways(item)]));
    case 'choice': {
      const [first = new Set<number>(), ...others] = node.options.map(groupsAlways);
      return new Set([...first].filter((group) => others.every((other) => other.has(group))));
    }
    case 'repeat':
      return node.min > 0 ? groupsAlways(node.body) : new Set();
    default:
      return new Set();
  }
}
