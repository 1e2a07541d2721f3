/** Disks that fill up, damaged checkpoints. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src/runtime/engine/engine.ts';
import { Live, type LiveOptions } from '../../../src/runtime/live.ts';
import { crc32 } from '../../../src/runtime/state/crc32.ts';
import { DiskOutbox } from '../../../src/runtime/state/outbox.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { Crash, SimDisk } from '../state/sim-disk.ts';
import { diskAfter, insist, NOBODY, OUT, opened, optionsFor, runToEnd, STATE, VISITS, visits, watched } from './runs.ts';
import { ScriptedReceiver } from './scripted-receiver.ts';

const folder = temporaryFolder();

const log = join(folder, 'app.log');
const withLog: Partial<LiveOptions> = { logs: [{ name: log, files: [log] }], pace: { segment: 700, turn: 250 } };
beforeEach(() => writeFileSync(log, visits(9)));

const undisturbed = () => diskAfter(VISITS, withLog);

describe('an error of the program itself', () => {
  it('at a record costs that record, wherever it comes, and is told with its place', async () => {
    const lines = visits(4).split(/(?<=\n)/);
    for (const [i, line] of lines.entries()) {
      if (!/ use \S+ \S| close /.test(line)) continue;
      writeFileSync(log, lines.join(''));
      const faults: string[] = [];
      const disk = new SimDisk();
      const live = await opened(optionsFor(VISITS, disk, { ...withLog, onFault: (_, place) => faults.push(place) }));
      failAt(live.rules.running.intake.engine, i + 1);
      while (await live.turn());
      await live.close();
      expect(faults).toEqual([`${log}:${i + 1}`]);
      expect(live.rules.summary.imbalances).toEqual([]);
      // As if a line that matches no record had been there.
      writeFileSync(log, lines.with(i, line.replace(/ (?:use|close) /, ' pass ')).join(''));
      const other = new SimDisk();
      await runToEnd(optionsFor(VISITS, other, withLog));
      expect(disk.text(OUT)).toBe(other.text(OUT));
    }
  });

  it('at a rule, again and again, disables that rule and no other, until the rules are read again', async () => {
    const disk = new SimDisk();
    const disabled: string[] = [];
    const clock = new FakeClock();
    const options = optionsFor(VISITS, disk, { ...withLog, clock, onFault: () => {}, onDisabled: (rule) => disabled.push(rule) });
    const live = await opened(options);
    const [visit] = live.rules.running.intake.engine.runners.filter(({ plan }) => plan.name === 'visit');
    const deliver = visit?.deliver.bind(visit);
    const opens = VISITS.records.findIndex(({ name }) => name === 'app.opened');
    if (visit && deliver) {
      visit.deliver = (event) => {
        if (event.matches.some(({ record }) => record === opens)) deliver(event);
        else throw new Error('planned');
      };
    }
    writeFileSync(log, visits(30));
    while (await live.turn());
    clock.advance(200);
    await live.turn();
    const told = (code: string) => disk.text(OUT).split(`"code":"${code}"`).length - 1;
    expect(disabled).toEqual(['visit']);
    expect(told('fault')).toBeGreaterThan(0);
    expect(told('begin')).toBeGreaterThan(0);
    const { faultyRules, trouble, summary } = live.status();
    expect(faultyRules).toEqual([{ rule: 'visit', count: 10, isDisabled: true }]);
    expect(trouble).toContain("'visit' is disabled");
    expect(summary.imbalances).toEqual([]);
    await live.close();
    // A start reads it as well.
    const again = await opened(options);
    expect(again.status().faultyRules).toHaveLength(1);
    clock.advance(200);
    await again.turn();
    expect(again.status()).toMatchObject({ faultyRules: [], trouble: undefined, summary: { imbalances: [] } });
    await again.close();
  });

  function failAt(engine: Engine, at: number): void {
    const accept = engine.accept.bind(engine);
    engine.accept = (time, matches, moves) => {
      accept(time, [], moves);
      if (matches.some(({ line }) => line === at)) throw new Error('planned');
      if (matches.length > 0) accept(time, matches, moves);
    };
  }
});

it('a stop while logs are still read to their end loses no message that came meanwhile', async () => {
  const disk = new SimDisk();
  const receiver = new ScriptedReceiver('relp://127.0.0.1:514', 'relp');
  const live = await opened(optionsFor(VISITS, disk, { ...withLog, receivers: [{ receiver, format: 'line' }] }));
  await live.reception.listen();
  await live.turn();
  const sent = watched(receiver.send('2024-05-01 13:00:00 open m1', '192.0.2.1:514')!);
  await live.close();
  expect([sent.isOver(), live.rules.applier.lastOf(receiver.address, 'line')]).toEqual([true, 1]);
});

it('a stop while the disk is full lets go of everything, and the next start goes on as if it was killed', async () => {
  const whole = await undisturbed();
  for (let turns = 0; turns < 6; turns++) {
    let isFullNow = false;
    const disk = new SimDisk();
    disk.fails = () => (isFullNow ? 'ENOSPC' : undefined);
    const live = await opened(optionsFor(VISITS, disk, withLog));
    for (let turn = 0; turn < turns; turn++) await live.turn();
    isFullNow = true;
    await expect(live.close(), `after ${turns} turns`).rejects.toMatchObject({ code: 'ENOSPC' });
    await live.abandon();
    const after = disk.after('kept');
    await runToEnd(optionsFor(VISITS, after, withLog));
    expect(after.text(OUT), `after ${turns} turns`).toBe(whole.text(OUT));
  }
});

it('a stop after a failure waits for the checkpoint in progress, and for no receiver that cannot be closed', async () => {
  const disk = new SimDisk();
  const receiver = new ScriptedReceiver('udp://127.0.0.1:514', 'udp');
  receiver.close = async () => {
    throw new Error('Its thread has ended.');
  };
  const live = await opened(optionsFor(VISITS, disk, { ...withLog, receivers: [{ receiver, format: 'line' }], pace: { checkpoint: 0 } }));
  disk.syncing = () => new Promise(setImmediate);
  await live.turn();
  await expect(live.close()).rejects.toThrow('Its thread has ended.');
  await live.abandon();
  expect(disk.opened).toBe(0);
});

it('dead letters wait for room on a disk that is full', async () => {
  let isFullNow = false;
  const disk = new SimDisk();
  disk.fails = () => (isFullNow ? 'ENOSPC' : undefined);
  const clock = new FakeClock();
  const sender = { ...NOBODY, deliver: async () => ({ kind: 'refused' as const, why: 'Never.' }) };
  const live = await opened(optionsFor(VISITS, disk, { ...withLog, clock, deliveries: [{ name: 'pager', sender }] }));
  while (await live.turn());
  isFullNow = true;
  live.rules.deliveries.start({ clock, note: () => {}, fail: () => {} });
  const settle = async () => {
    for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  await settle();
  expect(live.status().outputs).toMatchObject([{ dead: 0 }]);
  isFullNow = false;
  clock.advance(1000);
  await settle();
  const told = disk.text(OUT).trimEnd().split('\n').length;
  expect(live.status().outputs).toMatchObject([{ dead: told, waiting: 0 }]);
  expect(disk.text(join(STATE, 'dead-letters.ndjson')).trimEnd().split('\n')).toHaveLength(told);
  await live.close();
});

it('checkpoints go on after one that could not be taken, as the disk was full', async () => {
  const disk = new SimDisk();
  const live = await opened(optionsFor(VISITS, disk, { ...withLog, deliveries: [{ name: 'pager', sender: NOBODY }] }));
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  const saving = vi.spyOn(DiskOutbox.prototype, 'save').mockImplementationOnce(() => {
    throw full;
  });
  while (await live.turn());
  expect(saving.mock.calls.length).toBeGreaterThan(2);
  saving.mockRestore();
  await live.close();
});

it('outcomes that an outbox has no room for are dead letters, counted and told', async () => {
  const noRoom = vi.spyOn(DiskOutbox.prototype, 'add').mockReturnValue(false);
  const disk = new SimDisk();
  const live = await opened(optionsFor(VISITS, disk, { ...withLog, deliveries: [{ name: 'pager', sender: NOBODY }] }));
  const said: string[] = [];
  live.rules.deliveries.start({ clock: new FakeClock(), note: (text) => said.push(text), fail: () => {} });
  while (await live.turn());
  noRoom.mockRestore();
  const letters = disk.text(join(STATE, 'dead-letters.ndjson')).trimEnd().split('\n');
  expect(live.status().outputs).toMatchObject([{ dead: letters.length, waiting: 0 }]);
  expect(said[0]).toContain("Output 'pager' has given up 1 outcome so far");
  await live.close();
});

it('outcomes that an outbox has no room for wait where the disk is full as well, and other outputs get them', async () => {
  const disk = new SimDisk();
  const add = DiskOutbox.prototype.add;
  const noRoom = vi.spyOn(DiskOutbox.prototype, 'add').mockImplementation(function (this: DiskOutbox, line) {
    return this.name === 'pager' ? false : add.call(this, line);
  });
  const deliveries = ['pager', 'other'].map((name) => ({ name, sender: NOBODY }));
  const live = await opened(optionsFor(VISITS, disk, { ...withLog, deliveries }));
  const letters = join(STATE, 'dead-letters.ndjson');
  const { create } = disk;
  let refusals = 0;
  disk.create = (path) => {
    if (path === letters && refusals++ < 3) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    return create.call(disk, path);
  };
  while (await insist(() => live.turn()));
  noRoom.mockRestore();
  const told = disk.text(OUT).trimEnd().split('\n').length;
  expect([disk.text(letters), disk.text(join(STATE, 'outbox-other-000000'))].map((text) => text.trimEnd().split('\n').length)).toEqual([
    told,
    told,
  ]);
  await live.close();
});

it('a disk that fails while outcomes are sent ends the run, as one that fails elsewhere does', async () => {
  let isBroken = false;
  const disk = new SimDisk();
  disk.fails = () => (isBroken ? 'EIO' : undefined);
  const sender = { ...NOBODY, deliver: async () => ({ kind: 'refused' as const, why: 'Never.' }) };
  const live = await opened(optionsFor(VISITS, disk, { ...withLog, deliveries: [{ name: 'pager', sender }] }));
  while (await live.turn());
  isBroken = true;
  await expect(live.run(new AbortController().signal)).rejects.toMatchObject({ code: 'EIO' });
  await live.abandon();
});

/** Changes a bit of a file. */
function flip(disk: SimDisk, path: string, at: number): void {
  const bytes = Buffer.from(disk.bytes(path));
  bytes[at % bytes.length]! ^= 0x10;
  disk.set(path, bytes);
}

