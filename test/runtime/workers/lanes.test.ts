import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { lanesOf, usefulWorkers } from '../../../src/runtime/workers/lanes.ts';

const RECORDS = `
records shop from json {
  placed = { event: "placed", order: text, host: text, list: list(text) }
  paid   = { event: "paid", order: text, host: text }
  any    = { host: text, order as number: text }
}
records sshd from syslog {
  accepted = "Accepted for {user} from {addr:ip}"
  failed   = "Failed for {user} from {addr:ip}"
  from     = "{*} from {addr:ip}"
}
`;

function planOf(rules: string): Plan {
  const { plan, diagnostics } = compile({ read: () => RECORDS + rules }, ['rules.corr']);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** `a b by host`, `c in 1`: the rules of each lane, and what partitions them or where they are. */
function lanes(rules: string, workers = 2): string[] {
  const plan = planOf(rules);
  return lanesOf(plan, workers).map(({ of, isPartitioned }) => {
    const names = of.rules.map((rule) => plan.rules[rule]?.name).join(' ');
    return isPartitioned ? `${names} by ${of.fields.join()}` : `${names} in ${of.home}`;
  });
}

const order = (name: string, more = '') =>
  `transaction ${name} { key order start shop.placed then shop.paid timeout "late" after 1h ${more} }\n`;
const count = (name: string, record: string, key: string, more = '') =>
  `window ${name} { key ${key} fire on ${record} when count(${record}, 1h) > 2 ${more} }\n`;

describe('lanes', () => {
  it.each([
    ['by the key that all records of a rule have', order('a'), ['a by order']],
    ['together for rules with one key', order('a') + count('b', 'shop.paid', 'order'), ['a b by order']],
    ['each for itself with different keys', order('a') + count('b', 'shop.paid', 'host'), ['a by order', 'b by host']],
    ['in one worker without a key', count('a', 'shop.paid', 'none'), ['a in 0']],
    ['in one worker for each element of a list', count('a', 'shop.placed', 'every list'), ['a in 0']],
    ['in one worker with a limit of its own', order('a', 'limit 10'), ['a in 0']],
    ['in one worker where it matters what was told before', order('a', 'report timeout once per 1h'), ['a in 0']],
    ['in one worker with what they are chained to', order('a') + count('b', 'a.timeout', 'order'), ['a b in 0']],
    ['spread over the workers', count('a', 'shop.paid', 'none') + count('b', 'shop.paid', 'none'), ['a in 0', 'b in 1']],
    ['in one worker for a schedule', 'schedule a { key host learn 1d await shop.paid every 1m }', ['a in 0']],
    [
      'by a field of texts that begin differently',
      'transaction a { key addr start sshd.failed then sshd.accepted timeout "late" after 1h }',
      ['a by addr'],
    ],
    [
      'in one worker where a line may be two records with different values',
      'transaction a { key addr start sshd.failed then sshd.from timeout "late" after 1h }',
      ['a in 0'],
    ],
    [
      'by a field that a line has for all records it may be',
      'transaction a { key host start shop.placed then shop.any timeout "late" after 1h }',
      ['a by host'],
    ],
  ])('part rules %s', (_, rules, expected) => {
    expect(lanes(rules)).toEqual(expected);
  });

  it('need no more workers than have something to do', () => {
    const whole = planOf(count('a', 'shop.paid', 'none') + count('b', 'shop.paid', 'none'));
    expect([0, 1, 2, 3].map((most) => usefulWorkers(whole, most))).toEqual([0, 1, 2, 2]);
    expect(usefulWorkers(planOf(order('a')), 8)).toBe(8);
  });

  it('bring equal keys to one worker, names of hosts in whatever case', () => {
    const [lane] = lanesOf(planOf(count('a', 'shop.paid', 'host')), 7);
    const paid = planOf(count('a', 'shop.paid', 'host')).records.findIndex(({ name }) => name === 'shop.paid');
    const fields = planOf(count('a', 'shop.paid', 'host')).records[paid]?.fields ?? [];
    const match = (host: Value | undefined): Match => {
      const values = fields.map(({ name }) => (name === 'host' ? host : undefined));
      return { record: paid, time: 0, weight: 1, values, source: 0, line: 1 };
    };
    const workers = Array.from({ length: 50 }, (_, i) => lane?.workerOf([match(`host${i}`)]));
    expect(Array.from({ length: 50 }, (_, i) => lane?.workerOf([match(`HOST${i}`)]))).toEqual(workers);
    expect(new Set(workers).size).toBe(7);
    expect(lane?.workerOf([match(undefined)])).toBe(0);
    expect(lane?.workerOf([{ ...match('x'), record: paid + 1 }])).toBe(undefined);
  });
});

it('examine each record of a program once, however many rules it has', () => {
  const many = Array.from(
    { length: 40 },
    (_, i) => `records g${i} from json { a = { event: "a${i}", order: text } b = { event: "b${i}", order: text } }
transaction t${i} { key order start g${i}.a then g${i}.b within 1m }
`,
  );
  const plan = planOf(many.join(''));
  const [record] = plan.records.filter(({ name }) => name === 'g0.a');
  const { alternatives } = record!;
  let reads = 0;
  Object.defineProperty(record, 'alternatives', {
    get: () => {
      reads++;
      return alternatives;
    },
  });
  expect(lanesOf(plan, 2).map(({ of, isPartitioned }) => [of.rules.length, isPartitioned])).toEqual([[40, true]]);
  expect(reads).toBeLessThan(5);
});
