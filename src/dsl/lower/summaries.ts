/** Calls that aggregate records: `count(step)`, `list(group.record.field where …, 100)`, and look-backs. */

import { given } from '../../given.ts';
import type { Name } from '../ast.ts';
import type { Argument, CallExpr, Expr } from '../ast-expressions.ts';
import { SUMMARY_NAMES } from '../builtins.ts';
import type { DurationPlan, ExprPlan, SummaryName, SummaryPlan, Type } from '../plan.ts';
import { bare, pathOf, textsOf } from '../tree.ts';
import { isNumber, typeName } from '../types.ts';
import { adviceOnArgument } from './advice.ts';
import { lowerCondition, lowerExpr } from './expressions.ts';
import { aboutRecord, anyFieldIn, fieldNames, inBackquotes, memberOf, warnMisspelt } from './names.ts';
import { convertTo } from './operators.ts';
import type { RuleContext, Step } from './rule.ts';
import type { RecordShape } from './shape.ts';
import { type Names, type Place, type Typed, writtenAt } from './typed.ts';
import { isLookback, recordsIn, stepsIn, used } from './uses.ts';

const LIST_LIMIT = 100;
const MAX_LIST = 1_000_000;
const NEVER_MISSING: readonly SummaryName[] = ['count', 'distinct', 'sum', 'list'];

/** What a summary is computed over. */
interface Subject {
  shapes: readonly RecordShape[];
  step?: Step;
  /** Absent for the records themselves. */
  value?: Typed;
}

/** Lowers summaries of the rule; the result is null for any other call. */
export function summaryCalls(context: RuleContext): NonNullable<Place['call']> {
  return (call, place) => {
    const fn = SUMMARY_NAMES.find((name) => name === call.callee.text);
    return fn ? new SummaryLowering(context, call, fn, place).run() : null;
  };
}

class SummaryLowering {
  constructor(
    private readonly context: RuleContext,
    private readonly call: CallExpr,
    private readonly fn: SummaryName,
    private readonly place: Place,
  ) {}

  run(): Typed | undefined {
    const { context, fn, call } = this;
    const lookback = isLookback(call, context.around.scope);
    const args = lookback ? call.args.slice(0, -1) : call.args;
    const subject = this.subject(args[0], lookback);
    const limit = this.limit(args.slice(1));
    const over = lookback ? this.over() : undefined;
    if (!subject || limit === undefined || (lookback && over === undefined)) return undefined;
    const value = this.valueOf(subject);
    if (value === undefined) return undefined;
    const where = args[0]?.where && lowerCondition(args[0].where, this.insidePlace(subject.shapes, this.inHand(subject)));
    if (args[0]?.where && !where) return undefined;
    const { step } = subject;
    const type = this.resultType(value?.type);
    const summary: SummaryPlan = {
      fn,
      text: writtenAt(this.place.source, call),
      type,
      records: [...new Set(subject.shapes.map(({ index }) => index))].sort((a, b) => a - b),
      ...given({ captures: step && [step.index], value: value?.expr, where: where?.expr, limit: fn === 'list' ? limit : undefined }),
    };
    const expr: ExprPlan =
      over === undefined
        ? { op: 'summary', summary: context.summaries.indexOf(summary) }
        : { op: 'lookback', lookback: context.lookbacks.indexOf({ ...summary, over }) };
    return { expr, type, optional: !NEVER_MISSING.includes(fn) };
  }

  private over(): DurationPlan | undefined {
    const last = this.call.args[this.call.args.length - 1]?.value;
    if (last?.kind === 'DurationLiteral') return this.context.around.duration(last);
    return last?.kind === 'NameExpr' ? this.context.around.duration(last.name) : undefined;
  }

  /** The maximum length of a list; undefined if the arguments are invalid. */
  private limit(rest: readonly Argument[]): number | undefined {
    const [first] = rest;
    if (!first) return LIST_LIMIT;
    const { value } = first;
    const fits = rest.length === 1 && this.fn === 'list' && value.kind === 'NumberLiteral' && value.integer;
    if (fits && value.value >= 1 && value.value <= MAX_LIST) return value.value;
    this.place.report.add(first, 'summary-argument', [this.fn]);
    return undefined;
  }

