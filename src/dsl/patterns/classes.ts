/** Classes of characters: `[a-z_]`, `[^\d,]`. */

import type { Cursor } from './cursor.ts';
import { readEscape } from './escapes.ts';
import type { Problems } from './problem.ts';
import { complement, normalised, type Ranges } from './ranges.ts';

const POSIX = /\[:\^?[a-z]+:\]/y;

/** Reads what follows a `[`. `expand` adds the other cases if the author asked for that. */
export function readClass(cursor: Cursor, problems: Problems, expand: (ranges: Ranges) => Ranges): Ranges {
  const start = cursor.at - 1;
  const negated = cursor.take('^');
  const members: Ranges = [];
  const before = problems.list.length;
  while (!cursor.take(']')) {
    if (cursor.done) {
      problems.add({ start, end: cursor.at }, 'unclosed-class', []);
      return [];
    }
    for (const range of readMember(cursor, problems)) members.push(range);
  }
  const named = expand(normalised(members));
  const ranges = negated ? complement(named) : named;
  const empty = members.length === 0 || ranges.length === 0;
  if (empty && problems.list.length === before) problems.add({ start, end: cursor.at }, 'empty-class', [cursor.textSince(start)]);
  return ranges;
}

/** A single character, a range, or a class such as `\d`. */
function readMember(cursor: Cursor, problems: Problems): Ranges {
  const start = cursor.at;
  if (cursor.match(POSIX)) {
    problems.add({ start, end: cursor.at }, 'posix-class', [cursor.textSince(start)]);
    return [];
  }
  const low = readAtom(cursor, problems);
  if (!startsRange(cursor)) return low ?? [];
  cursor.take('-');
  const high = readAtom(cursor, problems);
  return low && high ? rangeOf(low, high, { start, end: cursor.at }, cursor, problems) : [];
}

/** A `-` between two members; first or last in the class it is a literal. */
function startsRange(cursor: Cursor): boolean {
  return cursor.text[cursor.at] === '-' && cursor.at + 1 < cursor.text.length && cursor.text[cursor.at + 1] !== ']';
}

function readAtom(cursor: Cursor, problems: Problems): Ranges | undefined {
  if (cursor.take('\\')) return readEscape(cursor, problems);
  const code = cursor.next();
  return code === undefined ? undefined : [[code, code]];
}

function rangeOf(low: Ranges, high: Ranges, at: { start: number; end: number }, cursor: Cursor, problems: Problems): Ranges {
  const [first, last] = [single(low), single(high)];
  if (first !== undefined && last !== undefined && first <= last) return [[first, last]];
  const code = first === undefined || last === undefined ? 'class-in-range' : 'range-order';
  problems.add(at, code, [cursor.textSince(at.start)]);
  return [];
}

function single([range, ...others]: Ranges): number | undefined {
  return range && others.length === 0 && range[0] === range[1] ? range[0] : undefined;
}
