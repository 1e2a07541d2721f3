/** Dead letters for tests: a state whose outcomes are all dead letters, and runs that hand them back. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLetter } from '../../../src/runtime/live/dead-letters.ts';
import type { Destination } from '../../../src/runtime/live/deliveries.ts';
import type { LetterSelection } from '../../../src/runtime/live/resend.ts';
import type { Live } from '../../../src/runtime/live.ts';
import type { Delivery, Parcel, Sender } from '../../../src/runtime/outputs/senders/sender.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { insist, NOBODY, opened, optionsFor, STATE, VISITS, visits } from './runs.ts';

const folder = temporaryFolder();
const log = join(folder, 'app.log');
writeFileSync(log, visits(6));

export const LETTERS = join(STATE, 'dead-letters.ndjson');
export const REFUSES: Sender = { ...NOBODY, deliver: async () => ({ kind: 'refused', why: 'No "such" thing.' }) };

/** Accepts everything, and remembers it. */
export class Accepts implements Sender {
  constructor(private readonly taken: Parcel[] = []) {}

  async deliver(parcel: Parcel): Promise<Delivery> {
    this.taken.push(parcel);
    return { kind: 'sent' };
  }

  preview = NOBODY.preview;
  close = NOBODY.close;
}

export const start = (disk: SimDisk, deliveries: readonly Destination[]) =>
  insist(() =>
    opened(
      optionsFor(VISITS, disk, { deliveries: [...deliveries], logs: [{ name: log, files: [log] }], pace: { segment: 700, turn: 250 } }),
    ),
  );

export async function turns(live: Live): Promise<void> {
  while (await insist(() => live.turn()));
}

/** Sends what waits, and stops. */
export async function deliver(live: Live): Promise<void> {
  live.rules.deliveries.start({ clock: new FakeClock(), note: () => {}, fail: () => {} });
  for (let i = 0; i < 300; i++) await new Promise(setImmediate);
  await insist(() => live.close());
}

let written: Promise<SimDisk> | undefined;

/** A disk of its own on which all outcomes for two outputs are dead letters. */
export async function withLetters(): Promise<SimDisk> {
  written ??= writeLetters();
  return (await written).after('kept');
}

async function writeLetters(): Promise<SimDisk> {
  const disk = new SimDisk();
  const live = await start(
    disk,
    ['hook', 'pager'].map((name) => ({ name, sender: REFUSES })),
  );
  await turns(live);
  await deliver(live);
  return disk;
}

export const linesOf = (disk: SimDisk, path = LETTERS) =>
  disk
    .text(path)
    .split(/(?<=\n)/)
    .filter((line) => line !== '');
export const lettersOf = (disk: SimDisk, output: string) => linesOf(disk).filter((line) => readLetter(line.trimEnd())?.output === output);
export const parcelsOf = (lines: readonly string[]) => lines.map((line) => readLetter(line.trimEnd())?.parcel);

export async function resent(live: Live, selection: LetterSelection) {
  const done = live.resend(selection);
  await turns(live);
  return done;
}
