/** Lowers a whole program: shared declarations first, then the rules in order of their chains. */

import { getOrMake } from '../../get-or-make.ts';
import { given } from '../../given.ts';
import type { Name } from '../ast.ts';
import type { Duration, RuleDecl } from '../ast-rules.ts';
import { FORMATS } from '../builtins.ts';
import { formatElsewhere } from '../foreign-names.ts';
import type { Module, SourceReader } from '../imports.ts';
import type { FieldPlan, RecordPlan } from '../pattern-plan.ts';
import {
  type DurationPlan,
  type FormatPlan,
  OUTCOME_WORDS,
  type OutcomeWord,
  type ParamPlan,
  type RuleBase,
  type RulePlan,
  type TablePlan,
} from '../plan.ts';
import type { FileScope, FormatSymbol, GroupSymbol, ParamSymbol, RecordSymbol, RuleSymbol, Symbols, TableSymbol } from '../symbols.ts';
import { builtinFormat, type LoweredFormat, lowerFormat } from './formats.ts';
import { partitionOf } from './keys.ts';
import { type Ordered, orderRules } from './order.ts';
import { lowerParam, lowerTable } from './params.ts';
import { lowerRecord, type RecordFormat } from './records.ts';
import { limitOf, lowerReporting } from './reporting.ts';
import { RuleContext, type Surroundings } from './rule.ts';
import { lowerSchedule } from './schedule.ts';
import { emptyRecord, originOf, outcomeName, outcomeShape, type RecordShape } from './shape.ts';
import { lowerTransaction } from './transaction.ts';
import { type Names, type Place, paramValue } from './typed.ts';
import type { Used } from './uses.ts';
import { lowerWindow } from './window.ts';

export interface LoweredRule {
  symbol: RuleSymbol;
  context: RuleContext;
  plan: RulePlan;
}

export interface LoweredProgram {
  params: ParamPlan[];
  tables: TablePlan[];
  formats: FormatPlan[];
  records: RecordPlan[];
  rules: LoweredRule[];
  /** The surroundings of the rules and tests of a file. */
  around: (module: Module) => Surroundings;
}

export function lowerProgram(modules: readonly Module[], symbols: Symbols, reader: SourceReader): LoweredProgram {
  return new ProgramLowering(modules, symbols, reader).run();
}

/** The index of a record that no rule names. */
const NOWHERE = -1;

class ProgramLowering {
  private readonly params = new Map<ParamSymbol, ParamPlan | undefined>();
  private readonly tables = new Map<TableSymbol, TablePlan>();
  private readonly formats = new Map<string, LoweredFormat>();
  private readonly shapes = new Map<RecordSymbol, RecordShape>();
  private readonly outcomes = new Map<string, RecordShape>();
  private readonly indices = new Map<RecordSymbol, number>();
  private readonly outcomeIndices = new Map<string, number>();
  private readonly surroundings = new Map<Module, Surroundings>();
  private readonly rules: LoweredRule[] = [];
  /** Names of formats that were already reported as unknown. */
  private readonly reportedFormats = new Set<Name>();

  constructor(
    private readonly modules: readonly Module[],
    private readonly symbols: Symbols,
    private readonly reader: SourceReader,
  ) {}

  run(): LoweredProgram {
    for (const symbol of this.all('format')) this.formats.set(symbol.name, lowerFormat(symbol));
    for (const symbol of this.all('param'))
      this.params.set(symbol, lowerParam(symbol, this.reader, this.place(symbol.module, [this.noParams(symbol.module)])));
    for (const symbol of this.all('table')) this.tables.set(symbol, lowerTable(symbol, this.reader));
    const ordered = orderRules(this.symbols);
    const declared = this.all('group').flatMap(({ records }) => [...records.values()]);
    this.numberRecords(ordered, declared);
    for (const record of declared) this.shapeOf(record);
    for (const rule of ordered) this.rules.push(this.lowerRule(rule));
    return {
      params: [...this.params.values()].filter((param) => param !== undefined).sort(byName),
      tables: [...this.tables.values()].sort(byName),
      formats: [...this.formats.values()].map(({ plan }) => plan).sort(byName),
      records: this.recordPlans(),
      rules: this.rules,
      around: (module) => this.around(module),
    };
  }

