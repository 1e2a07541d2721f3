/**
 * All that can happen to a live run, at random and at once: messages, reloads, dead letters handed back, a disk that is
 * slow or full, or loses what was written, a crash. Each message is reported once, and none is lost: without a crash none
 * at all, with one none that was acknowledged.
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Plan } from '../../../src/dsl/plan.ts';
import { type ListenAddress, parseListenAddress } from '../../../src/runtime/inputs/net/address.ts';
import type { ReceiverSpec } from '../../../src/runtime/live/listening.ts';
import type { OutputSet } from '../../../src/runtime/live/rules.ts';
import type { Live } from '../../../src/runtime/live.ts';
import { isFull } from '../../../src/runtime/state/disk.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { Crash, fullFrom, OUTCOMES, type Outcome, SimDisk } from '../state/sim-disk.ts';
import { by, insist, NOBODY, opened, optionsFor } from './runs.ts';
import { ScriptedReceiver } from './scripted-receiver.ts';

const PROGRAMS = [by('first'), by('second')] as const;
const PATHS = ['/out/a.ndjson', '/out/b.ndjson'] as const;
/** What it refuses are dead letters. */
const REFUSES = { ...NOBODY, deliver: async () => ({ kind: 'refused' as const, why: 'No.' }) };
/** The error where bytes could not be synchronized. */
const UNSAFE = 'EIO';
const outputsAt = (path: string): OutputSet => ({
  outputs: [{ format: 'ndjson', path }],
  deliveries: [{ name: 'hook', sender: REFUSES }],
});

const weighted = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const action = fc.oneof(
  weighted(6, fc.record({ kind: fc.constant('send' as const), to: fc.nat(2), peer: fc.nat(2) })),
  weighted(2, fc.record({ kind: fc.constant('reload' as const), program: fc.nat(1), path: fc.nat(2), receivers: fc.nat(4) })),
  weighted(2, fc.record({ kind: fc.constantFrom('resend' as const, 'expire' as const) })),
  weighted(3, fc.record({ kind: fc.constant('slow' as const), turns: fc.nat(5) })),
  weighted(1, fc.record({ kind: fc.constant('full' as const), after: fc.nat(6), length: fc.nat(6) })),
  weighted(1, fc.record({ kind: fc.constant('unsafe' as const), after: fc.nat(6) })),
  weighted(3, fc.record({ kind: fc.constant('pass' as const), millis: fc.constantFrom(60, 1100, 11_000) })),
  weighted(4, fc.record({ kind: fc.constant('wait' as const), turns: fc.nat(4) })),
);
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
};

const receiver = (kind: 'udp' | 'relp', name: string) => new ScriptedReceiver(`${kind}://${name}:514`, kind);
const specOf = (one: ScriptedReceiver): ReceiverSpec => ({ receiver: one, format: 'line' });

class Play {
  readonly sent: string[] = [];
  readonly acknowledged = new Set<string>();
  /** How the run ended, if not by itself. */
  failure: unknown;
  private readonly clock = new FakeClock();
  private readonly receivers = [receiver('udp', 'a'), receiver('relp', 'b'), receiver('relp', 'c')] as const;
  private live!: Live;
  private reloading: Promise<unknown> = Promise.resolve();
  private readonly stop = new AbortController();

  constructor(public disk: SimDisk) {}

  /** Runs until all actions are over, and stops, unless it fails before. */
  async run(actions: readonly Action[], crash: number): Promise<void> {
    const { disk, stop } = this;
    this.live = await this.open(PATHS[0], this.receiversOf(2));
    await this.live.reception.listen();
    disk.crashAt = disk.operations + crash;
    const fail = (error: unknown) => {
      this.failure = error;
    };
    const run = this.live.run(stop.signal).catch(fail);
    for (const one of actions) await this.act(one);
    disk.syncing = async () => {};
    await this.settle();
    stop.abort();
    await run;
    if (!this.failure) await insist(() => this.live.close()).catch(fail);
  }

  /** Starts again after a failure. */
  async goOn(outcome: Outcome): Promise<void> {
    const isCrash = this.failure instanceof Crash;
    const isUnsafe = this.failure instanceof Error && this.failure.message === UNSAFE;
    if (!isCrash && !isUnsafe && !isFull(this.failure)) throw this.failure;
    if (!isCrash) await this.live.abandon();
    this.disk = this.disk.after(isCrash || isUnsafe ? outcome : 'kept');
    this.live = await this.open(PATHS[0], []);
    await this.live.turn();
    await this.live.close();
  }

