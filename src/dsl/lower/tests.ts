/** `test` blocks: the log, and the expected outcomes. */

import { getOrMake } from '../../get-or-make.ts';
import { given } from '../../given.ts';
import type { Binding, ExpectStatement, LogStatement, Statement, TestDecl } from '../ast.ts';
import { OUTCOME_FIELDS } from '../builtins.ts';
import { type Module, resolvePath } from '../imports.ts';
import type { OutcomeWord, Type } from '../plan.ts';
import { offsetInLiteral } from '../source.ts';
import type { RuleSymbol } from '../symbols.ts';
import type { ExpectPlan, TestPlan, TestStatement } from '../test-plan.ts';
import { typeName } from '../types.ts';
import { adviceOnConstant } from './advice.ts';
import { lowerExpr } from './expressions.ts';
import { reportTwice } from './names.ts';
import { convertTo } from './operators.ts';
import type { LoweredProgram, LoweredRule } from './program.ts';
import type { Surroundings } from './rule.ts';
import { type Place, writtenAt } from './typed.ts';
import { isRead, outcomesOf } from './uses.ts';

/** The tests of one file. */
export function lowerTests(module: Module, program: LoweredProgram): TestPlan[] {
  const lowering = new TestLowering(module, program);
  return module.parsed.file.declarations.filter((decl) => decl.kind === 'TestDecl').map((decl) => lowering.test(decl));
}

class TestLowering {
  private readonly around: Surroundings;
  private readonly rules: ReadonlyMap<RuleSymbol, LoweredRule>;
  private readonly types = new Map<LoweredRule, Map<string, Type>>();
  private readonly own: string[];
  private readonly formats: readonly string[];

  constructor(
    private readonly module: Module,
    { rules, formats, around }: LoweredProgram,
  ) {
    this.around = around(module);
    this.rules = new Map(rules.map((rule) => [rule.symbol, rule]));
    this.own = rules.filter(({ symbol }) => symbol.module === module).map(({ plan }) => plan.name);
    this.formats = formats.map(({ name }) => name);
  }

  test(decl: TestDecl): TestPlan {
    this.checkOrder(decl);
    return {
      name: decl.name.value,
      origin: { file: this.module.path, line: this.line(decl.start) },
      statements: decl.statements.map((statement) => this.statement(statement)).filter((statement) => statement !== undefined),
      rules: this.own,
    };
  }

  /** Reports what comes after the end of the input, and a test that cannot fail. */
  private checkOrder({ statements, name, start, end }: TestDecl): void {
    const { report } = this.around;
    const ends = statements.findIndex(({ kind }) => kind === 'EndStatement');
    const late = ends < 0 ? undefined : statements.slice(ends + 1).find(({ kind }) => kind !== 'ExpectStatement');
    if (late) report.add(late, 'after-end', []);
    const expects = statements.some(({ kind }) => kind === 'ExpectStatement');
    if (!expects && isRead({ start, end }, this.module)) report.add(name, 'test-without-expect', []);
  }

  private line(offset: number): number {
    return this.module.source.positionOf(offset).line;
  }

  private statement(statement: Statement): TestStatement | undefined {
    const line = this.line(statement.start);
    switch (statement.kind) {
      case 'LogStatement':
        return this.log(statement);
      case 'AdvanceStatement': {
        const by = this.around.duration(statement.by);
        if (statement.to && !Number.isNaN(statement.to.micros)) return { kind: 'advance', to: statement.to.micros, line };
        return by === undefined ? undefined : { kind: 'advance', by, line };
      }
      case 'RestartStatement':
        return { kind: 'restart', line };
      case 'EndStatement':
        return { kind: 'end', line };
      case 'ExpectStatement':
        return statement.nothingElse ? { kind: 'nothingElse', line } : this.expect(statement, line);
    }
  }

  private log({ format, text, file, start }: LogStatement): TestStatement | undefined {
    const { formats } = this;
    const own = this.around.scope.find(format, 'format');
    const name = own?.name ?? format.text;
    if (!own && name !== '' && !formats.includes(name)) {
      this.around.report.unknown(format, 'unused-format', [name], name, formats);
      return undefined;
    }
    if (file) return { kind: 'logFile', format: name, file: resolvePath(this.module.path, file.value), line: this.line(start) };
    if (!text) return undefined;
    return { kind: 'log', format: name, text: text.value, line: this.line(offsetInLiteral(this.module.source, text, 0)) };
  }

  private expect(statement: ExpectStatement, line: number): ExpectPlan | undefined {
    const { rule: name, outcome, count, fields, at } = statement;
    if (!outcome || name.text === '') return undefined;
    const { scope, report } = this.around;
    const symbol = scope.find(name, 'rule');
    const rule = symbol && this.rules.get(symbol);
    if (!rule) {
      scope.unknown(name, 'unknown-rule', [name.text], 'rule');
      return undefined;
    }
    const words = outcomesOf(rule.symbol.decl);
    const word = outcome.outcome.text as OutcomeWord;
    if (!words.includes(word)) {
      report.unknown(outcome.outcome, 'unknown-outcome', [word, rule.plan.name], word, words);
      return undefined;
    }
    reportTwice(fields, report);
    const clock = at?.kind === 'TimeLiteral' ? { clock: at.micros } : at && { stamp: at.micros };
    return {
      kind: 'expect',
      rule: rule.plan.name,
      outcome: word,
      ...given({ count, name: outcome.name?.value, at: clock }),
      fields: fields.map((field) => this.field(field, rule)).filter((field) => field !== undefined),
      line,
      text: writtenAt(this.module.source, statement).replace(/^expect /, ''),
    };
  }

  private field(binding: Binding, rule: LoweredRule): ExpectPlan['fields'][number] | undefined {
    const { name, value } = binding;
    const { report, source, table, params } = this.around;
    if (!value || name.text === '') return undefined;
    const types = getOrMake(this.types, rule, () => fieldTypes(rule));
    const type = types.get(name.text);
    if (type === undefined) {
      if (!rule.context.mayEmit(name.text)) report.unknown(name, 'unknown-field', [name.text, rule.plan.name], name.text, types.keys());
      return undefined;
    }
    const place: Place = { report, source, table, names: [params] };
    const typed = lowerExpr(value, place);
    if (!typed) return undefined;
    const converted = typed.none ? typed : convertTo(typed, type);
    if (!converted) {
      report.add(value, 'wrong-type', [name.text, typeName(type), typeName(typed.type)], adviceOnConstant(value, type, report));
      return undefined;
    }
    return { name: name.text, value: converted.expr, text: writtenAt(source, binding) };
  }
}

/** The fields of an outcome that a test may expect: those of `emit`, parts of keys, and the fields of every outcome. */
function fieldTypes({ plan }: LoweredRule): Map<string, Type> {
  const types = new Map<string, Type>();
  for (const [name, { type }] of OUTCOME_FIELDS) types.set(name, type);
  for (const { name, parts } of plan.keys) {
    const [only] = parts;
    if (only && parts.length === 1) types.set(name, only.type);
    for (const part of parts) types.set(part.name, part.type);
  }
  for (const { name, type } of plan.reporting.emit) types.set(name, type);
  return types;
}