  private subject(argument: Argument | undefined, lookback: boolean): Subject | undefined {
    const { context, place } = this;
    if (!argument) {
      if (this.fn === 'count' && this.call.args.length === 0) return { shapes: context.known };
      place.report.add(this.call, 'summary-argument', [this.fn]);
      return undefined;
    }
    const path = pathOf(bare(argument.value));
    const [first] = path ?? [];
    const step = first && context.steps.get(first.text);
    if (path && step) return this.overStep(step, path, lookback);
    if (path && path.length > 1 && first && context.around.scope.peek(first.text, 'group', 'rule')) return this.overRecord(path, lookback);
    return path && this.lacksGroup(path) ? undefined : this.overFields(argument.value, lookback);
  }

  /** Reports the name of a record without its group, as in `count(paid)`. @returns whether it cannot be the name of a field */
  private lacksGroup([name, ...rest]: readonly Name[]): boolean {
    const { known, around } = this.context;
    const meant = !name || inBackquotes(name) ? undefined : around.scope.recordNamed(name.text);
    if (!name || meant === undefined || known.some((shape) => shape.find([name.text], false))) return false;
    const mayBeField = known.some(({ open }) => open);
    if (!mayBeField) this.place.report.meant(name, 'unknown-group', [name.text], meant);
    else if (rest.length === 0) this.place.report.meant(name, 'bare-record', [name.text, meant], meant);
    return !mayBeField;
  }

  private overStep(step: Step, path: readonly Name[], lookback: boolean): Subject | undefined {
    if (!this.gathers(step, lookback)) return undefined;
    const field = this.field(step.shapes, path.slice(1), step.name.text, step.isWhole);
    return field && { shapes: step.shapes, step, ...field };
  }

  /** Whether there may be records of a step to sum up; if not, it was reported. */
  private gathers({ name, warns }: Step, lookback: boolean): boolean {
    const { report } = this.place;
    const none = `A warning takes no record: there is none in '${name.text}' to sum up.`;
    if (lookback) report.add(this.call, 'lookback-over-step', [name.text]);
    else if (warns) report.add(this.call, 'clause-without-effect', [none]);
    return !lookback && !warns;
  }

  private overRecord(path: readonly Name[], lookback: boolean): Subject | undefined {
    const parts = path.slice(0, 2);
    const [first, second] = parts;
    if (!first || !second) return undefined;
    const shape = this.context.record({ parts, start: first.start, end: second.end });
    if (!shape) return undefined;
    if (!lookback && !this.context.known.includes(shape) && !this.context.uses.unresolved) {
      this.place.report.add({ start: first.start, end: second.end }, 'foreign-record', [shape.name]);
      return undefined;
    }
    const field = this.field([shape], path.slice(2), shape.name);
    return field && { shapes: [shape], ...field };
  }

  private field(shapes: readonly RecordShape[], path: readonly Name[], of: string, isWhole = true): { value?: Typed } | undefined {
    const [first] = path;
    if (!first) return {};
    const found = anyFieldIn(shapes, path);
    if (found?.value) {
      warnMisspelt(path[found.used - 1] ?? first, found.value.resembles, this.place.report);
      const left = path[found.used];
      if (!left || found.value.type === 'json') return { value: memberOf(found.value, textsOf(path.slice(found.used))) };
      this.place.report.add(left, 'no-member', [left.text, typeName(found.value.type)]);
      return undefined;
    }
    this.context.unknownField(first, of, shapes, isWhole);
    return undefined;
  }

  /**
   * A field, or an expression over fields, of all records of the rule that have it; or of the one step or record that
   * it names.
   */
  private overFields(expr: Expr, lookback: boolean): Subject | undefined {
    const { context, place } = this;
    const [step, another] = stepsIn(expr, context.steps);
    if (step && !another) {
      const { shapes } = step;
      const value = this.gathers(step, lookback) && lowerExpr(expr, this.insidePlace(shapes, this.inHand({ shapes, step })));
      return value ? { shapes, step, value } : undefined;
    }
    const named = new Set(recordsIn(expr, context.around.scope, new Set(context.steps.keys())).map((of) => context.around.shapeOf(of)));
    const [only] = named;
    if (named.size > 1 || (only && !lookback && !context.known.includes(only))) {
      if (named.size > 1 || !only) place.report.add(this.call, 'summary-argument', [this.fn]);
      else place.report.add(expr, 'foreign-record', [only.name]);
      return undefined;
    }
    const around = only ? [only] : context.known;
    const inside = this.insidePlace(around, this.others(around));
    const value = lowerExpr(expr, only ? { ...inside, names: [this.qualified(only), ...inside.names] } : inside);
    if (!value) return undefined;
    const fields = fieldNames(value.expr);
    const shapes = around.filter((shape) => fields.every((name) => shape.find([name], false) !== undefined));
    return { shapes: shapes.length > 0 ? shapes : around, value };
  }

