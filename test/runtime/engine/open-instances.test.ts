/** Packed transactions: they differ from others only in the memory that they take. */

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PlainReader } from '../../../src/runtime/engine/packed/plain-bytes.ts';
import type { TransactionRunner } from '../../../src/runtime/engine/transaction/transaction.ts';
import { openTransactions } from '../../../src/runtime/trace/open-transactions.ts';
import { expectBalance, planOf, Run } from './harness.ts';
import { log, RULES } from './programs.ts';

const PLAN = planOf('transaction t { key k start g.a as x then g.b* then g.c timeout after 1m limit 6 }');
const listed = (run: Run) => openTransactions(run.engine);
const keyOf = ({ keys }: { keys: { values: unknown[][] }[] }) => keys[0]?.values[0]?.[0];

/** Six transactions, opened at one instant each; the second and the fifth take another record. */
const LOG = ['0 a k=0', '1 a k=1', '2 a k=2', '3 a k=3', '4 a k=4', '5 a k=5', '6 b k=1', '7 b k=4'];

const NONE = { initial: 0, most: 0 };
const runs = [{ unpacked: NONE }, { unpacked: { initial: 0, most: 3 } }, {}].map((options) => ({
  options,
  run: () => new Run(PLAN, options).feed(LOG.join('\n')),
}));

describe.each(runs)('with $options', ({ run }) => {
  it('are listed in order of opening, as they are when they are asked for', () => {
    const engine = run();
    expect(Array.from(listed(engine), keyOf)).toEqual(['0', '1', '2', '3', '4', '5']);
    const list = listed(engine);
    const [first, second] = [list.next().value, list.next().value];
    expect(first).toMatchObject({ recordCount: 1, due: { at: 60_000_000 } });
    expect(second).toMatchObject({ recordCount: 2, lastStep: 'g.b' });
    // Meanwhile one continues, one ends, and one begins.
    engine.feed('8 b k=3\n9 c k=2\n10 a k=6');
    expect(Array.from(list, (open) => [keyOf(open), open.recordCount])).toEqual([
      ['3', 2],
      ['4', 2],
      ['5', 1],
    ]);
  });

  it('end by hand, and the others go on', () => {
    const engine = run();
    const ids = Array.from(listed(engine), ({ id }) => id);
    engine.engine.expire(new Set([ids[4] ?? '', ids[0] ?? '']));
    engine.feed('8 c k=1\n9 c k=0\nend');
    expect(engine.told).toEqual([
      '7 t.abandoned expired k=0',
      '7 t.abandoned expired k=4',
      '8 t.success complete k=1',
      '9 t.open end_of_input k=2',
      '9 t.open end_of_input k=3',
      '9 t.open end_of_input k=5',
    ]);
    expectBalance(engine);
  });

  it('are evicted the one with the oldest record first', () => {
    const engine = run().feed('8 a k=6\n9 a k=7\n10 b k=3\n11 a k=8\n12 a k=9');
    expect(engine.told.map((line) => line.replace(/^.*k=/, ''))).toEqual(['0', '2', '5', '1']);
    expectBalance(engine);
  });

  it('are evicted, among those of one instant, in order of opening', () => {
    const engine = run().feed('8 b k=5\n8 b k=3\n8 b k=2\n8 b k=0\n8 b k=4\n8 b k=1\n9 a k=6\n10 a k=7\n11 a k=8');
    expect(engine.told.map((line) => line.replace(/^.*k=/, ''))).toEqual(['0', '1', '2']);
  });

  it('are evicted in order of opening also where they come to one instant after another was evicted', () => {
    const before = '9 b k=1\n9 b k=2\n10 b k=3\n10 b k=4\n10 b k=5\n11 b k=0\n11 a k=6';
    const engine = run().feed(`${before}\n11 b k=2\n11 b k=3\n11 b k=4\n11 b k=5\n11 a k=7`);
    expect(engine.told.map((line) => line.replace(/^.*k=/, ''))).toEqual(['1', '0']);
  });

  it('wait as long as if they had not been packed', () => {
    const plan = planOf('transaction t { key k start g.a then g.d then wait 5s then g.b timeout after 20s }');
    const engine = new Run(plan, { unpacked: NONE }).feed('0 a k=1\n1 d k=1\n2 a k=2\n3 d k=2\n6.5 b k=1\n7 b k=2\n9 b k=2\nadvance 30');
    expect(engine.told).toEqual(['6.5 t.success complete k=1', '9 t.success complete k=2']);
  });

  it('time out in order of their deadlines', () => {
    const engine = run().feed('60.5 b k=3\nadvance 200');
    expect(engine.told).toEqual(['0', '1', '2', '3', '4', '5'].map((key) => `${60 + Number(key)} t.timeout after k=${key}`));
    expectBalance(engine);
  });
});