  private all<K extends 'format' | 'param' | 'table' | 'group'>(kind: K) {
    const symbols = this.modules.flatMap((module) => this.scope(module).own());
    return symbols.filter(
      (symbol): symbol is Extract<FormatSymbol | ParamSymbol | TableSymbol | GroupSymbol, { kind: K }> => symbol.kind === kind,
    );
  }

  private scope(module: Module): FileScope {
    return this.symbols.scopes.get(module) as FileScope;
  }

  /**
   * Numbers the records of the plan by name, so that the order of declarations does not matter; then chained outcomes.
   */
  private numberRecords(ordered: readonly Ordered[], declared: readonly RecordSymbol[]): void {
    const used = new Set<RecordSymbol>();
    const chained = new Set<string>();
    for (const { of } of ordered.flatMap(({ uses }) => uses.all)) {
      if ('record' in of) used.add(of.record);
      else chained.add(outcomeName(of.rule.name, of.outcome));
    }
    const kept = declared.filter((record) => used.has(record) || ordered.length === 0).sort(byName);
    for (const [index, record] of kept.entries()) this.indices.set(record, index);
    let next = kept.length;
    for (const { rule } of ordered) {
      for (const word of OUTCOME_WORDS) {
        const name = outcomeName(rule.name, word);
        if (chained.has(name)) this.outcomeIndices.set(name, next++);
      }
    }
  }

  private shapeOf(record: RecordSymbol): RecordShape {
    return getOrMake(this.shapes, record, () => {
      const place = this.place(record.module, [this.paramNames(record.module)]);
      return lowerRecord(record, this.indices.get(record) ?? NOWHERE, this.formatOf(record.group), place);
    });
  }

  private formatOf({ decl, module }: GroupSymbol): RecordFormat {
    const scope = this.scope(module);
    const { text } = decl.format;
    const own = scope.find(decl.format, 'format');
    const found = own ? this.formats.get(own.name) : this.builtin(text);
    if (found) return { name: found.plan.name, base: found.plan.base, header: found.header };
    this.reportFormat(decl.format, module);
    return { name: text, base: undefined, header: { open: true, fields: new Map() } };
  }

  private reportFormat(name: Name, module: Module): void {
    if (name.text === '' || this.reportedFormats.has(name) || this.scope(module).lost.has(name.text)) return;
    this.reportedFormats.add(name);
    const known = [...this.scope(module).names('format'), ...Object.keys(FORMATS)];
    module.report.unknown(name, 'unknown-format', [name.text], formatElsewhere(name.text), known);
  }

  private builtin(name: string): LoweredFormat | undefined {
    const format = this.formats.get(name) ?? builtinFormat(name);
    if (format) this.formats.set(name, format);
    return format;
  }

  private outcomeOf(rule: RuleSymbol, outcome: OutcomeWord): RecordShape {
    const name = outcomeName(rule.name, outcome);
    const known = this.outcomes.get(name);
    if (known) return known;
    const plan = emptyRecord(name, rule, { outcome: { rule: rule.name, outcome } });
    const lowered = this.rules.find(({ symbol }) => symbol === rule);
    const shape = outcomeShape(this.outcomeIndices.get(name) ?? NOWHERE, plan, lowered ? fieldsOf(lowered.plan) : []);
    shape.mayHave = (name) => lowered?.context.mayEmit(name) ?? true;
    this.outcomes.set(name, shape);
    return shape;
  }

  private paramNames(module: Module): Names {
    const scope = this.scope(module);
    return {
      find: ([first]) => {
        const symbol = first && scope.find(first, 'param');
        if (!symbol) return first && scope.lost.has(first.text) ? { used: 1 } : undefined;
        const param = this.params.get(symbol);
        return { used: 1, ...given({ value: param && paramValue(param) }) };
      },
      known: () => scope.names('param'),
    };
  }

  /** A param is a constant, and cannot refer to others. */
  private noParams(module: Module): Names {
    return {
      find: ([first], report) => {
        if (!first || !this.scope(module).find(first, 'param')) return undefined;
        report.add(first, 'constant-wanted', []);
        return { used: 1 };
      },
    };
  }

