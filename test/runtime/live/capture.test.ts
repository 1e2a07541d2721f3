/** A capture of a live run reproduces its outcomes. */

import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Capture, type CaptureLimits } from '../../../src/runtime/live/capture.ts';
import { Following } from '../../../src/runtime/live/following.ts';
import type { Inputs } from '../../../src/runtime/live/gathering.ts';
import { Replay } from '../../../src/runtime/live/replay.ts';
import { NdjsonSink } from '../../../src/runtime/outputs/ndjson.ts';
import type { Outcome } from '../../../src/runtime/record.ts';
import { crc32 } from '../../../src/runtime/state/crc32.ts';
import { FrameFile } from '../../../src/runtime/state/frame-file.ts';
import { FrameSplitter, MAGIC } from '../../../src/runtime/state/frame-splitter.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { type ReadEntry, readEntries } from '../state/read-entries.ts';
import { fullFrom, SimDisk } from '../state/sim-disk.ts';
import { insist, OUT, opened, optionsFor, VISITS } from './runs.ts';
import { logSteps, Stage, type Step, steps } from './scripts.ts';

const folder = temporaryFolder();
const log = join(folder, 'app.log');
const lateness = 2_000_000;
const pace = { poll: 0 };
const report: Inputs['report'] = ({ message }) => {
  throw new Error(message);
};
const onFault = (error: unknown): never => {
  throw error;
};

const inputsOf = ({ receivers }: Stage): Inputs => ({
  logs: [{ name: log, files: [log] }],
  receivers: receivers.map((receiver) => ({ receiver, format: 'line' })),
  formats: VISITS.formats,
  time: { zone: 'UTC' },
  report,
});

async function served(script: readonly Step[]): Promise<string> {
  const disk = new SimDisk();
  const clock = new FakeClock();
  const stage = new Stage(log, clock);
  const live = await opened(optionsFor(VISITS, disk, { ...inputsOf(stage), clock, engine: { lateness }, pace: { ...pace, segment: 700 } }));
  await live.reception.listen();
  await stage.play(script, live);
  await live.close();
  stage.clear();
  return disk.text(OUT);
}

async function captured(
  script: readonly Step[],
  limits: CaptureLimits = {},
  fails: SimDisk['fails'] = () => undefined,
): Promise<{ bytes: Buffer; records: number }> {
  const disk = new SimDisk();
  const clock = new FakeClock();
  const stage = new Stage(log, clock);
  const file = new FrameFile(disk.create('/capture'));
  const capture = new Capture({ ...inputsOf(stage), file, clock, limits, pace, note: () => {} });
  await capture.reception.listen();
  disk.fails = fails;
  await stage.play(script, { turn: () => insist(() => capture.turn()) });
  await insist(() => capture.close());
  stage.clear();
  return { bytes: disk.bytes('/capture'), records: capture.records };
}

interface Told {
  take(outcome: Outcome): void;
  text: string;
}

/** Outcomes in their output format. */
function told(sources: () => readonly string[]): Told {
  let sink: NdjsonSink | undefined;
  const all: Told = {
    text: '',
    take: (outcome) => {
      sink ??= new NdjsonSink(VISITS, { sources: sources(), write: (text) => void (all.text += text) });
      if (outcome.isReported) sink.outcome(outcome);
    },
  };
  return all;
}

/** The division into frames depends on timing; each run has its own log, whose inode may be any. */
function entriesIn(capture: Uint8Array): ReadEntry[] {
  const entries: ReadEntry[] = [];
  const splitter = new FrameSplitter();
  splitter.feed(capture);
  for (let frame = splitter.next(); frame; frame = splitter.next()) entries.push(...readEntries(frame));
  for (const entry of entries) if (entry.kind === 'origin' && entry.origin.place) entry.origin.place.id = '';
  expect(splitter.left).toBe(0);
  return entries;
}

function replayed(capture: Uint8Array): string {
  const all = told(() => replay.sources);
  const replay = new Replay(VISITS, { lateness, maxSkew: 300_000_000, onFault, onOutcome: all.take });
  const splitter = new FrameSplitter();
  splitter.feed(capture);
  for (let frame = splitter.next(); frame; frame = splitter.next()) replay.take(frame);
  return all.text;
}

async function followed(script: readonly Step[]): Promise<string> {
  const clock = new FakeClock();
  const stage = new Stage(log, clock);
  const all = told(() => following.rules.sources);
  const { receivers: _, ...inputs } = inputsOf(stage);
  const quiet = { onFault, onOutcome: all.take, onTurn: () => {}, note: () => {} };
  const following = new Following(VISITS, { ...inputs, ...quiet, clock, pace, lateness });
  await stage.play(script, following);
  const over = new AbortController();
  over.abort();
  await following.run(over.signal);
  stage.clear();
  return all.text;
}