describe('a damaged checkpoint', () => {
  const slots = ['checkpoint-a', 'checkpoint-b'].map((name) => join(STATE, name));

  it('is found out wherever it is damaged: the other one is taken, and nothing is lost', async () => {
    const whole = await undisturbed();
    for (const path of slots) {
      const size = whole.stats(path)?.size ?? 0;
      for (let at = 0; at < size; at += at < 60 ? 1 : 97) {
        const disk = whole.after('kept');
        flip(disk, path, at);
        const notes: string[] = [];
        await runToEnd(optionsFor(VISITS, disk, { ...withLog, note: (text) => notes.push(text) }));
        expect(disk.text(OUT), `${path} at ${at}`).toBe(whole.text(OUT));
        expect(notes.length, `${path} at ${at}`).toBe(1);
      }
    }
  });

  it('is refused if the other is damaged, too', async () => {
    const disk = (await undisturbed()).after('kept');
    for (const path of slots) flip(disk, path, 200);
    const refused = await Live.open(optionsFor(VISITS, disk, withLog));
    expect(refused).toEqual({ message: `No checkpoint in '${STATE}' is intact.`, help: expect.stringContaining('--from-start') });
  });

  it('is refused if it is gone, but its journal is not', async () => {
    const disk = new SimDisk();
    const live = await opened(optionsFor(VISITS, disk, withLog));
    await live.turn();
    for (const path of slots) disk.remove(path);
    expect(await Live.open(optionsFor(VISITS, disk, withLog))).toHaveProperty('message');
  });

  it('is refused if an output, or what waits for one, is shorter than it says, or ends otherwise', async () => {
    const whole = new SimDisk();
    const options = (disk: SimDisk) => optionsFor(VISITS, disk, { ...withLog, deliveries: [{ name: 'pager', sender: NOBODY }] });
    await runToEnd(options(whole));
    const help = { [OUT]: /put it back/, [join(STATE, 'outbox-pager-000000')]: /^Restore the folder/ };
    for (const [path, next] of Object.entries(help))
      for (const change of [(bytes: Buffer) => bytes.subarray(0, -1), (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 1))]) {
        const disk = whole.after('kept');
        disk.set(path, change(Buffer.from(whole.text(path))));
        expect(await Live.open(options(disk))).toEqual({
          message: expect.stringContaining(`'${path}'`),
          help: expect.stringMatching(next),
        });
        expect(disk.opened).toBe(0);
      }
  });
});

