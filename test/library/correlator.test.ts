import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/dsl/plan.ts';
import { Correlator } from '../../src/library/correlator.ts';
import { runLogs } from '../../src/library/logs.ts';
import { compileRules } from '../../src/library/rules.ts';
import { summaryJson } from '../../src/runtime/report/summary-json.ts';
import { temporaryFolder } from '../folder.ts';

const folder = temporaryFolder();

const RULES = `records shop from json {
  placed = { event: "placed", order: text }
  paid   = { event: "paid", order: text }
}

transaction checkout {
  key order
  start shop.placed
  then  shop.paid within 30s
}
`;

function planOf(text: string): Plan {
  const { plan, diagnostics } = compileRules(['rules.corr'], new Map([['rules.corr', text]]));
  expect(diagnostics).toEqual([]);
  return plan!;
}

const plan = planOf(RULES);
const event = fc.record({
  at: fc.nat(120),
  event: fc.constantFrom('placed', 'paid', 'other'),
  order: fc.constantFrom('a', 'ü', '😀', '__proto__'),
});
const quiet = { onOutcome: () => {} };
const lineOf = (second: string, name: string, order: string) =>
  `${JSON.stringify({ ts: `2024-05-01T10:00:${second}Z`, event: name, order })}\n`;

describe('a correlator', () => {
  it('gives for lines, in pieces of any size, what a run gives for a log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), fc.boolean(), async (events, size, isText) => {
        const lines = events
          .sort((a, b) => a.at - b.at)
          .map(({ at, ...others }) => JSON.stringify({ ts: new Date(1_714_557_600_000 + at * 1000).toISOString(), ...others }));
        const log = join(folder, 'shop.jsonl');
        const text = lines.join('\n');
        writeFileSync(log, text);
        const told: string[] = [];
        const onOutcome = (outcome: unknown) => told.push(JSON.stringify(outcome));
        const ofLog = await runLogs(plan, [{ path: log, format: 'json' }], {
          onOutcome,
          onProblem: (problem) => expect.fail(problem.message),
        });
        const expected = told.splice(0);
        const correlator = new Correlator(plan, { onOutcome });
        const source = correlator.source(log);
        const whole = isText ? text : Buffer.from(text);
        for (let at = 0; at < whole.length; at += size) source.write(whole.slice(at, at + size));
        expect(summaryJson(correlator.end())).toBe(summaryJson(ofLog));
        expect(told).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('cuts a line that is longer than maxLine, which a run of a log does too', async () => {
    const line = (at: string, name: string) =>
      `${JSON.stringify({ ts: `2024-05-01T10:00:${at}Z`, pad: 'x'.repeat(70_000), event: name, order: 'A-1' })}\n`;
    const text = line('00', 'placed') + line('02', 'paid');
    const log = join(folder, 'long.jsonl');
    writeFileSync(log, text);
    const startedWith = async (options: { maxLine?: number }) => {
      const correlator = new Correlator(plan, { ...quiet, ...options });
      correlator.source('x').write(text);
      const { rules } = await runLogs(plan, [log], { ...quiet, onProblem: () => {}, ...options });
      return [correlator.end().rules[0]?.started, rules[0]?.started];
    };
    expect(await startedWith({})).toEqual([0, 0]);
    expect(await startedWith({ maxLine: 128 * 1024 })).toEqual([1, 1]);
  });

  it('refuses what is not there', async () => {
    expect(() => new Correlator(plan, { ...quiet, zone: 'Mars/Olympus' })).toThrow(new RangeError("There is no time zone 'Mars/Olympus'."));
    expect(() => new Correlator(plan, { ...quiet, params: new Map([['limit', 1]]) })).toThrow(new RangeError("There is no param 'limit'."));
    for (const year of [0, 9999, 2024.5])
      expect(() => new Correlator(plan, { ...quiet, year })).toThrow(new RangeError(`${year} is not a year, as 2024 is.`));
    expect(() => new Correlator(plan, { ...quiet, year: 2024, date: '2024-05-01' })).toThrow('year and date cannot be used together.');
    for (const maxLine of [479, 2 ** 25, Number.NaN, 1000.5, '65536' as unknown as number])
      expect(() => new Correlator(plan, { ...quiet, maxLine })).toThrow(
        new RangeError('maxLine must be a size from 480 to 16MiB, in bytes.'),
      );
    expect(() => new Correlator(plan, quiet).source('x', 'xml')).toThrow(new RangeError("There is no format 'xml'."));
    const run = runLogs(plan, [{ path: 'x', format: 'xml' }], { ...quiet, onProblem: () => {} });
    await expect(run).rejects.toThrow(new RangeError("There is no format 'xml'."));
  });

  it('requires the format where there are several', () => {
    const several = planOf(`${RULES}
records auth from syslog {
  failed = "failed for {user}"
  opened = "opened for {user}"
}

transaction login {
  key user
  start auth.failed
  then  auth.opened within 1m
}
`);
    const correlator = new Correlator(several, quiet);
    expect(() => correlator.source('x')).toThrow(new RangeError('The rules have records of several formats: name that of the source.'));
    correlator.source('x', 'syslog').write('<13>May  1 10:00:00 web sshd: failed for bob\n');
    expect(correlator.open).toBe(1);
  });
});

it('compiles no folder without rules, nor a file that is not there', () => {
  for (const path of [temporaryFolder(), join(folder, 'gone.corr')]) {
    const { plan, diagnostics } = compileRules([path]);
    expect(plan).toBeUndefined();
    expect(diagnostics).toMatchObject([{ severity: 'error', message: `There is no readable file '${path}'.`, line: 1, column: 1 }]);
  }
});

describe('onOutcome of a correlator', () => {
  it('takes all of what is written, and then throws what onOutcome has thrown', () => {
    const told: string[] = [];
    const onOutcome = ({ keys }: { keys: readonly { values: readonly (readonly unknown[])[] }[] }) => {
      told.push(String(keys[0]?.values[0]?.[0]));
      throw new Error(`no ${told.at(-1)}`);
    };
    const correlator = new Correlator(plan, { onOutcome });
    const source = correlator.source('x');
    const all = ['A', 'B', 'C'].flatMap((order) => ['placed', 'paid'].map((name) => lineOf('00', name, order)));
    expect(() => source.write(all.join(''))).toThrow(new Error('no A'));
    source.write(lineOf('01', 'placed', 'D') + lineOf('01', 'placed', 'E'));
    expect(correlator.open).toBe(2);
    expect(() => correlator.advance(Date.parse('2024-05-01T11:00:00Z') * 1000)).toThrow(new Error('no D'));
    expect(told).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(correlator.end()).toMatchObject({ input: { read: 8 }, imbalances: [] });
  });

  it('takes nothing while it reports an outcome, nor after the end', () => {
    const said: unknown[] = [];
    const onOutcome = () => {
      for (const call of [() => source.write(lineOf('09', 'placed', 'B')), () => correlator.advance(0), () => correlator.end()])
        expect(call).toThrow('onOutcome cannot write, nor advance the time');
      said.push(correlator.open);
    };
    const correlator = new Correlator(plan, { onOutcome });
    const source = correlator.source('x');
    source.write(lineOf('00', 'placed', 'A') + lineOf('01', 'paid', 'A') + lineOf('02', 'placed', 'C'));
    source.write(lineOf('03', 'paid', 'C'));
    expect(said).toEqual([0, 0]);
    expect(correlator.end().rules[0]?.started).toBe(2);
    expect(() => source.write(lineOf('04', 'placed', 'D'))).toThrow(new Error('The source has ended: nothing can be written to it.'));
    expect(() => correlator.source('y')).toThrow(new Error('The correlator has ended: make another.'));
    source.end();
    expect(correlator.end().rules[0]?.started).toBe(2);
  });
});

it('refuses impossible values, with some of which a run would never end', async () => {
  const typed = planOf(`param span = 5m
param most = 3
param who: list(text) = ["a"]
param earliest: time = 2024-05-01T00:00:00Z
param home: ip = 10.0.0.1
param town = "Europe/Paris"
${RULES.replace('within 30s', 'where time >= earliest and hour(time, town) >= 1 and ip(order) != home and not (order in who) within span')}
window many { key order over span fire when count(shop.placed) >= most }
`);
  const given = (name: string, value: unknown) => () => new Correlator(typed, { ...quiet, params: new Map([[name, value as number]]) });
  for (const [name, ...values] of [
    ['span', '1m', Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, null, [1]],
    ['most', '3', 1.5, 2 ** 60, true],
    ['who', 'a', [1], ['a', undefined]],
    ['earliest', '2024-05-01', new Date(0)],
    ['home', 'x', '010.0.0.1', 7],
  ] as const) {
    for (const value of values) expect(given(name, value), `${name} ${String(value)}`).toThrow(`The value of the param '${name}' is not `);
  }
  expect(given('span', 0)).toThrow("'span' is the length of something, and cannot be 0.");
  expect(given('town', 'Pariss')).toThrow("'town' is a time zone, and there is no time zone 'Pariss'.");
  for (const [name, value] of [
    ['span', 1],
    ['most', -2],
    ['who', []],
    ['earliest', 0],
    ['home', '::1'],
    ['town', 'Asia/Tokyo'],
  ] as const)
    expect(given(name, value)).not.toThrow();
  for (const lateness of [-1, Number.NaN, 1.5, '2s' as unknown as number])
    expect(() => new Correlator(plan, { ...quiet, lateness })).toThrow(new RangeError('lateness must be a whole number of microseconds.'));
  for (const recordLimit of [-1, Number.NaN, 1.5, '5' as unknown as number, Number.NEGATIVE_INFINITY])
    await expect(runLogs(plan, ['x'], { ...quiet, onProblem: () => {}, recordLimit })).rejects.toThrow(RangeError);
  const late = 'dorp' as 'drop';
  expect(() => new Correlator(plan, { ...quiet, late })).toThrow(new RangeError("late must be 'deliver' or 'drop'."));
  const atEnd = 'expires' as 'expire';
  await expect(runLogs(plan, ['x'], { ...quiet, onProblem: () => {}, atEnd })).rejects.toThrow("atEnd must be 'open' or 'expire'.");
  expect(() => new Correlator(plan, quiet).end(atEnd)).toThrow(RangeError);
  const correlator = new Correlator(plan, { ...quiet, recordLimit: Number.POSITIVE_INFINITY });
  for (const time of [Number.NaN, new Date() as unknown as number, 1.5, 2 ** 53, Number.POSITIVE_INFINITY]) {
    expect(() => correlator.advance(time)).toThrow(RangeError);
    expect(() => correlator.source('x').write('', time)).toThrow(RangeError);
  }
});

it('refuses at once what a program in JavaScript may give for a function, a Map or a piece', async () => {
  const bad = <T>(value: unknown) => value as T;
  expect(() => new Correlator(plan, bad({}))).toThrow(new TypeError('onOutcome must be a function.'));
  await expect(runLogs(plan, [], bad(quiet))).rejects.toThrow(new TypeError('onProblem must be a function.'));
  expect(() => new Correlator(plan, { ...quiet, params: bad({ most: 3 }) })).toThrow(TypeError);
  const correlator = new Correlator(plan, quiet);
  const source = correlator.source('x');
  for (const piece of [5, null, { event: 'placed' }, ['a'], new Uint16Array(4), new ArrayBuffer(4)])
    expect(() => source.write(bad(piece))).toThrow(new TypeError('A piece is a string, or a Uint8Array.'));
  source.write(lineOf('00', 'placed', 'A'));
  expect(correlator.end()).toMatchObject({ input: { read: 1, bytes: lineOf('00', 'placed', 'A').length } });
});