  /** `app.load.n`: fields of the one record that an expression names. */
  private qualified(shape: RecordShape): Names {
    const { scope } = this.context.around;
    return {
      find: (path) => {
        const isNamed = path.length > 2 && used(path, scope) !== undefined;
        const found = isNamed ? this.field([shape], path.slice(2), shape.name) : undefined;
        if (!isNamed) return undefined;
        return { used: path.length, ...found };
      },
    };
  }

  /** Inside a call the record's own fields are visible. */
  private insidePlace(shapes: readonly RecordShape[], ...names: readonly Names[]): Place {
    const { report, source, table } = this.place;
    const { params } = this.context.around;
    return { report, source, table, names: [...aboutRecord(shapes, [...names, params]), this.beyondFields(shapes)] };
  }

  /** For what is no field of these records: a path begins with a group, and a name may be a field of records that are not known. */
  private beyondFields(shapes: readonly RecordShape[]): Names {
    const { known, steps, uses, around } = this.context;
    const isWhole = !uses.unresolved || (shapes.length > 0 && shapes !== known);
    return {
      find: (path) => {
        const [first, second] = path;
        if (!first || (!second && isWhole)) return undefined;
        if (second) around.scope.unknownGroup(first, steps.keys());
        return { used: path.length };
      },
    };
  }

  /** In the `where` of a summary, the name of its subject, a step or a record, denotes the current record. */
  private inHand({ step, shapes }: Subject): Names {
    const { scope, shapeOf } = this.context.around;
    const others = this.others(shapes);
    return {
      find: (path, report) => {
        const of = step ? undefined : used(path, scope, 3);
        const own = step ? path.length > 1 && path[0]?.text === step.name.text : of !== undefined && shapes.includes(shapeOf(of));
        if (!own) return others.find(path, report);
        const found = this.field(shapes, path.slice(step ? 1 : 2), path[0]?.text ?? '', step?.isWhole);
        return { used: path.length, ...found };
      },
    };
  }

  /** Conditions on a single record see no step, and no other record. */
  private others(shapes: readonly RecordShape[]): Names {
    const { uses, around } = this.context;
    const isOpen = shapes.some(({ open }) => open);
    return {
      find: (path, report) => {
        const [first, second] = path;
        if (!first || !second) return undefined;
        const of = uses.steps.has(first.text) ? first.text : used(path, around.scope, 3) && `${first.text}.${second.text}`;
        if (of === undefined) return this.context.bareRecord(path, report, isOpen);
        report.add({ start: first.start, end: (of === first.text ? first : second).end }, 'step-in-summary', [of]);
        return { used: path.length };
      },
    };
  }

  /** The value to sum or compare; null if none is needed. Undefined if it is invalid. */
  private valueOf({ value, step, shapes }: Subject): Typed | null | undefined {
    const { fn, call, place } = this;
    if (!value) {
      if (fn === 'count') return null;
      place.report.add(call, 'summary-without-field', [fn, step?.name.text ?? shapes[0]?.name ?? '']);
      return undefined;
    }
    if (['count', 'distinct', 'first', 'last', 'list'].includes(fn)) return value;
    const number = value.type === 'json' ? convertTo(value, 'float') : value;
    const ordered = fn === 'min' || fn === 'max' ? ['text', 'time', 'ip'] : [];
    if (number && (isNumber(number.type) || number.type === 'duration' || ordered.includes(typeName(number.type)))) return number;
    place.report.add(call, 'wrong-argument', [fn, 'a number or duration', typeName(value.type)], adviceOnArgument('number', value));
    return undefined;
  }

  private resultType(type: Type | undefined): Type {
    switch (this.fn) {
      case 'count':
      case 'distinct':
        return 'int';
      case 'list':
        return { list: type ?? 'json' };
      case 'avg':
      case 'p50':
      case 'p95':
      case 'p99':
        return type === 'duration' ? 'duration' : 'float';
      default:
        return type ?? 'json';
    }
  }
}
