/** Rotated logs: `auth.log-20240101`, `auth.log.2.gz`, `auth.log.1` and `auth.log` are one log, and are read as one. */

import { basename, dirname, join } from 'node:path';
import { groupBy } from '../../group-by.ts';

/** What the name of a file reveals of its place among the files of its log. */
interface Rotation {
  /** The name of the file being written, according to this name. */
  base: string;
  kind: number;
  /** Within one kind, as text: the older, the smaller. */
  age: string;
}

/** Kinds of names, oldest first. */
const DATED = 0;
const NUMBERED = 1;
const OLD = 2;
const CURRENT = 3;

/** Of seconds since 1970. */
const EPOCH_DIGITS = 10;
/** Less the number of a rotated file, it has five digits. */
const NEWEST = 99_999;

const COMPRESSED = /\.(?:gz|xz|bz2|zst)$/;
const EXTENSION = String.raw`\.(?:log|out|err|txt|json|jsonl|ndjson|csv)`;
const LOG_NAME = new RegExp(`${EXTENSION}$`);
const DATE = String.raw`(?:19|20)\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])`;
/** A time of day, or, as from Logback and Log4j, a number that counts up; logrotate may be told to write seconds since 1970. */
const WITHIN_DATE = String.raw`[-_T.]?\d{2,6}|[-_.]\d{1,${EPOCH_DIGITS}}`;
const DATED_NAME = new RegExp(`^(.+?)[-._](${DATE})(${WITHIN_DATE})?(${EXTENSION})?$`);
const NUMBERED_NAME = new RegExp(`^(.+)\\.(\\d{1,4})(${EXTENSION})?$`);
const OLD_NAME = /^(.+)\.old$/;

/**
 * Groups the files of each log, oldest first; a log takes the place of its first file. A number counts as one of
 * rotation only if the base file exists, or has a name typical of logs: `node.1` and `node.2` may be the logs of two
 * nodes.
 */
export function groupRotated<F extends { path: string; format?: string }>(files: readonly F[]): F[][] {
  const all = new Set(files.map(({ path }) => path));
  const rotated = files.map((file) => {
    const folder = dirname(file.path);
    return { file, folder, rotation: rotationOf(basename(file.path), (name) => all.has(join(folder, name))) };
  });
  const groups = groupBy(rotated, ({ file, folder, rotation }) => JSON.stringify([file.format, folder, rotation.base]));
  return [...groups.values()].map((group) => group.sort(byAge).map(({ file }) => file));
}

/** What the names of all files of a log begin with, given one of them. */
export function stemOf(name: string): string {
  return rotationOf(name, () => true)
    .base.replace(COMPRESSED, '')
    .replace(LOG_NAME, '');
}

function byAge(a: { rotation: Rotation }, b: { rotation: Rotation }): number {
  return a.rotation.kind - b.rotation.kind || (a.rotation.age < b.rotation.age ? -1 : Number(a.rotation.age > b.rotation.age));
}

/** The one of these files that a file is the compressed form of, as it is while that is being compressed; undefined if there is none. */
export function twinOf(name: string, names: ReadonlySet<string>): string | undefined {
  const plain = name.replace(COMPRESSED, '');
  return plain !== name && names.has(plain) ? plain : undefined;
}

function rotationOf(name: string, exists: (name: string) => boolean): Rotation {
  const plain = name.replace(COMPRESSED, '');
  const dated = DATED_NAME.exec(plain);
  if (dated) {
    const [, stem, date = '', within = '', extension = ''] = dated;
    const age = digitsOf(date) + digitsOf(within).padStart(EPOCH_DIGITS, '0');
    return { base: stem + extension, kind: DATED, age };
  }
  const numbered = NUMBERED_NAME.exec(plain);
  if (numbered) {
    const [, stem = '', number, extension = ''] = numbered;
    const base = stem + extension;
    if (exists(base) || (extension === '' && LOG_NAME.test(base))) return { base, kind: NUMBERED, age: String(NEWEST - Number(number)) };
  }
  const old = OLD_NAME.exec(plain);
  return old ? { base: old[1]!, kind: OLD, age: '' } : { base: name, kind: CURRENT, age: '' };
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}
