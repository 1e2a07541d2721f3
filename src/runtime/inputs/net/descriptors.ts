import { readdir, readFile } from 'node:fs/promises';

/** Kept back for files of logs, state and outputs. */
const RESERVE = 24;

/** How many more files and sockets this process may open, some kept back; infinity where the system does not tell. */
export async function descriptorsLeft(): Promise<number> {
  try {
    const limits = await readFile('/proc/self/limits', 'utf8');
    const open = await readdir('/proc/self/fd');
    const [, most] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
    return most === undefined ? Number.POSITIVE_INFINITY : Number(most) - open.length - RESERVE;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
