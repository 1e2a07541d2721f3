import { readdir, readFile } from 'node:fs/promises';

/** File descriptors reserved for state and outputs, besides those of followed logs. */
const RESERVE = 24;

/** The file descriptors for connections, shared by all receivers of a process. */
class Descriptors {
  /** The most that may be open at a time; Infinity if the system does not tell. */
  private most = Number.POSITIVE_INFINITY;
  private open = 0;
  private logs = 0;

  /** Reserves one for each of this many logs that are not open yet; a negative number gives them back. */
  reserve(logs: number): void {
    this.logs += logs;
  }

  /** Determines how many there are for all connections together, without the reserve. */
  async measure(): Promise<number> {
    this.most = Math.max(1, this.open - this.logs + (await descriptorsLeft()));
    return this.most;
  }

  /** Takes one for a connection; returns false if none is left. */
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
