import { readdir, readFile } from 'node:fs/promises';

/** Kept back for files of logs, state and outputs. */
const RESERVE = 24;

/** File descriptors for connections, which all receivers of a process share. */
class Descriptors {
  /** How many may be open at a time; infinity where the system does not tell. */
  private most = Number.POSITIVE_INFINITY;
  private open = 0;

  /** Looks how many there are for all connections together, some being kept back. */
  async measure(): Promise<number> {
    this.most = Math.max(1, this.open + (await descriptorsLeft()));
    return this.most;
  }

  /** One more connection; false: there is none left for it. */
  take(): boolean {
    if (this.open >= this.most) return false;
    this.open++;
    return true;
  }

  giveBack(): void {
    this.open--;
  }
}

export const DESCRIPTORS = new Descriptors();

async function descriptorsLeft(): Promise<number> {
  try {
    const limits = await readFile('/proc/self/limits', 'utf8');
    const open = await readdir('/proc/self/fd');
    const [, most] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
    return most === undefined ? Number.POSITIVE_INFINITY : Number(most) - open.length - RESERVE;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
