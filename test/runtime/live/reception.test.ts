/**
 * Receivers that change while rules run: each message is delivered once, to the program of its time, and none is
 * acknowledged before it is durable.
 */

import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListenAddress, parseListenAddress } from '../../../src/runtime/inputs/net/address.ts';
import type { ReceiverSpec } from '../../../src/runtime/live/listening.ts';
import type { Live } from '../../../src/runtime/live.ts';
import { isFull } from '../../../src/runtime/state/disk.ts';
import { entriesOf } from '../../../src/runtime/state/entry.ts';
import { readSegments } from '../../../src/runtime/state/journal.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { fullFrom, SimDisk } from '../state/sim-disk.ts';
import { by, insist, NOBODY, OUT, opened, optionsFor, STATE, toldBy, watched } from './runs.ts';
import { inTheWay, ScriptedReceiver } from './scripted-receiver.ts';

const [FIRST, SECOND] = [by('first'), by('second')];
const seen = (disk: SimDisk) => toldBy(disk).map(([n]) => n);

/** One address stays, one is removed, one is added. */
class Stage {
  readonly disk = new SimDisk();
  readonly clock = new FakeClock();
  readonly taken = new Set<string>();
  readonly stays = this.receiver('stays', 'udp');
  readonly goes = this.receiver('goes', 'relp');
  readonly comes = this.receiver('comes', 'relp');
  readonly before = specsOf(this.stays, this.goes);
  readonly after = specsOf(this.comes, this.stays);
  live!: Live;

  receiver(name: string, transport: 'udp' | 'relp'): ScriptedReceiver {
    return new ScriptedReceiver(`${transport}://${name}:514`, transport, this.taken);
  }

  async open(): Promise<this> {
    this.live = await opened(optionsFor(FIRST, this.disk, { clock: this.clock, receivers: this.before }));
    await this.live.reception.listen();
    return this;
  }

  /** Runs until nothing arrives, and everything written is durable. */
  async turns(): Promise<void> {
    do {
      await new Promise(setImmediate);
      this.clock.advance(100);
    } while (await this.live.turn());
  }
}

const specsOf = (...receivers: ScriptedReceiver[]): ReceiverSpec[] => receivers.map((receiver) => ({ receiver, format: 'line' }));
const say = (n: string) => `2024-05-01 12:00:00 seen ${n}`;
const PEER = '192.0.2.1:514';

