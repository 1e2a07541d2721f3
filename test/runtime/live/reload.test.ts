import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withParams } from '../../../src/dsl/meaning.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import { Live, type LiveOptions } from '../../../src/runtime/live.ts';
import { entriesOf } from '../../../src/runtime/state/entry.ts';
import { readSegments } from '../../../src/runtime/state/journal.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { fullFrom, OUTCOMES, SimDisk } from '../state/sim-disk.ts';
import { afterCrashes } from './crashes.ts';
import { by, insist, OUT, opened, optionsFor, planOfText, runToEnd, STATE, toldBy, VISIT_RULES, VISITS, visits, writeLog } from './runs.ts';

const folder = temporaryFolder();

const lines = visits(10).split(/(?<=\n)/);
const half = Math.floor(lines.length / 2);
/** What is open there is closed later. */
const log = join(folder, 'app.log');
const write = (count: number) => writeLog(log, lines.slice(0, count).join(''));

const ANOTHER = `
records other from line {
  never = "never {x}"
}
transaction another {
  key x
  start other.never
  then other.never
  timeout after 1m
}
`;
/** Records and rules are numbered differently; visits mean the same. */
const WITH_ANOTHER = planOfText(ANOTHER + VISIT_RULES);
const SLOWER = planOfText(VISIT_RULES.replace('after 30s idle', 'after 40s idle'));
const FASTER = planOfText(VISIT_RULES.replace('after 30s idle', 'after 5s idle'));
/** One program with different values for its param. */
const waiting = (seconds: number): Plan =>
  withParams(
    planOfText(`param slow = 1h\n${VISIT_RULES.replace('after 30s idle', 'after slow idle')}`),
    new Map([['slow', seconds * 1e6]]),
  );
const OTHERWISE = planOfText(VISIT_RULES.replace('uses = count(use)', 'uses = text(count(use))'));
const WITHOUT_VISITS = planOfText(
  `${ANOTHER}${VISIT_RULES.slice(0, VISIT_RULES.indexOf('transaction visit'))}${VISIT_RULES.slice(VISIT_RULES.indexOf('window busy'))}`,
);

interface Told {
  rule: string;
  outcome: string;
  code: string;
  reason: string;
  fields: Record<string, unknown>;
}

const told = (disk: SimDisk) =>
  disk
    .text(OUT)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Told);
const withLog: Partial<LiveOptions> = { logs: [{ name: log, files: [log] }], pace: { segment: 700, turn: 250 } };

/** Half of the log with one program, and the rest with another. */
async function change(
  to: Plan,
  how: 'reload' | 'restart',
  options: Partial<LiveOptions> = {},
  from = VISITS,
): Promise<{ disk: SimDisk; imbalances: unknown[] }> {
  const disk = new SimDisk();
  write(half);
  if (how === 'restart') {
    await runToEnd(optionsFor(from, disk, withLog));
    write(lines.length);
    const live = await runToEnd(optionsFor(to, disk, { ...withLog, ...options }));
    return { disk, imbalances: live.rules.summary.imbalances };
  }
  const clock = new FakeClock();
  const live = await opened(optionsFor(from, disk, { ...withLog, ...options, clock }));
  while (await live.turn());
  void live.reload(to);
  write(lines.length);
  for (let turn = 0; turn < 5; turn++) {
    clock.advance(200);
    while (await live.turn());
  }
  await live.close();
  return { disk, imbalances: live.rules.summary.imbalances };
}

async function unchanged(): Promise<string> {
  const disk = new SimDisk();
  write(lines.length);
  await runToEnd(optionsFor(VISITS, disk, withLog));
  return disk.text(OUT);
}

describe.each(['reload', 'restart'] as const)('another program, by %s', (how) => {
  it('leaves rules alone that mean the same, whatever else is there', async () => {
    const { disk, imbalances } = await change(WITH_ANOTHER, how);
    expect(disk.text(OUT)).toBe(await unchanged());
    expect(imbalances).toEqual([]);
  });

  it.each([
    ['changed', SLOWER],
    ['gone', WITHOUT_VISITS],
  ])('gives up what is open of a rule that is %s, and tells it', async (_, plan) => {
    const { disk, imbalances } = await change(plan, how);
    const abandoned = told(disk).filter(({ outcome }) => outcome === 'abandoned');
    expect(abandoned.length).toBeGreaterThan(0);
    expect(abandoned.every(({ rule, code }) => rule === 'visit' && code === 'changed')).toBe(true);
    expect(imbalances).toEqual([]);
  });

  it('lets what is open go on by the rule as it was, if that is wanted', async () => {
    const { disk, imbalances } = await change(FASTER, how, { onChange: 'drain' });
    const withReason = (of: SimDisk, text: string) => told(of).filter(({ reason }) => reason === text).length;
    expect(told(disk).filter(({ outcome }) => outcome === 'abandoned')).toEqual([]);
    const { disk: given } = await change(FASTER, how);
    expect(withReason(disk, 'after 30s idle has passed')).toBeGreaterThan(withReason(given, 'after 30s idle has passed'));
    expect(withReason(disk, 'after 5s idle has passed')).toBeGreaterThan(0);
    expect(imbalances).toEqual([]);
  });

  it('gives up what is open of a rule that is gone, or whose outcomes are shown otherwise, also then', async () => {
    for (const plan of [WITHOUT_VISITS, OTHERWISE]) {
      const { disk, imbalances } = await change(plan, how, { onChange: 'drain' });
      expect(told(disk).filter(({ code }) => code === 'changed')).not.toEqual([]);
      expect(imbalances).toEqual([]);
    }
  });

  it('treats a new value of a param as a change of the rules that read it', async () => {
    const of = async (seconds: number, onChange?: 'drain' | 'migrate') => {
      const { disk, imbalances } = await change(waiting(seconds), how, onChange ? { onChange } : {}, waiting(30));
      expect(imbalances).toEqual([]);
      return told(disk);
    };
    const changed = (all: readonly Told[]) => all.filter(({ code }) => code === 'changed');
    const closed = (all: readonly Told[]) => all.filter(({ outcome }) => outcome === 'success').length;
    expect(changed(await of(30))).toEqual([]);
    expect(new Set(changed(await of(2)).map(({ rule }) => rule))).toEqual(new Set(['visit']));
    expect(changed(await of(2, 'migrate'))).toEqual([]);
    expect(changed(await of(2, 'drain'))).toEqual([]);
    // No visit completes within two seconds.
    expect(closed(await of(30))).toBeGreaterThan(closed(await of(2)));
  });

  it('keeps what is open of a rule whose state looks the same, if that is wanted', async () => {
    const { disk, imbalances } = await change(SLOWER, how, { onChange: 'migrate' });
    expect(told(disk).filter(({ outcome }) => outcome === 'abandoned')).toEqual([]);
    expect(imbalances).toEqual([]);
  });
});

