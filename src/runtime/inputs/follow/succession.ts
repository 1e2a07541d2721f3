/** Where to continue in a rotated log: the rest of the file that was read last, those after it, and the newest. */

import { dirname, join } from 'node:path';
import { readPiece } from '../../state/disk.ts';
import type { Place } from '../../state/entry.ts';
import { systemDisk } from '../../state/system-disk.ts';
import { glimpse } from '../glimpse.ts';
import { groupRotated, twinOf } from '../rotation.ts';
import { beginsAs, FINGERPRINT } from './identity.ts';

/** A file, or the part of it from a position on. */
export interface Piece extends Pick<Place, 'offset' | 'line' | 'held'> {
  path: string;
  /** Whether it is not the file that was read, but begins as that does. */
  isCopy?: boolean;
}

/**
 * What to read after a position, oldest first; the last piece is the file that has the name now. Undefined: the file
 * that was read cannot be found, in whatever form.
 */
export async function piecesAfter(path: string, place: Place): Promise<Piece[] | undefined> {
  const { offset, line, held } = place;
  const begin = { offset, line, ...(held ? { held } : {}) };
  const current = systemDisk.open(path);
  try {
    if (current) {
      const { id, size } = current.stats();
      if (id === place.id && size >= offset && beginsAs(readPiece(current, 0, FINGERPRINT), place)) return [{ path, ...begin }];
    }
  } finally {
    current?.close();
  }
  const others = siblings(path).filter((other) => other !== path);
  const found = await placeAmong(others, place);
  if (found < 0) return undefined;
  const isCopy = systemDisk.stats(others[found]!)?.id !== place.id;
  const after = [...others.slice(found + 1), ...(current ? [path] : [])];
  return [{ path: others[found]!, ...begin, isCopy }, ...after.map((next) => ({ path: next, offset: 0, line: 0 }))];
}

/** The files of a log, oldest first, without those still being compressed: what they will hold is in the file beside them. */
function siblings(path: string): string[] {
  const folder = dirname(path);
  const names = systemDisk.list(folder);
  const all = new Set(names);
  const files = names.filter((name) => twinOf(name, all) === undefined).map((name) => ({ path: join(folder, name) }));
  const whole = files.some((file) => file.path === join(path)) ? files : [...files, { path: join(path) }];
  const group = groupRotated(whole).find((paths) => paths.some((file) => file.path === join(path))) ?? [];
  return group.map((file) => (file.path === join(path) ? path : file.path));
}

/**
 * The index of a file, by inode if its beginning matches as well; otherwise by its beginning, which a copy and a
 * compressed file share: the newest of several. -1 if there is none.
 */
async function placeAmong(paths: readonly string[], place: Place): Promise<number> {
  let byBeginning = -1;
  for (const [at, path] of paths.entries()) {
    const head = (await glimpse(path))?.head;
    if (!head || !beginsAs(head, place)) continue;
    if (systemDisk.stats(path)?.id === place.id) return at;
    if (place.length > 0) byBeginning = at;
  }
  return byBeginning;
}

/** Whether there is something in the file of a piece. */
export function isWritten({ path }: Pick<Piece, 'path'>): boolean {
  return (systemDisk.stats(path)?.size ?? 0) > 0;
}
