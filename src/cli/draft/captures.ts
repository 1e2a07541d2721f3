/** Names for the values of a template, and their notation in it. */

import { nameOf, SMALL_WORDS, UniqueNames } from './names.ts';
import { shapeOf } from './stamps.ts';
import type { Slot, Template } from './templates.ts';
import type { Kind } from './tokens.ts';

/** Default names for values that no preceding word names. */
const USUAL: Partial<Record<Kind, string>> = {
  ip: 'addr',
  int: 'n',
  float: 'value',
  duration: 'took',
  path: 'path',
  url: 'url',
  uuid: 'id',
  hex: 'id',
  id: 'id',
  email: 'email',
  mac: 'mac',
  quoted: 'text',
  date: 'date',
  word: 'what',
};

export interface Capture {
  /** Index of the slot. */
  at: number;
  name: string;
  /** Whether it is a default name, to which one taken from a preceding word is preferred. */
  isUsual: boolean;
}

/** Longer numbers are not treated as numeric. */
const MOST_DIGITS = 15;

export function capturesOf({ slots }: Template): Capture[] {
  return slots.flatMap((slot, at): Capture[] => {
    if ('text' in slot || slot.kind === 'tail' || slot.kind === 'blank') return [];
    const announced = announcedName(slots, at);
    const usual = USUAL[slot.kind] ?? 'value';
    // An address is not a user, whatever word precedes it.
    if (
      announced === undefined ||
      (slot.kind === 'ip' && !/addr|ip|host|server|src|dest|source|destination|client|peer|gateway/.test(announced))
    )
      return [{ at, name: usual, isUsual: true }];
    return [{ at, name: announced, isUsual: false }];
  });
}

/** `user bob`, `port=22`, `block: 17`, `session #4`, `[pid 3]`, `"order":"A-1"`: the preceding word. */
function announcedName(slots: readonly Slot[], at: number): string | undefined {
  let before = at - 1;
  while (before >= 0 && before > at - 4 && isJoint(slots[before])) before--;
  const slot = slots[before];
  const text = slot && 'text' in slot ? slot.text : '';
  const joint = slots[before + 1];
  const word = joint && 'text' in joint && joint.text === ':' ? text.replace(/^"(.*)"$/, '$1') : text;
  if (!/^[\p{L}_][\p{L}_.-]*\d?$/u.test(word)) return undefined;
  const name = SMALL_WORDS.has(word.toLowerCase()) ? undefined : nameOf(word);
  return name === undefined || name.length < 2 || /(?:ed|ing)$/.test(name) ? undefined : name;
}

/** Whether a slot joins a name and its value. */
function isJoint(slot: Slot | undefined): boolean {
  if (!slot) return false;
  return 'text' in slot ? /^[ :=#('[]$/.test(slot.text) : slot.kind === 'blank';
}

/** The template in the notation of a rule file. */
export function templateText({ slots }: Template, names: ReadonlyMap<number, string>, taken: Iterable<string>): string {
  const unique = new UniqueNames(taken);
  const parts = slots.map((slot, at) => {
    if ('text' in slot) return slot.text.replace(/[{}]/g, '$&$&').replace(/["\\]/g, '\\$&');
    if (slot.kind === 'tail') return '{*}';
    if (slot.kind === 'blank') return '{*:/[ \\t]+/}';
    const type = typeOf(slot.kind, slot.values);
    return `{${unique.take(names.get(at) ?? 'value')}${type === '' ? '' : `:${type}`}}`;
  });
  return `"${parts.join('')}"`;
}

function typeOf(kind: Kind, values: readonly string[]): string {
  switch (kind) {
    case 'int':
      return values.every((value) => value.length <= MOST_DIGITS) ? 'int' : '/[-+]?[0-9]+/';
    case 'date':
      return `/${[...new Set(values.map(shapeOf))].join('|').replaceAll('\\', '\\\\')}/`;
    case 'word':
    case 'id':
      return '';
    default:
      return kind;
  }
}