  get reported(): string[] {
    const lines = PATHS.flatMap((path) => this.disk.text(path).split('\n').slice(0, -1));
    return lines.map((line) => (JSON.parse(line) as { key: { n: string } }).key.n);
  }

  get imbalances() {
    return this.live.rules.summary.imbalances;
  }

  private open(path: string, receivers: readonly ReceiverSpec[]): Promise<Live> {
    const { clock, disk } = this;
    return opened(optionsFor(PROGRAMS[0], disk, { clock, receivers, ...outputsAt(path), pace: { segment: 600, part: 64 } }));
  }

  private receiversOf(set: number): ReceiverSpec[] {
    const [udp, ...relp] = this.receivers;
    const [a, b, c] = [specOf(udp), specOf(relp[0]), specOf(relp[1])];
    const zone = 'Asia/Tokyo';
    const other = { ...a, zone, asked: parseListenAddress(`${udp.address}?zone=${zone}`) as ListenAddress };
    return [[a, b], [a, c], [a, b, c], [other, b], [b]][set] as ReceiverSpec[];
  }

  private async act(one: Action): Promise<void> {
    const { live, disk } = this;
    const ignore = () => undefined;
    switch (one.kind) {
      case 'send':
        this.send(this.receivers[one.to] as ScriptedReceiver, `192.0.2.${one.peer}:514`);
        break;
      case 'reload': {
        const { program, path, receivers } = one;
        const outputs = PATHS[path] === undefined ? undefined : outputsAt(PATHS[path]);
        const sources = { logs: [], receivers: this.receiversOf(receivers) };
        this.reloading = this.reloading.then(() => live.reload(PROGRAMS[program] as Plan, outputs, sources)).catch(ignore);
        break;
      }
      case 'resend':
        live.resend({}).catch(ignore);
        break;
      case 'expire':
        live.expire(['none']).catch(ignore);
        break;
      case 'slow':
        disk.syncing = () => turns(one.turns);
        break;
      case 'full': {
        const from = disk.operations + one.after;
        disk.fails = fullFrom(from, one.length);
        break;
      }
      case 'unsafe': {
        const from = disk.operations + one.after;
        let isOver = false;
        disk.fails = (operation, syscall) => {
          if (isOver || operation < from || !syscall.endsWith('sync')) return undefined;
          isOver = true;
          return UNSAFE;
        };
        break;
      }
      case 'pass':
        this.clock.advance(one.millis);
        break;
      case 'wait':
        await turns(one.turns);
    }
  }

  private send(receiver: ScriptedReceiver, peer: string): void {
    if (!receiver.isListening || receiver.isPaused) return;
    const n = `${this.sent.length}`;
    this.sent.push(n);
    const isDurable = receiver.send(`2024-05-01 12:00:00 seen ${n}`, peer) ?? Promise.reject();
    isDurable.then(
      () => this.acknowledged.add(n),
      () => undefined,
    );
  }

  /** Waits until everything has been taken, and the last reload is over. */
  private async settle(): Promise<void> {
    let isReloaded = false;
    void this.reloading.then(() => {
      isReloaded = true;
    });
    for (let i = 0; !this.failure && (i < 20 || !isReloaded); i++) {
      if (i === 1000) throw new Error('A reload never ends.');
      this.clock.advance(1100);
      await turns(2);
    }
  }
}

async function check(actions: readonly Action[], crash: number, outcome: Outcome): Promise<void> {
  const play = new Play(new SimDisk());
  await play.run(actions, crash);
  const isStopped = !play.failure;
  if (isStopped) expect(play.disk.opened).toBe(0);
  else await play.goOn(outcome);
  const reported = new Set(play.reported);
  expect(play.reported).toHaveLength(reported.size);
  expect([...(isStopped ? play.sent : play.acknowledged)].filter((n) => !reported.has(n))).toEqual([]);
  expect(play.imbalances).toEqual([]);
}

const script = fc.array(action, { maxLength: 80, size: 'max' });

it('reports each message once, whatever happens at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(script, (actions) => check(actions, Number.POSITIVE_INFINITY, 'kept')),
    { numRuns: 200 },
  );
});

it('reports each message at most once after a crash, and every one that was acknowledged', async () => {
  const crash = fc.integer({ min: 1, max: 120 });
  await fc.assert(fc.asyncProperty(script, crash, fc.constantFrom(...OUTCOMES), check), { numRuns: 200 });
});
