import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlternativePlan, PiecePlan, RecordPlan } from '../../../src/dsl/pattern-plan.ts';
import { regexLiterals, templateLiterals } from '../../../src/dsl/patterns/literals.ts';
import { parseRegex } from '../../../src/dsl/patterns/regex.ts';
import type { ConstantValue, ExprPlan, Plan, Type } from '../../../src/dsl/plan.ts';
import { RecordClock } from '../../../src/runtime/decode/stamps/clock.ts';
import { TextReader } from '../../../src/runtime/decode/text.ts';
import { compileExpression } from '../../../src/runtime/expression/compile.ts';
import type { Environment } from '../../../src/runtime/expression/scope.ts';
import { compileAlternative } from '../../../src/runtime/match/alternatives.ts';
import { CaptureTypes } from '../../../src/runtime/match/capture-types.ts';
import { Matcher } from '../../../src/runtime/match/matcher.ts';
import type { LogRecord, Match, Value } from '../../../src/runtime/record.ts';
import { logRecord } from './log-records.ts';

const none = () => undefined;
const scopeOf = (match: Match) => ({ match, capture: none, summary: none, lookback: none, key: none, outcome: none, emitted: none });
const types = new CaptureTypes(new RecordClock({ received: 0, zone: 'UTC', live: true }, undefined));

function planWith(records: RecordPlan[]): Plan {
  const formats = [{ name: 'f', base: 'line' as const, time: [] }];
  return { plan: 1, requires: [], meaning: '', params: [], tables: [], formats, records, rules: [] };
}

function environmentOf({ records, tables }: Plan): Environment {
  return { records, params: new Map(), tables };
}

/** Tries all alternatives of all records, one after another. */
function matchPlainly(plan: Plan, record: LogRecord): Match[] {
  const environment = environmentOf(plan);
  return plan.records.flatMap((recordPlan, index) => {
    const match: Match = { record: index, time: record.time, weight: record.weight, values: [], source: 1, line: 2 };
    const holds = (condition: ExprPlan) => compileExpression(condition, environment)(scopeOf(match)) === true;
    match.values = recordPlan.fields.map((_, slot) => {
      const header = recordPlan.header.find((one) => one.slot === slot);
      return header && record.field(header.path);
    });
    if (!recordPlan.before.every(holds)) return [];
    const alternative = recordPlan.alternatives
      .map((one) => compileAlternative(one, types, new TextReader()))
      .find((one) => one.matches(record));
    if (!alternative) return [];
    alternative.read(record, match.values);
    for (const { slot, value } of recordPlan.lets) match.values[slot] = compileExpression(value, environment)(scopeOf(match));
    return recordPlan.where.every(holds) ? [match] : [];
  });
}

// ── random records ──

const field = (name: string): ExprPlan => ({ op: 'field', name });
const constant = (value: ConstantValue): ExprPlan => ({ op: 'const', value });
const as = (to: Type, name: string): ExprPlan => ({ op: 'convert', to, value: field(name) });
const call = (fn: 'eq' | 'in' | 'or' | 'startsWith' | 'ne', ...args: ExprPlan[]): ExprPlan => ({ op: 'call', fn, args });

const headerName = fc.constantFrom('a', 'b');
const textConstant = fc.constantFrom('x', 'y', '5', '5.0');
const numberConstant = fc.constantFrom(5, 6, 1000);
const condition: fc.Arbitrary<ExprPlan> = fc.oneof(
  fc.tuple(headerName, textConstant).map(([name, value]) => call('eq', as('text', name), constant(value))),
  fc.tuple(headerName, textConstant).map(([name, value]) => call('eq', constant(value), as('text', name))),
  fc.tuple(headerName, numberConstant).map(([name, value]) => call('eq', as('float', name), constant(value))),
  fc.tuple(headerName, fc.array(textConstant, { maxLength: 2 })).map(([name, values]) => call('in', as('text', name), constant(values))),
  fc.tuple(headerName, fc.array(numberConstant, { maxLength: 2 })).map(([name, values]) => call('in', as('float', name), constant(values))),
  fc
    .tuple(headerName, headerName, textConstant)
    .map(([one, other, value]) => call('or', call('eq', as('text', one), constant('x')), call('eq', as('text', other), constant(value)))),
  headerName.map((name) => call('eq', as('ip', name), constant('10.0.0.1'))),
  headerName.map((name) => call('startsWith', as('text', name), constant('5'))),
  headerName.map((name) => call('ne', as('text', name), constant('x'))),
);

