import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../src/dsl/filter.ts';
import { SEVERITIES } from '../../../src/dsl/plan.ts';
import { Source } from '../../../src/dsl/source.ts';
import { OutcomeExpression } from '../../../src/runtime/outputs/outcome-expression.ts';
import type { Outcome, Value } from '../../../src/runtime/record.ts';
import { PAYLOADS } from './payloads.ts';
import { outcomeOf, PLAN } from './sample.ts';

function filterOf(text: string): OutcomeExpression {
  const { expr, diagnostics } = compileFilter(new Source('where', text), PLAN);
  if (!expr) throw new Error(`${text}: ${diagnostics.map(({ message }) => message).join(' ')}`);
  return new OutcomeExpression(expr, { records: PLAN.records, params: new Map(), tables: PLAN.tables });
}

const accepts = (text: string, given: Partial<Outcome> = {}) => filterOf(text).valueIn(outcomeOf(given)) === true;
const fields = (...entries: [string, Value][]) => ({ fields: new Map(entries) });

describe('a filter of outcomes', () => {
  it.each<[string, Partial<Outcome>]>([
    ['severity >= error and rule == "checkout"', {}],
    ['order == "A-1" and key.order starts with "A"', {}],
    ['duration == 32s and begin < end', {}],
    ['code == "on" and awaited contains "shop.paid"', {}],
    ['float > 1.5 and int <= 3', fields(['float', 2], ['int', 3])],
    ['ip in [10.0.0.0/8]', fields(['ip', '10.1.2.3'])],
    ['json.a == 1', fields(['json', new Map([['a', 1]])])],
    ['`__proto__` == "x"', fields(['__proto__', 'x'])],
    ['labels.pause == none', {}],
    ['labels.pause > 1s', { labels: new Map([['pause', 2_000_000]]) }],
    ['host == "gw" and port == 22', { keys: [{ name: 'host, port', parts: ['host', 'port'], values: [['gw', 22]] }] }],
    ['name == none and message == none and peak == none', {}],
  ])('holds: %s', (text, given) => {
    expect(accepts(text, given)).toBe(true);
    expect(accepts(`not (${text})`, given)).toBe(false);
  });

  it('does not hold where a value is missing', () => {
    expect(accepts('int > 0')).toBe(false);
    expect(accepts('host == "gw"')).toBe(false);
    expect(accepts('order == "A-1"', { keys: [{ name: 'order', parts: ['order'], values: [] }] })).toBe(false);
  });

  it('compares severities by their order', () => {
    const level = fc.nat(SEVERITIES.length - 1);
    const holds = {
      '<': (a: number, b: number) => a < b,
      '<=': (a: number, b: number) => a <= b,
      '>': (a: number, b: number) => a > b,
      '>=': (a: number, b: number) => a >= b,
      '==': (a: number, b: number) => a === b,
      '!=': (a: number, b: number) => a !== b,
    };
    fc.assert(
      fc.property(level, level, fc.constantFrom(...(Object.keys(holds) as (keyof typeof holds)[])), (has, asked, operator) => {
        const severity = SEVERITIES[has]!;
        expect(accepts(`severity ${operator} ${SEVERITIES[asked]}`, { severity })).toBe(holds[operator](has, asked));
        expect(accepts(`"${SEVERITIES[asked]}" ${operator} severity`, { severity })).toBe(holds[operator](asked, has));
      }),
    );
  });

  it('takes values as they are, whatever they hold', () => {
    const text = filterOf('text == order and not (text != order)');
    for (const payload of PAYLOADS) {
      const keys = [{ name: 'order', parts: ['order'], values: [[payload]] }];
      expect(text.valueIn(outcomeOf({ keys, ...fields(['text', payload]) }))).toBe(true);
      expect(text.valueIn(outcomeOf({ keys, ...fields(['text', `${payload}.`]) }))).toBe(false);
    }
  });
});
