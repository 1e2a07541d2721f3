/**
 * Checkpoints on disk: two slots, written in turn, so that one is intact whatever happens while the other is written. A
 * slot is one line, `corr-checkpoint 3 GENERATION`, followed by parts. It is written and read part by part: the state
 * may be larger than a single text can be, and other work gets its turn between two parts.
 */

import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Unpack } from '../saved-list.ts';
import { type Disk, type DiskFile, openAgain, readPiece } from './disk.ts';
import { goodParts, PartWriter, partAt } from './part-file.ts';
import { isTrunk, partsOf, stateOf } from './state-parts.ts';

const SLOTS = ['checkpoint-a', 'checkpoint-b'] as const;
const HEAD = /^corr-checkpoint 3 (\d{1,15})\n/;
const OTHER_FORMAT = /^corr-checkpoint (?!3 )\d+ /;
const LONGEST_HEAD = 64;

export interface Found<Content> {
  /** The newest intact one. Its long lists are read on demand, before the slot is overwritten. */
  content: Content;
  /** The name of a slot that exists but is damaged, so that the other was taken; otherwise undefined. */
  damaged: string | undefined;
}

/** The content of a slot. */
interface Slot {
  name: string;
  /** Whether another build wrote it, in another format. */
  isOther: boolean;
  /** Zero if it is damaged. */
  generation: number;
  content: unknown;
}

export class Checkpoints<Content> {
  private generation = 0;
  private isNamed = false;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    /** Approximate bytes of a part, and of each write. */
    private readonly part: number,
    /** Reads lists that were saved as bytes. */
    private readonly unpack: Unpack,
  ) {}

  /**
   * Reads the newest good slot. `none`: nothing was begun yet, as the first two checkpoints are written before anything
   * else; `damaged`: neither is intact; `other-format`: another build wrote them.
   */
  read(isGood: (content: unknown) => content is Content): Found<Content> | 'none' | 'damaged' | 'other-format' {
    const there = SLOTS.flatMap((name) => this.slot(name) ?? []);
    const good = there
      .flatMap(({ name, generation, content }) => (isGood(content) ? [{ name, generation, content }] : []))
      .sort((a, b) => b.generation - a.generation);
    const [newest] = good;
    if (!newest && there.some(({ isOther }) => isOther)) return 'other-format';
    if (!newest) return there.length < SLOTS.length ? 'none' : 'damaged';
    this.generation = newest.generation;
    return { content: newest.content, damaged: there.find(({ name }) => !good.some((one) => one.name === name))?.name };
  }

  private slot(name: string): Slot | undefined {
    const path = join(this.folder, name);
    const file = this.disk.open(path);
    if (!file) return undefined;
    try {
      const head = readPiece(file, 0, LONGEST_HEAD).toString('latin1');
      const [line = '', generation] = HEAD.exec(head) ?? [];
      const content = line === '' ? undefined : this.contentOf(file, line, path);
      return { name, isOther: OTHER_FORMAT.test(head), generation: content === undefined ? 0 : Number(generation), content };
    } finally {
      file.close();
    }
  }

  private contentOf(file: DiskFile, line: string, path: string): unknown {
    const places: number[] = [];
    const { disk, unpack } = this;
    for (const { at, part } of goodParts(file, Buffer.from(line))) {
      if (isTrunk(part)) return stateOf(part, (from, to) => partsAt(disk, path, places.slice(from, to)), unpack);
      places.push(at);
    }
    return undefined;
  }

  /**
   * Overwrites the older slot; resolves when it is safe from a power failure. The other slot is untouched.
   * @throws Error of the disk; the slot is then damaged, and the next call overwrites it again
   */
  async write(content: Content): Promise<void> {
    const generation = this.generation + 1;
    const file = this.disk.create(join(this.folder, SLOTS[generation % 2]!));
    try {
      const writer = new PartWriter(file, `corr-checkpoint 3 ${generation}\n`, this.part);
      for (const part of partsOf(content, this.part)) if (writer.add(part)) await turn();
      writer.end();
      await file.sync();
    } finally {
      file.close();
    }
    if (!this.isNamed) await this.disk.syncFolder(this.folder);
    this.isNamed = generation > 1;
    this.generation = generation;
  }
}

export function removeCheckpoints(disk: Disk, folder: string): void {
  for (const name of SLOTS) disk.remove(join(folder, name));
}

function* partsAt(disk: Disk, path: string, places: readonly number[]): Generator<Buffer> {
  const file = openAgain(disk, path);
  try {
    for (const at of places) yield partAt(file, at);
  } finally {
    file.close();
  }
}
