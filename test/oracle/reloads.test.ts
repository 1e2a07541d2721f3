/**
 * A live run that gets other rules, params and outputs meanwhile, and whose clock ticks while nothing is written, crashes at
 * some disk operation and is started again: its outputs and its counts are those of a run that does not crash.
 */

import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { withParams } from '../../src/dsl/meaning.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import type { ChangePolicy } from '../../src/runtime/live/changed-plan.ts';
import { PeriodCounts } from '../../src/runtime/live/period-counts.ts';
import type { Live, LiveOptions } from '../../src/runtime/live.ts';
import type { Wanted } from '../../src/runtime/outputs/selection.ts';
import { temporaryFolder } from '../folder.ts';
import { NOBODY, OUT, opened, optionsFor, STATE, watched } from '../runtime/live/runs.ts';
import { FakeClock } from '../runtime/state/fake-clock.ts';
import { Crash, OUTCOMES, type Outcome, SimDisk } from '../runtime/state/sim-disk.ts';
import { bytesOf } from './generator/log.ts';
import { givenTo, randomParams, valuesOf } from './generator/params.ts';
import { Random } from './generator/random.ts';
import { type CompiledPair, pairs } from './pairs.ts';
import { printed } from './regressions.ts';

const SEED = Number(process.env.CORR_SEED ?? 20240306);
const PAIRS = Number(process.env.CORR_PAIRS ?? 40);
const MIDNIGHT = Date.UTC(2024, 2, 1) * 1000;
const SECOND = 1_000_000;
/** Longer than a run waits before its clock ticks, in milliseconds. */
const IDLE = 2100;

const log = join(temporaryFolder(), 'app.log');

/** What a run is started with, and what can change at a reload. */
type Config = Pick<LiveOptions, 'plan' | 'outputs' | 'deliveries'>;

/** What happens to it, at a time in seconds after midnight. */
type Step = { kind: 'write'; at: number; line: Buffer } | { kind: 'tick'; at: number } | { kind: 'reload'; config: Config };

interface Script {
  first: Config;
  steps: readonly Step[];
  /** What stays the same. */
  rest: Partial<LiveOptions>;
  /** Whether it has ticks, and outputs that change: they are the same after a crash if that keeps the journal. */
  isKept: boolean;
}

function scriptOf({ plan, otherPlan = plan, lines, setting }: CompiledPair, random: Random): Script {
  const isKept = random.chance(0.6);
  const bound = (program: Plan, given = setting.given) =>
    withParams(program, valuesOf(givenTo(program, { given: given ?? [] })) as Parameters<typeof withParams>[1]);
  const first = { plan: bound(plan), ...outputsOf(random) };
  const steps: Step[] = [];
  let [running, next, config]: [Plan, Plan, Config] = [plan, otherPlan, first];
  let at = 0;
  for (const line of lines) {
    at = Math.max(at, line.at);
    const isReload = line.reload !== undefined || random.chance(0.05);
    if (line.reload) [running, next] = [next, running];
    if (isReload) {
      config = { ...config, plan: bound(running, random.pick([setting.given, randomParams(random)])) };
      if (isKept && random.chance(0.3)) config = { ...config, ...outputsOf(random) };
      steps.push({ kind: 'reload', config });
    } else if (!line.advance) steps.push({ kind: 'write', at, line: bytesOf(plan, line) });
    else if (isKept) steps.push({ kind: 'tick', at: at + random.pick([1, 3600]) });
  }
  const onChange = random.pick<ChangePolicy>(['abandon', 'migrate', 'drain']);
  const often = random.chance(0.8) ? { segment: 700, checkpoint: 4000 } : { checkpoint: 1e9 };
  const { lateness, late } = setting;
  return { first, steps, rest: { onChange, engine: { lateness, late }, pace: { ...often, turn: 250, part: 500 } }, isKept };
}

function outputsOf(random: Random): Pick<Config, 'outputs' | 'deliveries'> {
  const where = random.pick([{}, { where: 'severity >= warning' }, { where: 'severity < error' }]);
  const once = random.pick([{}, { oncePer: 5 * SECOND }, { oncePer: 60 * SECOND, by: ['rule'] }, { oncePer: 60 * SECOND }]);
  const wanted: Wanted = { ...where, ...once };
  const all: LiveOptions['outputs'] = [
    { format: 'ndjson', path: '/out/chosen.ndjson', ...wanted },
    { format: 'csv', path: '/out/outcomes.csv' },
    { format: 'ndjson', path: '/out/hours.ndjson', statistics: 'hourly' },
  ];
  const outputs = all.filter(() => random.chance(0.7));
  return { outputs: [{ format: 'ndjson', path: OUT }, ...outputs], deliveries: [{ name: 'hook', ...wanted, sender: NOBODY }] };
}

/** A run of a script that crashes at most once, and is then started again. */
class Play {
  private clock = new FakeClock(MIDNIGHT);
  private live!: Live;
  private config: Config;

  constructor(
    private readonly script: Script,
    public disk: SimDisk,
    /** What becomes of what was not synchronized. */
    private readonly lost: Outcome = 'kept',
  ) {
    this.config = script.first;
  }