describe('a capture', () => {
  it('gives the outcomes of the live run, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        expect(replayed((await captured(script)).bytes)).toBe(await served(script));
      }),
    );
  });

  it('that was truncated anywhere gives the beginning of the live run', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), async (script, cuts) => {
        const { bytes } = await captured(script);
        const whole = replayed(bytes);
        for (const cut of cuts) expect(whole.startsWith(replayed(bytes.subarray(0, cut % (bytes.length + 1))))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('has ticks that the rules of the live run did not wait for, and passes over them', async () => {
    const silence: Step = { kind: 'wait', milliseconds: 40_000 };
    const late: Step = { kind: 'message', receiver: 0, peer: 0, text: '2024-05-02 00:00:50 open v1' };
    const script = [silence, silence, late, silence, silence];
    const { bytes } = await captured(script);
    expect(replayed(bytes).match(/"stalled"/g)).toHaveLength(2);
    expect(replayed(bytes)).toBe(await served(script));
  });

  it('ends at its limits', async () => {
    const script = Array.from({ length: 50 }, (_, i): Step => ({ kind: 'message', receiver: 0, peer: i % 3, text: `- open v${i}` }));
    expect((await captured(script)).records).toBe(51);
    expect((await captured(script, { records: 7 })).records).toBe(7);
    const { bytes } = await captured(script, { bytes: 1000 });
    expect(bytes.length).toBeGreaterThanOrEqual(1000);
    expect(bytes.length).toBeLessThan(1400);
    expect((await captured([{ kind: 'wait', milliseconds: 60_000 }, ...script], { duration: 60_000 })).records).toBe(1);
  });

  it('waits for a disk that is full, and loses nothing', async () => {
    const script = Array.from({ length: 12 }, (_, i): Step => ({ kind: 'message', receiver: i % 2, peer: 0, text: `- open v${i}` }));
    const whole = entriesIn((await captured(script)).bytes);
    for (let from = 3; from < 25; from++) {
      expect(entriesIn((await captured(script, {}, fullFrom(from, 3))).bytes), `full from operation ${from}`).toEqual(whole);
    }
  });

  it('tells senders apart, however many there are', async () => {
    const disk = new SimDisk();
    const clock = new FakeClock();
    const stage = new Stage(log, clock);
    const file = new FrameFile(disk.create('/capture'));
    const capture = new Capture({ ...inputsOf(stage), file, clock, limits: {}, pace, note: () => {} });
    await capture.reception.listen();
    while (await capture.turn());
    for (let i = 0; i < 25_000; i++) {
      stage.receivers[0]?.send(`- mind ${i}`, `192.0.2.1:${i}`);
      if (i % 1000 === 0) await capture.turn();
    }
    await capture.close();
    stage.clear();
    const peers: string[] = [];
    let ids = 0;
    for (const entry of entriesIn(disk.bytes('/capture'))) {
      if (entry.kind === 'origin') {
        peers[entry.id] = entry.origin.peer ?? '';
        ids = Math.max(ids, entry.id);
      } else if (entry.kind === 'record' && entry.text.startsWith('- mind')) {
        expect(peers[entry.origin]).toBe(`192.0.2.1:${entry.line - 1}`);
      }
    }
    expect(ids).toBeLessThan(12_000);
    expect(capture.records).toBe(25_001);
  });

  it('of no records is a valid capture', async () => {
    const disk = new SimDisk();
    new FrameFile(disk.create('/capture')).close();
    expect(disk.bytes('/capture')).toEqual(MAGIC);
    expect(replayed(disk.bytes('/capture'))).toBe('');
  });
});

describe('rules that follow logs', () => {
  it('give what a server and its capture give, whatever is rotated', async () => {
    await fc.assert(
      fc.asyncProperty(logSteps, async (script) => {
        const whole = await served(script);
        expect(await followed(script)).toBe(whole);
        expect(replayed((await captured(script)).bytes)).toBe(whole);
      }),
    );
  });
});

describe('a frame of chance, with a checksum that is right', () => {
  it('is taken, or refused with an error', () => {
    const word = fc.constantFrom(...[0, 1, 2, 3, 4, 5, 6, 255].map((kind) => Uint8Array.of(kind)), Buffer.from('null'), Buffer.from('{}'));
    const body = fc.array(fc.oneof(word, fc.uint8Array({ maxLength: 50 })), { minLength: 1 }).map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(body, (bytes) => {
        const head = Buffer.alloc(8);
        head.writeUInt32LE(bytes.length);
        head.writeUInt32LE(crc32(bytes), 4);
        const faults: unknown[] = [];
        const replay = new Replay(VISITS, { maxSkew: 0, onOutcome: () => {}, onFault: (error) => void faults.push(error) });
        try {
          replay.take(Buffer.concat([head, bytes]));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(faults).toEqual([]);
        expect(replay.counters.read).toBe(0);
      }),
    );
  });
});
