/** Where to continue in a rotated log: the rest of the file that was read last, those after it, and the newest. */

import { readlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { given } from '../../../given.ts';
import type { Clock } from '../../state/clock.ts';
import { type DiskStats, readPiece } from '../../state/disk.ts';
import type { FileIdentity, Place } from '../../state/entry.ts';
import { systemDisk } from '../../state/system-disk.ts';
import { sampleFile } from '../file-sample.ts';
import { groupRotated, stemOf, twinOf } from '../rotation.ts';
import { beginsAs, FINGERPRINT } from './tail.ts';

/** A file, or the part of it from a position on. */
export interface Piece extends Pick<Place, 'offset' | 'line' | 'held'>, Sibling {
  /** Whether it is not the file that was read, but begins as that does. */
  isCopy?: boolean;
}

/** How often a file is sought among others that change meanwhile. */
const TRIES = 3;

/** A file of a log. */
export interface Sibling {
  path: string;
  /** Device and inode of the file that had this path when it was found; absent if that was not asked for, or none had it. */
  id?: string | undefined;
}

/**
 * What to read after a position, oldest first; the last piece is the file that has the name now. Undefined: the file
 * that was read cannot be found, in whatever form.
 */
export async function piecesAfter(path: string, place: Place): Promise<Piece[] | undefined> {
  const { offset, line, held } = place;
  const begin = { offset, line, ...given({ held }) };
  const current = systemDisk.open(path);
  try {
    const { id, size } = current?.stats() ?? { size: 0 };
    if (current && id === place.id && size >= offset && beginsAs(readPiece(current, 0, FINGERPRINT), place))
      return [{ path, id, ...begin }];
    const [first, ...others] = await renamedFrom(path, place, id);
    if (!first) return undefined;
    const after = [...others, ...(current ? [{ path, id }] : [])];
    return [{ ...first, ...begin, isCopy: first.id !== place.id }, ...after.map((next) => ({ ...next, offset: 0, line: 0 }))];
  } finally {
    current?.close();
  }
}

/**
 * The same, without the file at this place, which may be gone: then from the file on that came next. Undefined if that
 * cannot be found either.
 */
export async function piecesBehind(path: string, place: Place, next: FileIdentity | undefined): Promise<Piece[] | undefined> {
  const found = await piecesAfter(path, place);
  return found ? found.slice(1) : next && piecesAfter(path, { ...next, offset: 0, line: 0 });
}

/** Whether a file of a log that is not among these pieces was written to since a time: it came before them. */
export function isAnyBetween(path: string, pieces: readonly Piece[], since: number): boolean {
  const known = new Set(pieces.map((piece) => piece.path));
  return renamedSince(path, since).some((other) => !known.has(other.path));
}

/** The files of a log but the one that has the name, oldest first, that were written to since a time. Renaming and compressing keep it. */
export function renamedSince(path: string, since: number): Sibling[] {
  return siblings(path).filter((other) => other.path !== path && (statsOf(other.path)?.modified ?? 0) >= since);
}

/** Whether the file that has the name was copied since a time, as before it is truncated: one that was renamed is older. */
export function isCopied(path: string, since: number): boolean {
  return siblings(path).some((other) => other.path !== path && (statsOf(other.path)?.born ?? 0) >= since);
}

/** How far the clock by which files are stamped may be behind, in microseconds: it moves in steps. */
const CLOCK_STEP = 10_000;

/** Since when all is new that is written to a log of which nothing was read: now, or since what it has was written. */
export function newSince(path: string, clock: Pick<Clock, 'now'>): number {
  const { size = 0, modified = 0 } = statsOf(path) ?? {};
  const now = clock.now() - CLOCK_STEP;
  return size > 0 ? Math.min(modified, now) : now;
}

/**
 * The files of a log, oldest first, without those still being compressed: what they will hold is in the file beside them.
 * Those of a link are beside its target.
 */
export function siblings(path: string): Sibling[] {
  const place = targetOf(path);
  const folder = dirname(place);
  // There may be thousands of other logs beside it.
  const stem = stemOf(basename(place));
  const names = systemDisk.list(folder).filter((name) => name.startsWith(stem));
  const all = new Set(names);
  const files = names.filter((name) => twinOf(name, all) === undefined).map((name) => ({ path: join(folder, name) }));
  const whole = files.some((file) => file.path === place) ? files : [...files, { path: place }];
  const group = groupRotated(whole).find((paths) => paths.some((file) => file.path === place)) ?? [];
  return group.map((file) => siblingAt(file.path === place ? path : file.path));
}

/** The file that has this path now. */
export function siblingAt(path: string): Sibling {
  return { path, id: statsOf(path)?.id };
}

/** The files but the one that has the name, from that on in which reading stopped; none if that is not among them. */
async function renamedFrom(path: string, place: Place, current: string | undefined): Promise<Sibling[]> {
  for (let tries = 1; ; tries++) {
    const files = siblings(path);
    const others = files.filter((other) => other.path !== path && (current === undefined || other.id !== current));
    const found = await placeAmong(others, place);
    if (found >= 0) return others.slice(found);
    // One that is renamed or compressed meanwhile is found under neither name.
    if (tries === TRIES || isDeepStrictEqual(files, siblings(path))) return [];
  }
}

/** The most links that are followed, as by Linux. */
const MOST_LINKS = 40;

/** Where a path leads, also if no file is there at the moment. */
function targetOf(path: string): string {
  let place = join(path);
  try {
    for (let links = 0; links < MOST_LINKS; links++) place = resolve(dirname(place), readlinkSync(place));
  } catch {
    // It is no link, or not there.
  }
  return place;
}

/**
 * The index of a file, by inode if its beginning matches as well, or cannot be read; otherwise by its beginning, which a
 * copy and a compressed file share: the newest of several. -1 if there is none.
 */
async function placeAmong(others: readonly Sibling[], place: Place): Promise<number> {
  const same = others.findIndex(({ id }) => id === place.id);
  if (same >= 0 && (await isAt(others[same]!.path, place)) !== false) return same;
  if (place.length === 0) return -1;
  for (let at = others.length - 1; at >= 0; at--) if (await isAt(others[at]!.path, place)) return at;
  return -1;
}

/** Whether a file begins as the one at this place. Undefined if it cannot be read. */
export async function isAt(path: string, place: Place): Promise<boolean | undefined> {
  const head = (await sampleFile(path))?.head;
  return head && beginsAs(head, place);
}

/** Whether there is something in the file of a piece. */
export function isWritten({ path }: { path: string }): boolean {
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