it('a damaged journal is taken up to the damage, and the log is read on from there, also after another crash', async () => {
  const whole = await undisturbed();
  const continued = async (disk: SimDisk, crash: number): Promise<SimDisk> => {
    disk.crashAt = crash;
    await runToEnd(optionsFor(VISITS, disk, { ...withLog, pace: { segment: 700, turn: 250, part: 100 } })).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
    return disk.after('kept');
  };
  // Turns go on while a checkpoint is written: a crash then leaves two segments that are needed.
  const slow = () => Object.assign(new SimDisk(), { syncing: () => new Promise<void>((resolve) => setTimeout(resolve)) });
  for (let crash = 30; crash < 60; crash += 3) {
    const crashed = await continued(slow(), crash);
    for (const name of crashed.list(STATE).filter((name) => name.startsWith('journal-'))) {
      const disk = crashed.after('kept');
      flip(disk, join(STATE, name), disk.bytes(join(STATE, name)).length >> 1);
      const again = await continued(disk, crash % 20);
      const ended = await continued(again, Number.POSITIVE_INFINITY);
      expect(ended.text(OUT), `${name} after a crash at ${crash}`).toBe(whole.text(OUT));
    }
  }
});

it('a journal in which a newer version has written something is refused, and goes on with that version', async () => {
  const whole = await undisturbed();
  const stopped = new SimDisk();
  const live = await opened(optionsFor(VISITS, stopped, withLog));
  for (let turn = 0; turn < 3; turn++) await live.turn();
  const disk = stopped.after('kept');
  const name = disk.list(STATE).findLast((one) => one.startsWith('journal-')) ?? '';
  const path = join(STATE, name);
  const known = Buffer.from(disk.bytes(path));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(1);
  head.writeUInt32LE(crc32(Buffer.of(99)), 4);
  disk.set(path, Buffer.concat([known, head, Buffer.of(99)]));
  expect(await Live.open(optionsFor(VISITS, disk, withLog))).toEqual({
    message: `The journal in '${STATE}' has something that this version does not know: There is no entry of kind 99.`,
    help: expect.stringMatching(/newer corr.*--from-start/),
  });
  expect([disk.opened, disk.bytes(path).length]).toEqual([0, known.length + 9]);
  disk.set(path, known);
  await runToEnd(optionsFor(VISITS, disk, withLog));
  expect(disk.text(OUT)).toBe(whole.text(OUT));
});