const words = ['login', 'log', 'logout', 'of', 'ann', 'bob', 'é', '12'];
const literal = fc.constantFrom('login ', 'log', 'logout of ', ' of', 'ann', 'é', ' ').map((text): PiecePlan => ({ kind: 'text', text }));
const capture = fc
  .constantFrom('word' as const, 'text' as const, 'int' as const)
  .map((name): PiecePlan => ({ kind: 'capture', type: { name }, slot: 2 }));
const inner = fc.oneof({ arbitrary: literal, weight: 3 }, capture);
const piece = fc.oneof(
  { arbitrary: inner, weight: 4 },
  inner.map((one): PiecePlan => ({ kind: 'optional', pieces: [one] })),
  fc.constant<PiecePlan>({ kind: 'oneOf', options: ['login', 'logout'], slot: 2 }),
);
const alternative: fc.Arbitrary<AlternativePlan> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(piece, { minLength: 1, maxLength: 4 })
      .map((pieces) => ({ kind: 'template' as const, template: { pieces, literals: templateLiterals(pieces) } })),
  },
  fc.constantFrom('log(?<it>in|out)', '^log.*(?<it>b+)', '(?<it>[^l]+)$', '^(?<it>.*)$').map((pattern) => {
    const { regex } = parseRegex(pattern, '');
    return { kind: 'regex' as const, regex: { ...regex, literals: regexLiterals(regex.node) }, captures: [{ group: 1, slot: 2 }] };
  }),
  fc.tuple(headerName, fc.oneof(textConstant, numberConstant, fc.constant(true))).map(([name, equals]) => ({
    kind: 'fields' as const,
    fields: [{ path: [name], equals, optional: false, slot: 2 }],
  })),
);
const recordPlan: fc.Arbitrary<RecordPlan> = fc
  .record({
    before: fc.array(condition, { maxLength: 2 }),
    alternatives: fc.array(alternative, { minLength: 1, maxLength: 3 }),
    where: fc.array(fc.constant(call('ne', as('text', 'c'), constant('ann'))), { maxLength: 1 }),
  })
  .map((parts) => ({
    name: 'g.r',
    origin: { file: 'f.corr', line: 1 },
    format: 'f',
    fields: ['a', 'b', 'c'].map((name) => ({ name, type: 'json', optional: true })),
    header: ['a', 'b'].map((name, slot) => ({ slot, path: [name] })),
    lets: [],
    ...parts,
  }));

const value = fc.constantFrom<Value[]>('x', 'y', '5', '5.0', '1e3', 5, 1000, true, ['x'], '10.0.0.1', '::ffff:10.0.0.1');
const logLine = fc
  .record({
    message: fc.array(fc.constantFrom(...words), { maxLength: 5 }).map((all) => all.join(' ')),
    fields: fc.record({ a: value, b: value }, { requiredKeys: [] }),
  })
  .map(({ message, fields }) => logRecord(message, fields, 7));

describe('the matcher of a plan', () => {
  it('finds the same as trying every pattern', () => {
    fc.assert(
      fc.property(fc.array(recordPlan, { maxLength: 24 }), fc.array(logLine, { minLength: 1, maxLength: 8 }), (records, lines) => {
        const plan = planWith(records);
        const matcher = new Matcher(plan, environmentOf(plan)).forFormat('f');
        for (const line of lines) expect(matcher.match(line, 1, 2)).toEqual(matchPlainly(plan, line));
      }),
      { numRuns: 200 },
    );
  });
});