describe('receivers that change', () => {
  it('receive until removed, or from the change on: each message reaches the program of its time, once', async () => {
    const whom = fc.constantFrom('stays', 'goes', 'comes');
    const messages = fc.array(fc.oneof(whom, fc.constant('turn')), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(messages, messages, messages, async (first, during, then) => {
        const stage = await new Stage().open();
        let count = 0;
        const sent = { stays: [], goes: [], comes: [] } as Record<string, string[]>;
        const act = async (one: string) => {
          if (one === 'turn') return void (await stage.live.turn());
          const receiver = stage[one as 'stays'];
          if (!receiver.isListening) return;
          sent[one]?.push(`${count}`);
          void receiver.send(say(`${count++}`), PEER);
        };
        for (const one of first) await act(one);
        stage.goes.lastWords.push(say('last'));
        const { change, isOver } = watched(stage.live.reload(SECOND, undefined, { logs: [], receivers: stage.after }));
        for (const one of during) await act(one);
        do await stage.turns();
        while (!isOver());
        expect(await change).toEqual([]);
        for (const one of then) await act(one);
        await stage.turns();
        await stage.live.close();

        const of = new Map(toldBy(stage.disk));
        expect(seen(stage.disk).sort()).toEqual([...Object.values(sent).flat(), 'last'].sort());
        for (const n of [...sent.goes!, 'last']) expect(of.get(n)).toBe('first');
        for (const n of sent.comes!) expect(of.get(n)).toBe('second');
        expect(stage.live.rules.summary.imbalances).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('acknowledge only what is durable: what arrives too early waits for the change', async () => {
    const stage = await new Stage().open();
    await stage.turns();
    const { isOver } = watched(stage.live.reload(SECOND, undefined, { logs: [], receivers: stage.after }));
    await new Promise(setImmediate);
    const early = watched(stage.comes.send(say('early'), PEER)!);
    expect([stage.comes.isListening, stage.comes.isPaused, stage.goes.isListening]).toEqual([true, true, false]);
    await new Promise(setImmediate);
    expect([isOver(), early.isOver(), seen(stage.disk)]).toEqual([false, false, []]);
    await stage.turns();
    expect([isOver(), early.isOver(), seen(stage.disk)]).toEqual([true, true, ['early']]);
    expect([stage.comes.isPaused, stage.stays.renewals]).toEqual([false, 1]);
    expect(stage.live.status().inputs.map(({ address }) => address)).toEqual([stage.comes.address, stage.stays.address]);
    await stage.live.close();
  });
});

it('a message is acknowledged without another one, wherever the disk was full for a moment', async () => {
  for (let from = 1; from < 6; from++) {
    const stage = await new Stage().open();
    await stage.turns();
    const { operations } = stage.disk;
    stage.disk.fails = fullFrom(operations + from, 1);
    const sent = watched(stage.goes.send(say('a'), PEER)!);
    await insist(() => stage.turns());
    expect(sent.isOver(), `full at ${from}`).toBe(true);
    await stage.live.close();
    expect(seen(stage.disk)).toEqual(['a']);
  }
});

it('messages that come while dead letters are handed back are not lost', async () => {
  const disk = new SimDisk();
  disk.create(join(STATE, 'dead-letters.ndjson'));
  disk.set(
    join(STATE, 'dead-letters.ndjson'),
    Buffer.from(`{"output":"hook","why":"x","attempts":1,"outcome":{"id":"a","rule":"each"}}\n`),
  );
  const receiver = new ScriptedReceiver('udp://127.0.0.1:514', 'udp');
  const more = { deliveries: [{ name: 'hook', sender: NOBODY }], receivers: specsOf(receiver), pace: { checkpoint: 0 } };
  const live = await opened(optionsFor(FIRST, disk, more));
  await live.reception.listen();
  await live.turn();
  let sent = 0;
  disk.syncing = async () => {
    void receiver.send(say(`${sent++}`), PEER);
    await new Promise(setImmediate);
  };
  void receiver.send(say(`${sent++}`), PEER);
  // This begins a checkpoint.
  await live.turn();
  const { change, isOver } = watched(live.resend({}));
  while (!isOver()) await live.turn();
  expect((await change).resent).toBe(1);
  disk.syncing = async () => {};
  await live.close();
  expect(seen(disk)).toEqual(Array.from({ length: sent }, (_, n) => `${n}`));
});

describe('a change of receivers', () => {
  it('applies to all or none: one that cannot listen leaves the others unchanged', async () => {
    const stage = await new Stage().open();
    await stage.turns();
    const bad = stage.receiver('bad', 'relp');
    bad.spoilt = inTheWay('key.pem', 'bad-certificate');
    // It needs the address of one that is removed, which gets it back if the change fails.
    const instead = stage.receiver('goes', 'relp');
    const change = stage.live.reload(SECOND, undefined, { logs: [], receivers: specsOf(stage.comes, bad, instead) });
    await new Promise(setImmediate);
    expect(await change).toEqual([undefined, bad.spoilt, undefined]);
    expect([stage.stays, stage.goes, stage.comes, instead].map(({ isListening }) => isListening)).toEqual([true, true, false, false]);
    expect([...stage.taken]).toEqual([stage.stays.address, stage.goes.address]);
    void stage.goes.send(say('still'), PEER);
    await stage.turns();
    expect(toldBy(stage.disk)).toEqual([['still', 'first']]);
    await stage.live.close();
  });

  it('leaves a sender without an answer that was too early for it, if it does not come', async () => {
    const stage = await new Stage().open();
    const bad = stage.receiver('bad', 'relp');
    const spoilt = inTheWay('key.pem', 'bad-certificate');
    let early: Promise<void> | undefined;
    bad.listen = async () => {
      await new Promise(setImmediate);
      early = stage.comes.send(say('early'), PEER);
      early?.catch(() => {});
      return spoilt;
    };
    expect(await stage.live.reload(SECOND, undefined, { logs: [], receivers: specsOf(stage.comes, bad) })).toEqual([undefined, spoilt]);
    await expect(early).rejects.toThrow('Nothing is received here.');
    await stage.turns();
    await stage.live.close();
    expect(seen(stage.disk)).toEqual([]);
  });
});

/** The same receiver, with stamps in another zone. */
function other(receiver: ScriptedReceiver, zone: string): ReceiverSpec {
  return { receiver, format: 'line', zone, asked: parseListenAddress(`${receiver.address}?zone=${zone}`) as ListenAddress };
}

describe('a receiver that continues with other options', () => {
  it('keeps receiving: what arrives before the change has the old program and zone, and all is reported once', async () => {
    const messages = fc.array(fc.boolean(), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(messages, messages, messages, async (first, during, then) => {
        const stage = await new Stage().open();
        let count = 0;
        const act = async (isTurn: boolean) => {
          if (isTurn) await stage.live.turn();
          else void stage.stays.send(say(`${count++}`), PEER);
        };
        for (const one of first) await act(one);
        const sentBefore = count;
        const next = [other(stage.stays, 'Asia/Tokyo'), ...specsOf(stage.goes)];
        const { change, isOver } = watched(stage.live.reload(SECOND, undefined, { logs: [], receivers: next }));
        for (const one of during) await act(one);
        do await stage.turns();
        while (!isOver());
        expect(await change).toEqual([]);
        const sentUntil = count;
        for (const one of then) await act(one);
        await stage.turns();
        expect([stage.stays.isListening, stage.stays.adopted.length]).toEqual([true, 1]);
        await stage.live.close();

        expect(
          seen(stage.disk)
            .map(Number)
            .sort((a, b) => a - b),
        ).toEqual(Array.from({ length: count }, (_, n) => n));
        const isFirst = toldBy(stage.disk).map(([n, name]) => [Number(n), name === 'first'] as const);
        for (const [n, is] of isFirst) if (n < sentBefore || n >= sentUntil) expect(is).toBe(n < sentBefore);
        const lines = stage.disk
          .text(OUT)
          .split('\n')
          .filter((line) => line !== '');
        for (const line of lines) expect(line.includes('T03:00:00')).toBe(line.includes('"by":"second"'));
      }),
      { numRuns: 60 },
    );
  });

  it('is unchanged if another one cannot listen', async () => {
    const stage = await new Stage().open();
    await stage.turns();
    const bad = stage.receiver('bad', 'relp');
    bad.spoilt = inTheWay('key.pem', 'bad-certificate');
    Object.assign(stage.stays, { lost: 3 });
    await stage.live.reload(SECOND, undefined, {
      logs: [],
      receivers: [other(stage.stays, 'Asia/Tokyo'), { receiver: bad, format: 'line' }],
    });
    void stage.stays.send(say('still'), PEER);
    await stage.turns();
    expect(toldBy(stage.disk)).toEqual([['still', 'first']]);
    expect([stage.stays.isListening, stage.stays.adopted, stage.live.reception.lost]).toEqual([true, [], 3]);
    await stage.live.close();
  });
});

describe('a receiver that continues with other options while the disk is full', () => {
  it('takes nothing between its entry in the journal and the change', async () => {
    for (let from = 1; from < 12; from++) {
      const stage = await new Stage().open();
      await stage.turns();
      const { operations } = stage.disk;
      stage.disk.fails = fullFrom(operations + from, 3);
      const { isOver } = watched(stage.live.reload(SECOND, undefined, { logs: [], receivers: [other(stage.stays, 'Asia/Tokyo')] }));
      let count = 0;
      while (!isOver() || count < 20) {
        void stage.stays.send(say(`${count++}`), PEER);
        await stage.turns().catch((error: unknown) => {
          if (!isFull(error)) throw error;
        });
      }
      await insist(() => stage.live.close());
      expect(seen(stage.disk).length).toBe(count);
      for (const line of stage.disk.text(OUT).split('\n').slice(0, -1))
        expect(line.includes('T03:00:00'), `${from}`).toBe(line.includes('"by":"second"'));
    }
  });
});

describe('receivers that were changed', () => {
  it('may replace others, and continue their numbers and counts', async () => {
    const stage = await new Stage().open();
    await stage.turns();
    const instead = stage.receiver('goes', 'relp');
    Object.assign(stage.goes, { lost: 3 });
    void stage.goes.send(say('a'), PEER);
    const { isOver } = watched(stage.live.reload(FIRST, undefined, { logs: [], receivers: specsOf(instead) }));
    do await stage.turns();
    while (!isOver());
    void instead.send(say('b'), PEER);
    await stage.turns();
    expect(seen(stage.disk)).toEqual(['a', 'b']);
    expect(stage.live.rules.applier.lastOf(instead.address, 'line')).toBe(2);
    expect(stage.live.reception.lost).toBe(3);
    await stage.live.close();
  });

  it('read stamps in another zone from then on', async () => {
    const stage = await new Stage().open();
    const same = stage.receiver('stays', 'udp');
    for (const [receiver, zone] of [
      [stage.stays, 'UTC'],
      [same, 'Asia/Tokyo'],
    ] as const) {
      const { isOver } = watched(stage.live.reload(FIRST, undefined, { logs: [], receivers: [{ receiver, format: 'line', zone }] }));
      do await stage.turns();
      while (!isOver());
      void receiver.send(say(zone), PEER);
      await stage.turns();
    }
    await stage.live.close();
    expect(stage.disk.text(OUT)).toMatch(/2024-05-01T12:00:00[\s\S]*2024-05-01T03:00:00/);
  });

  it('are parted by the change in the journal', async () => {
    const stage = await new Stage().open();
    await stage.turns();
    void stage.goes.send(say('a'), PEER);
    const { isOver } = watched(stage.live.reload(SECOND, undefined, { logs: [], receivers: stage.after }));
    await new Promise(setImmediate);
    void stage.comes.send(say('b'), PEER);
    do await stage.turns();
    while (!isOver());
    const frames = [...readSegments(stage.disk, STATE, 0)].flatMap((segment) => [...segment.frames]);
    const kinds = frames.flatMap((frame) => Array.from(entriesOf(frame), ({ kind }) => kind));
    expect(kinds.filter((kind) => kind === 'lines' || kind === 'plan')).toEqual(['lines', 'plan', 'lines']);
    await stage.live.close();
  });

  it('come with other outputs at one moment, and a crash afterwards tells nothing twice', async () => {
    const stage = await new Stage().open();
    await stage.turns();
    const outputs = { outputs: [{ format: 'ndjson' as const, path: '/out/after.ndjson' }], deliveries: [] };
    const { isOver } = watched(stage.live.reload(SECOND, outputs, { logs: [], receivers: stage.after }));
    await new Promise(setImmediate);
    void stage.stays.send(say('a'), PEER);
    void stage.comes.send(say('b'), PEER);
    do await stage.turns();
    while (!isOver());
    void stage.stays.send(say('c'), PEER);
    await stage.turns();
    const disk = stage.disk.after('kept');
    expect(disk.text(OUT)).toContain('"n":"a"');
    const live = await opened(optionsFor(SECOND, disk, { ...outputs, clock: stage.clock }));
    await live.close();
    expect([OUT, '/out/after.ndjson'].map((path) => disk.text(path).match(/"n":"\w"/g))).toEqual([['"n":"a"'], ['"n":"b"', '"n":"c"']]);
    expect(live.rules.summary.imbalances).toEqual([]);
  });
});
