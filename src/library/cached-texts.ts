/** Texts of files for a process that reads the same ones again and again, as one that serves an editor. */

import type { Stats } from 'node:fs';
import { LruCache } from '../dsl/lru-cache.ts';
import { readText, statsOf } from './disk-reader.ts';

/** The total length of the texts, UTF-16 units. */
const MOST_UNITS = 64 * 1024 * 1024;
/** Milliseconds: a change within one tick of the clock that stamps files, or within the precision of the file system, would not show. */
const SETTLED = 2_000;

interface Text {
  text: string;
  state: string;
}

/** Reads a file only if it has changed since it was last read, as its stamps, size and inode tell. */
export class CachedTexts {
  private readonly cache: LruCache<Text>;

  /**
   * @param load reads a file; undefined if that is not possible
   * @param settled how long before a read a file must have changed last to be kept, milliseconds
   */
  constructor(
    private readonly load: (path: string) => string | undefined = readText,
    most = MOST_UNITS,
    private readonly settled = SETTLED,
  ) {
    this.cache = new LruCache(most);
  }

  /** Undefined if it does not exist or cannot be read. */
  read(path: string): string | undefined {
    const stats = statsOf(path);
    const state = stats && stateOf(stats);
    const known = this.cache.get(path);
    if (known && known.state === state) return known.text;
    this.cache.delete(path);
    const text = stats && this.load(path);
    if (text !== undefined && stats && this.isSettled(stats)) this.cache.set(path, { text, state: stateOf(stats) }, text.length);
    return text;
  }

  private isSettled({ mtimeMs, ctimeMs }: Stats): boolean {
    return Math.max(mtimeMs, ctimeMs) < Date.now() - this.settled;
  }
}

/** Differs once a file has changed. */
export function stateOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(' ');
}