  /** All that it has written, and its counts. */
  async run(): Promise<string> {
    // Most file systems wait for the disk when a file is emptied and written again.
    rmSync(log, { force: true });
    writeFileSync(log, '');
    await this.unlessCrashed(
      () => this.start(),
      () => this.start(),
    );
    for (const step of this.script.steps) await this.take(step);
    await this.unlessCrashed(
      () => this.live.close(),
      async () => {
        await this.start();
        await this.live.close();
      },
    );
    const { summary } = this.live.rules;
    expect(summary.imbalances).toEqual([]);
    const outboxes = this.disk.list(STATE).filter((name) => name.startsWith('outbox-'));
    const files = [...this.disk.list('/out').map((name) => `/out/${name}`), ...outboxes.map((name) => `${STATE}/${name}`)];
    return [...files.map((path) => `${path}\n${this.disk.text(path)}`), JSON.stringify(summary)].join('\n');
  }

  private async take(step: Step): Promise<void> {
    if (step.kind === 'reload') {
      await this.unlessCrashed(
        () => this.reload(step.config),
        () => this.startWith(step.config),
      );
      return;
    }
    if (step.kind === 'write') appendFileSync(log, step.line);
    const ahead = (MIDNIGHT + step.at * SECOND - this.clock.now()) / 1000;
    this.clock.advance(Math.max(step.kind === 'tick' ? IDLE : 150, ahead));
    await this.unlessCrashed(
      () => this.turns(),
      () => this.start(step.kind === 'tick' ? IDLE : 0),
    );
  }

  private async unlessCrashed(work: () => Promise<void>, again: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.disk = this.disk.after(this.lost);
      await this.live?.abandon();
      await again();
    }
  }

  /** Starts a process, which then waits for some milliseconds: the clock ticks if it ticked at this time. */
  private async start(waits = 0): Promise<void> {
    this.clock = new FakeClock(this.clock.now() - waits * 1000);
    this.live = await opened(this.options(this.config));
    await this.turns();
    if (waits === 0) return;
    this.clock.advance(waits);
    await this.turns();
  }

  /** Starts after a crash at a reload: where the disk has nothing of it, it is asked for once more. */
  private async startWith(config: Config): Promise<void> {
    this.live = await opened(this.options(config));
    if (this.live.rules.meaning === config.plan.meaning) {
      this.config = config;
      return this.turns();
    }
    await this.live.abandon();
    await this.start();
    await this.reload(config);
  }

  private async reload(config: Config): Promise<void> {
    const { isOver, change } = watched(this.live.reload(config.plan, config));
    change.catch(() => {});
    await this.turns();
    if (!isOver()) throw new Crash();
    this.config = config;
  }

  private async turns(): Promise<void> {
    while (await this.live.turn());
  }

  private options({ plan, ...outputs }: Config): LiveOptions {
    const { script, disk, clock } = this;
    return optionsFor(plan, disk, { ...script.rest, ...outputs, clock, logs: [{ name: log, files: [log] }] });
  }
}

/** What a run writes that does not crash, and one that does. */
async function written(pair: CompiledPair): Promise<{ whole: string; crashed: string; crash: string }> {
  const random = new Random(pair.seed);
  const script = scriptOf(pair, random);
  const undisturbed = new Play(script, new SimDisk());
  const whole = await undisturbed.run();
  const { operations } = undisturbed.disk;
  // Mostly late: what a checkpoint has forgotten shows only in what comes after it.
  const crashAt = random.int(random.pick([1, operations >> 1, operations >> 1]), operations);
  const lost = script.isKept ? 'kept' : random.pick(OUTCOMES);
  const crashed = await new Play(script, Object.assign(new SimDisk(), { crashAt }), lost).run();
  return { whole, crashed, crash: `crash at ${crashAt}, what was not synchronized is ${lost}` };
}

/** Of programs that read a log, and change. */
function* chosen(seed: number, count: number, isWanted = (_: CompiledPair) => true): Generator<CompiledPair> {
  let left = count;
  for (const pair of pairs(seed, Number.POSITIVE_INFINITY, undefined, 1)) {
    if (left === 0) return;
    if (pair.plan.formats.length === 0 || !pair.lines.some(({ reload }) => reload) || !isWanted(pair)) continue;
    left--;
    yield pair;
  }
}

it('notices that counts of an hour are forgotten at a start', { timeout: 1_000_000 }, async () => {
  const forgets = vi.spyOn(PeriodCounts.prototype, 'restore').mockImplementation(() => {});
  onTestFinished(() => forgets.mockRestore());
  const takesHours = ({ lines }: CompiledPair) => Math.max(...lines.map(({ at }) => at)) > 7200;
  for (const pair of chosen(1, 100, takesHours)) {
    const { whole, crashed } = await written(pair);
    if (whole !== crashed) return;
  }
  expect.fail('no pair shows it');
});

it('a crash changes no outcome, whatever is reloaded before or meanwhile', { timeout: 1_000_000 }, async () => {
  let told = 0;
  for (const pair of chosen(SEED, PAIRS)) {
    const { whole, crashed, crash } = await written(pair);
    told += whole.split('\n').length;
    expect(crashed, `seed ${SEED}, ${crash}\n${printed(pair)}`).toBe(whole);
  }
  expect(told).toBeGreaterThan(PAIRS * 10);
});
