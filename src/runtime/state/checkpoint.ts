/**
 * Checkpoints on disk: two slots, written in turn, so that one is whole whatever happens while the other is written.
 * A slot is one line, `corr-checkpoint 1 GENERATION LENGTH CRC32`, and then so many bytes of JSON.
 */

import { join } from 'node:path';
import { crc32 } from './crc32.ts';
import { type Disk, readWhole, writeAll } from './disk.ts';

const SLOTS = ['checkpoint-a', 'checkpoint-b'] as const;
const HEAD = /^corr-checkpoint 1 (\d{1,15}) (\d{1,15}) ([0-9a-f]{8})\n/;
const LONGEST_HEAD = 64;

export interface Found<Content> {
  /** The newest that is whole. */
  content: Content;
  /** A slot that is there and not whole: the other was taken. */
  damaged: string | undefined;
}

export class Checkpoints<Content> {
  private generation = 0;
  private isNamed = false;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
  ) {}

  /**
   * Reads the newest good slot. `none`: nothing was begun yet, as the first two checkpoints are written before anything
   * else; `damaged`: neither is whole.
   */
  read(isGood: (content: unknown) => content is Content): Found<Content> | 'none' | 'damaged' {
    const slots = SLOTS.map((name) => ({ name, bytes: readWhole(this.disk, join(this.folder, name)) }));
    const there = slots.flatMap(({ name, bytes }) => (bytes ? [{ name, ...parsed(bytes) }] : []));
    const good = there
      .flatMap(({ name, generation, content }) => (isGood(content) ? [{ name, generation, content }] : []))
      .sort((a, b) => b.generation - a.generation);
    const [newest] = good;
    if (!newest) return there.length < SLOTS.length ? 'none' : 'damaged';
    this.generation = newest.generation;
    return { content: newest.content, damaged: there.find(({ name }) => !good.some((one) => one.name === name))?.name };
  }

  /**
   * Writes over the older slot; resolves when it is safe from a loss of power. The other one is untouched.
   * @throws Error of the disk; then the slot is no good, and the next try writes over it again.
   */
  async write(content: Content): Promise<void> {
    const json = Buffer.from(JSON.stringify(content));
    const generation = this.generation + 1;
    const head = `corr-checkpoint 1 ${generation} ${json.length} ${hex(crc32(json))}\n`;
    const file = this.disk.create(join(this.folder, SLOTS[generation % 2]!));
    try {
      const bytes = Buffer.concat([Buffer.from(head), json]);
      writeAll(file, bytes, 0);
      file.truncate(bytes.length);
      await file.sync();
    } finally {
      file.close();
    }
    if (!this.isNamed) await this.disk.syncFolder(this.folder);
    this.isNamed = generation > 1;
    this.generation = generation;
  }

  /** Removes both. */
  forget(): void {
    for (const name of SLOTS) this.disk.remove(join(this.folder, name));
  }
}

function parsed(bytes: Buffer): { generation: number; content: unknown } {
  const [head = '', generation, length, checksum] = HEAD.exec(bytes.toString('latin1', 0, LONGEST_HEAD)) ?? [];
  const json = bytes.subarray(head.length, head.length + Number(length));
  if (head === '' || json.length !== Number(length) || hex(crc32(json)) !== checksum) return { generation: 0, content: undefined };
  return { generation: Number(generation), content: JSON.parse(json.toString()) };
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