it.each(['abandon', 'drain'] as const)('a crash at any operation after the rules were changed changes nothing: %s', async (onChange) => {
  const before = new SimDisk();
  write(half);
  await runToEnd(optionsFor(VISITS, before, withLog));
  write(lines.length);
  const whole = before.after('kept');
  const crashed = await afterCrashes((disk) => optionsFor(SLOWER, disk, { ...withLog, onChange }), whole, OUTCOMES);
  for (const { crash, disk } of crashed) expect(disk.text(OUT), crash).toBe(whole.text(OUT));
});

it('two changes between checkpoints are both replayed from the older one', async () => {
  const disk = new SimDisk();
  const clock = new FakeClock();
  write(3);
  const live = await opened(optionsFor(VISITS, disk, { ...withLog, pace: {}, clock }));
  for (const [i, plan] of [WITH_ANOTHER, SLOWER, FASTER].entries()) {
    clock.advance(200);
    while (await live.turn());
    void live.reload(plan);
    write(half + i);
  }
  clock.advance(200);
  while (await live.turn());
  await live.close();
  for (const slot of ['checkpoint-a', 'checkpoint-b']) {
    const damaged = disk.after('kept');
    damaged.set(`${STATE}/${slot}`, Buffer.from('damaged'));
    await runToEnd(optionsFor(FASTER, damaged, { ...withLog, pace: {} }));
    expect(damaged.text(OUT)).toBe(disk.text(OUT));
  }
});

describe('where rules change', () => {
  const plans = new Map(['first', 'second', 'third'].map((name) => [name, by(name)]));
  const step = fc.constantFrom('write', 'turn', ...plans.keys());

  it('is before all that is gathered afterwards, and said once, also on a disk that is full for a while', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.nat(40), fc.nat(3), async (steps, full, length) => {
        const disk = new SimDisk();
        const clock = new FakeClock();
        writeFileSync(log, '');
        const live = await opened(optionsFor(by('first'), disk, { ...withLog, pace: {}, clock }));
        const from = disk.operations + full;
        disk.fails = fullFrom(from, length);
        const expected: string[] = [];
        let [running, asked] = ['first', ''];
        let [written, reloads] = [0, 0];
        for (const one of [...steps, 'turn']) {
          const plan = plans.get(one);
          if (plan) {
            void live.reload(plan);
            asked = one;
          } else if (one === 'write') appendFileSync(log, `2024-05-02 00:00:00 seen ${written++}\n`);
          else {
            clock.advance(200);
            await insist(() => live.turn());
            if (asked !== '') reloads++;
            [running, asked] = [asked || running, ''];
            while (expected.length < written) expected.push(running);
          }
        }
        expect(told(disk).map(({ fields }) => fields.by)).toEqual(expected);
        const frames = [...readSegments(disk, STATE, 0)].flatMap((segment) => [...segment.frames]);
        expect(frames.flatMap((frame) => [...entriesOf(frame)]).filter(({ kind }) => kind === 'plan')).toHaveLength(reloads);
        await insist(() => live.close());
      }),
      { numRuns: 60 },
    );
  });
});

it('a power failure right after a reload leaves what was read before to the program of then', async () => {
  const disk = new SimDisk();
  writeFileSync(log, '2024-05-02 00:00:00 seen 1\n');
  const live = await opened(optionsFor(by('first'), disk, { ...withLog, pace: {} }));
  while (await live.turn());
  void live.reload(by('second'));
  await live.turn();
  const after = disk.after('lost');
  await live.close();
  await runToEnd(optionsFor(by('second'), after, withLog));
  expect(toldBy(after)).toEqual([['1', 'first']]);
});

it('a start is refused where a program is missing that only the journal names, and goes on with that program', async () => {
  const disk = new SimDisk();
  write(half);
  const live = await opened(optionsFor(VISITS, disk, { logs: [{ name: log, files: [log] }] }));
  await live.turn();
  void live.reload(WITH_ANOTHER);
  while (await live.turn());
  const killed = disk.after('kept');
  await live.close();
  write(lines.length);
  const options = (plan: Plan) => optionsFor(plan, killed, { logs: [{ name: log, files: [log] }] });
  killed.moveAway(`${STATE}/plan-${WITH_ANOTHER.meaning}.json`, '/elsewhere');
  expect(await Live.open(options(VISITS))).toMatchObject({ message: expect.stringContaining('missing or damaged') });
  await runToEnd(options(WITH_ANOTHER));
  expect(killed.text(OUT)).toBe(await unchanged());
  expect(killed.opened).toBe(0);
});