it('become objects one after the other, in order of opening, when all are due at once', () => {
  const run = new Run(PLAN, { unpacked: NONE }).feed('0 a k=3\n0 a k=1\n0 a k=2\n0 a k=0\n1 a k=4');
  const read = vi.spyOn(PlainReader.prototype, 'read');
  const told = vi.spyOn(run.outcomes, 'push');
  run.feed('advance 60.5');
  expect(run.told).toEqual(['3', '1', '2', '0'].map((key) => `60 t.timeout after k=${key}`));
  const [reads, tellings] = [read.mock.invocationCallOrder, told.mock.invocationCallOrder];
  expect([...reads, ...tellings].sort((a, b) => a - b)).toEqual(reads.flatMap((at, i) => [at, tellings[i]]));
  read.mockRestore();
});

/** Warnings, a limit, a released value, and instances at one instant. */
const MORE = [
  'transaction t { key k key j start g.a as x then g.b* then g.c warning "slow" after 2s warning "odd" on g.e timeout after 8s idle release k on g.d limit 2 }',
  'transaction t { key every l key k hold 2s start g.a as x then all { g.b, g.c } then g.d within 3s timeout "late" after 6s since x timeout by 00:00 limit 3 }',
];
const plans = [...RULES, ...MORE].map(planOf);

it('changes no outcome', () => {
  const options = fc.constantFrom({}, { lateness: 2_000_000 }, { recordLimit: 2 });
  fc.assert(
    fc.property(
      fc.constantFrom(...plans),
      log,
      options,
      fc.nat(2),
      fc.constantFrom('end', 'expire'),
      (plan, lines, settings, unpacked, end) => {
        const all = [...lines, end].join('\n');
        expect(new Run(plan, { ...settings, unpacked: { initial: 0, most: unpacked } }).feed(all).outcomes).toEqual(
          new Run(plan, settings).feed(all).outcomes,
        );
      },
    ),
    { numRuns: 1500 },
  );
});

/** Windows of five keys, of which only four may be open: most contain more records than are packed. */
const LARGE = [
  'window t { key k over 5m open when count(g.a) >= 70 close when count(g.a) < 60 limit 4 emit { low = min(g.a.n) } }',
  'window t { key k over session 20s limit 4 emit { n = count(), s = sum(g.a.n) } }',
  'window t { key k over every 5m limit 4 emit { n = count(g.a), d = distinct(g.a.n) } }',
].map(planOf);

it('changes no outcome of windows that are too large to be packed, either', () => {
  const keys = fc.array(fc.oneof({ weight: 8, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.constant(4) }), {
    minLength: 400,
    maxLength: 400,
  });
  fc.assert(
    fc.property(fc.constantFrom(...LARGE), keys, (plan, list) => {
      const all = [...list.map((key, i) => `${i} a k=${key} n=${(i * 7) % 13}`), 'end'].join('\n');
      expect(new Run(plan, { unpacked: NONE }).feed(all).outcomes).toEqual(new Run(plan).feed(all).outcomes);
    }),
    { numRuns: 25 },
  );
});

describe('the room for those that are objects', () => {
  const plan = planOf('transaction t { key k start g.a as x then g.b* then g.c timeout after 30d }');

  /** How many are objects after `count` have opened, and then taken a record each in the order of opening, some rounds. */
  function unpacked(bounds: { initial: number; most: number }, count: number, rounds: number): number {
    const run = new Run(plan, { unpacked: bounds });
    for (let i = 0; i < count; i++) run.feed(`${i} a k=${i}`);
    for (let i = 0; i < rounds * count; i++) run.feed(`${count + i} b k=${i % count}`);
    const [runner] = run.engine.runners;
    const { open } = (runner as TransactionRunner).lifecycle;
    return open.size - open.packed.size;
  }

  it('grows until those that take records have it', () => {
    expect(unpacked({ initial: 600, most: 4_000 }, 2_000, 2)).toBe(2_000);
  });

  it('shrinks where those that take records were idle for too long for any room', () => {
    expect(unpacked({ initial: 1_000, most: 2_000 }, 5_000, 1)).toBe(512);
  });

  it('stays where it is the greatest already', () => {
    expect(unpacked({ initial: 2, most: 2 }, 100, 2)).toBe(2);
  });
});
