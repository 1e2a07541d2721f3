/** Where to continue in a rotated log: the rest of the file that was read last, those after it, and the newest. */

import { dirname, join } from 'node:path';
import { type DiskStats, readPiece } from '../../state/disk.ts';
import type { FileIdentity, Place } from '../../state/entry.ts';
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
  const isCopy = statsOf(others[found]!)?.id !== place.id;
  const after = [...others.slice(found + 1), ...(current ? [path] : [])];
  return [{ path: others[found]!, ...begin, isCopy }, ...after.map((next) => ({ path: next, offset: 0, line: 0 }))];
}

/**
 * The same, without the file at this place, which may be gone: then from the file on that came next. Undefined if that
 * cannot be found either.
 */
export async function piecesBehind(path: string, place: Place, next: FileIdentity | undefined): Promise<Piece[] | undefined> {
  const found = await piecesAfter(path, place);
  return found ? found.slice(1) : next && piecesAfter(path, { ...next, offset: 0, line: 0 });
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
  const same = paths.findIndex((path) => statsOf(path)?.id === place.id);
  if (same >= 0 && (await isAt(paths[same]!, place))) return same;
  if (place.length === 0) return -1;
  for (let at = paths.length - 1; at >= 0; at--) if (await isAt(paths[at]!, place)) return at;
  return -1;
}

async function isAt(path: string, place: Place): Promise<boolean> {
  const head = (await glimpse(path))?.head;
  return head !== undefined && beginsAs(head, place);
}

/** Whether there is something in the file of a piece. */
export function isWritten({ path }: Pick<Piece, 'path'>): boolean {
  return (statsOf(path)?.size ?? 0) > 0;
}

/** Undefined also for what leads nowhere: one odd name beside a log must not keep it from being read. */
function statsOf(path: string): DiskStats | undefined {
  try {
    return systemDisk.stats(path);
  } catch {
    return undefined;
  }
}