  private place(module: Module, names: readonly Names[]): Place {
    return { report: module.report, source: module.source, names, table: (name) => this.tableOf(module, name) };
  }

  private tableOf(module: Module, name: Name): TablePlan | undefined {
    const symbol = this.scope(module).find(name, 'table');
    return symbol && this.tables.get(symbol);
  }

  private around(module: Module): Surroundings {
    const known = this.surroundings.get(module);
    if (known) return known;
    const around: Surroundings = {
      scope: this.scope(module),
      report: module.report,
      source: module.source,
      params: this.paramNames(module),
      table: (name) => this.tableOf(module, name),
      shapeOf: (used: Used) => ('record' in used ? this.shapeOf(used.record) : this.outcomeOf(used.rule, used.outcome)),
      duration: (duration) => this.durationOf(module, duration),
    };
    this.surroundings.set(module, around);
    return around;
  }

  private durationOf(module: Module, duration: Duration | undefined): DurationPlan | undefined {
    if (!duration) return undefined;
    if (duration.kind === 'DurationLiteral') return duration.micros;
    if (duration.text === '') return undefined;
    const scope = this.scope(module);
    const symbol = scope.find(duration, 'param');
    if (!symbol) {
      scope.unknown(duration, 'unknown-param', [duration.text], 'param');
      return undefined;
    }
    const param = this.params.get(symbol);
    if (param && param.type !== 'duration') module.report.add(duration, 'not-a-duration', [param.name]);
    // The value of the param may have an error, but there is a duration.
    return { param: symbol.name };
  }

  private lowerRule({ rule, stage, uses }: Ordered): LoweredRule {
    const { decl } = rule;
    const context = new RuleContext(rule, uses, this.around(rule.module));
    const base = {
      name: rule.name,
      ...given({ doc: decl.doc }),
      origin: originOf(rule),
      stage,
      meaning: '',
      layout: '',
    };
    const body = bodyOf(decl, context);
    const endsAll = 'endings' in body && body.endings.some(({ all }) => all);
    // Spreading objects with so many members costs as much as parsing the rule.
    return { symbol: rule, context, plan: Object.assign(base, commonOf(context, endsAll), body) };
  }

  private recordPlans(): RecordPlan[] {
    const plans: RecordPlan[] = [];
    for (const shape of [...this.shapes.values(), ...this.outcomes.values()]) if (shape.index !== NOWHERE) plans[shape.index] = shape.plan;
    return plans;
  }
}

function bodyOf(decl: RuleDecl, context: RuleContext) {
  switch (decl.kind) {
    case 'TransactionDecl':
      return lowerTransaction(decl, context);
    case 'WindowDecl':
      return lowerWindow(decl, context);
    case 'ScheduleDecl':
      return lowerSchedule(decl, context);
  }
}

/** What a rule of any kind has, after its own clauses were lowered. @param endsAll whether a record may end all instances */
function commonOf(context: RuleContext, endsAll: boolean): Omit<RuleBase, 'name' | 'doc' | 'origin' | 'stage' | 'meaning' | 'layout'> {
  const { keys, known, captures, summaries, lookbacks, decl } = context;
  return {
    partition: endsAll ? [] : partitionOf(keys),
    keys,
    known: known.map(({ index }) => index),
    captures,
    summaries: summaries.plans,
    lookbacks: lookbacks.plans,
    reporting: lowerReporting(context),
    limit: limitOf(decl),
  };
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/** The readable fields of an outcome for chained rules: those of `emit`, then the parts of the keys, then keys of one part by their own names. */
function fieldsOf(plan: RulePlan): FieldPlan[] {
  const fields = new Map<string, FieldPlan>();
  for (const { name, type } of plan.reporting.emit) fields.set(name, { name, type, optional: true });
  for (const { parts } of plan.keys) {
    for (const { name, type, canonical } of parts) {
      if (fields.has(name)) continue;
      fields.set(name, { name, type, optional: plan.keys.length > 1, ...given({ canonical }) });
    }
  }
  for (const { name, parts } of plan.keys) {
    const [part, ...more] = parts;
    if (!part || more.length > 0 || fields.has(name)) continue;
    fields.set(name, { ...part, name, optional: plan.keys.length > 1 });
  }
  return [...fields.values()];
}
