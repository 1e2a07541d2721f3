/** Compiled programs by meaning, stored beside the state, which can only be read with the program that wrote it. */

import { join } from 'node:path';
import type { Plan } from '../../dsl/plan.ts';
import { crc32 } from '../state/crc32.ts';
import { type Disk, readWhole, writeAll } from '../state/disk.ts';

const NAME = /^plan-([0-9a-f]{64})\.json$/;
/** A program while it is written: the one that it replaces may be needed until then. */
const UNFINISHED = 'plan.new';

export class Programs {
  private readonly known = new Map<string, Plan>();

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    /** Checks parsed JSON; returns undefined if it is no plan. */
    private readonly check: (json: unknown) => Plan | undefined,
    /** The program of this start: it stands in for its stored form if that is missing or damaged. */
    private readonly own: Plan,
  ) {}

  /** Resolves when the program is safe from a power failure. */
  async store(plan: Plan): Promise<void> {
    this.known.set(plan.meaning, plan);
    const path = this.path(plan.meaning);
    const json = sealed(plan);
    // It may have been written before, and never synchronized.
    const isThere = readWhole(this.disk, path)?.equals(json) ?? false;
    const written = isThere ? path : join(this.folder, UNFINISHED);
    const file = this.disk.create(written);
    try {
      if (!isThere) {
        writeAll(file, json, 0);
        file.truncate(json.length);
      }
      await file.sync();
    } finally {
      file.close();
    }
    if (!isThere) this.disk.rename(written, path);
    await this.disk.syncFolder(this.folder);
  }

  /** Undefined if it is missing or damaged, and not that of this start. */
  get(meaning: string): Plan | undefined {
    const known = this.known.get(meaning);
    if (known) return known;
    const bytes = readWhole(this.disk, this.path(meaning));
    const stored = bytes && this.check(unsealed(bytes.toString()));
    const plan = [stored, this.own].find((one) => one?.meaning === meaning);
    if (plan) this.known.set(meaning, plan);
    return plan;
  }

  /** Removes all but these. */
  keep(meanings: ReadonlySet<string>): void {
    for (const name of this.disk.list(this.folder)) {
      const [, meaning] = NAME.exec(name) ?? [];
      if (meaning === undefined || meanings.has(meaning)) continue;
      this.disk.remove(join(this.folder, name));
      this.known.delete(meaning);
    }
  }

  private path(meaning: string): string {
    return join(this.folder, `plan-${meaning}.json`);
  }
}

/** With a checksum: a program with a flipped bit may still be valid, and mean something else. */
function sealed(plan: unknown): Buffer {
  const json = JSON.stringify(plan);
  return Buffer.from(`{"checksum":${crc32(Buffer.from(json))},"plan":${json}}`);
}

/** The program; undefined if it is not as it was written. */
function unsealed(text: string): unknown {
  try {
    const { plan } = JSON.parse(text) as { plan: unknown };
    return sealed(plan).toString() === text ? plan : undefined;
  } catch {
    return undefined;
  }
}
