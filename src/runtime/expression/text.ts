/** Functions of text. Characters are code points; only ASCII letters count as letters, whatever the locale. */

import { compileRegex } from '../match/automata/regex.ts';
import type { Value } from '../record.ts';
import { convertValue } from '../values/convert.ts';
import { binary, type Form, ofText, test, unary, variadic } from './form.ts';

const PAIRED = /[\ud800-\udfff]/;

function bothText(fn: (a: string, b: string) => Value | undefined): Form {
  return binary((a, b) => (typeof a === 'string' && typeof b === 'string' ? fn(a, b) : undefined));
}

function textTest(fn: (text: string, part: string) => boolean): Form {
  return test((text, part) => typeof text === 'string' && typeof part === 'string' && fn(text, part));
}

const lower = (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const upper = (text: string) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

/** Blanks, tabs and line ends. */
const isBlank = (unit: number) => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);

function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Of a list; what is none is read as a text, as a number of JSON may be. */
function length(value: Value): number | undefined {
  if (Array.isArray(value)) return value.length;
  const text = convertValue(value, 'text');
  if (typeof text !== 'string') return undefined;
  return PAIRED.test(text) ? [...text].length : text.length;
}

/** From an index, counted from 0, up to another one, exclusive, or to the end. */
function substring([text, from, to]: Value[]): string | undefined {
  if (typeof text !== 'string' || typeof from !== 'number' || (to !== undefined && typeof to !== 'number')) return undefined;
  const [start, end] = [Math.max(0, from), to === undefined ? undefined : Math.max(0, to)];
  return PAIRED.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end);
}

/** Replaces all occurrences; an empty part occurs nowhere. */
function replace([text, part, by]: Value[]): string | undefined {
  if (typeof text !== 'string' || typeof part !== 'string' || typeof by !== 'string') return undefined;
  return part === '' ? text : text.replaceAll(part, () => by);
}

const join = binary((items, separator) => {
  if (!Array.isArray(items) || typeof separator !== 'string') return undefined;
  return items.filter((item) => typeof item === 'string').join(separator);
});

const matches: Form = ([text], call) => {
  const regex = call.regex && compileRegex(call.regex);
  return (scope) => {
    const found = text?.(scope);
    return typeof found === 'string' && regex !== undefined && regex.test(found);
  };
};

export const text = {
  lower: ofText(lower),
  upper: ofText(upper),
  trim: ofText(trim),
  length: unary(length),
  substring: variadic(substring),
  replace: variadic(replace),
  split: bothText((whole, separator) => (separator === '' ? [whole] : whole.split(separator))),
  join,
  startsWith: textTest((whole, part) => whole.startsWith(part)),
  endsWith: textTest((whole, part) => whole.endsWith(part)),
  matches,
} satisfies Record<string, Form>;
