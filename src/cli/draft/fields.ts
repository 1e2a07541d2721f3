/** Record patterns for structured records: one for each kind of event, with its fields. */

import { Member, spelled } from '../../dsl/tokens.ts';
import { groupBy } from '../../group-by.ts';
import type { Value } from '../../runtime/record.ts';
import { countsOf } from './counts.ts';
import { nameOf, UniqueNames } from './names.ts';
import type { DraftedPattern, PatternOptions } from './patterns.ts';
import { quoted } from './program.ts';
import type { Sample } from './sample.ts';
import { areIds, fullName, LEAST_VALUES, type ValuesByName } from './shared-values.ts';
import { STRANGE } from './tokens.ts';

/** Names of fields that identify the event, in order of preference. */
const EVENT_NAMES =
  'event event_type eventtype event_name event_id action reason type op operation kind what step stage phase activity description name msg message method status state level'.split(
    ' ',
  );
/** Formats whose fields have names given by the author of the log. */
const STRUCTURED: ReadonlySet<string> = new Set(['json', 'logfmt', 'cef']);
const MESSAGE_NAMES = ['msg', 'message'];
/** Those that tell the same within another object: `event.action`, `fields.message`. */
const INNER_NAMES: ReadonlySet<string> = new Set(['action', ...MESSAGE_NAMES]);
/** The maximum number of different events; a field with more values is free text. */
const MOST_EVENTS = 60;
const MOST_FIELDS = 12;
export const TIMES: ReadonlySet<string> = new Set(['time', 'timestamp', '`@timestamp`', 'ts', 't']);

/** A record's fields by their path, in the notation of patterns. */
type Flat = ReadonlyMap<string, string | number | boolean>;

/** Patterns over the fields; undefined if no field identifies the event. */
export function fieldPatternsOf(records: readonly ReadonlyMap<string, Value>[], options: PatternOptions): DraftedPattern[] | undefined {
  const flat = records.map((fields) => flatten(fields));
  const event = eventField(flat);
  if (event === undefined) return undefined;
  const named = flat.filter((record) => typeof record.get(event) === 'string');
  const groups = [...groupBy(named, (record) => record.get(event) as string)];
  const frequent = groups.filter(([, group]) => group.length >= options.least).sort(([, a], [, b]) => b.length - a.length);
  const kept = new Set(frequent.slice(0, options.most).map(([value]) => value));
  const names = new UniqueNames();
  const hasUniqueTails = new Set([...kept].map(tailOf)).size === kept.size;
  return groups.flatMap(([value, group]) => {
    if (!kept.has(value)) return [];
    const name = names.take(nameOf(hasUniqueTails ? tailOf(value) : value) ?? 'record');
    return [{ name, text: patternText([`${event}: ${quoted(value)}`], event, group, options.elsewhere), count: group.length }];
  });
}

/** A record that matches any of these, by the fields of most of them. */
export function anyRecordOf(records: readonly ReadonlyMap<string, Value>[], options: PatternOptions): DraftedPattern {
  const flat = records.map((fields) => flatten(fields));
  return { name: 'line', text: patternText([], undefined, flat, options.elsewhere), count: records.length };
}

/** Values of structured records that can correlate them, by field name: texts that differ. */
export function valuesByName(samples: readonly Sample[]): ValuesByName {
  const byPath = new Map<string, Set<string>>();
  for (const { format, records } of samples) {
    if (!STRUCTURED.has(format.base)) continue;
    for (const { fields } of records) {
      for (const [path, value] of flatten(fields)) if (typeof value === 'string') addTo(byPath, path, value);
    }
  }
  const byName = new Map<string, Set<string>>();
  for (const [path, values] of byPath) {
    const name = TIMES.has(path) ? undefined : nameOf(path);
    if (name !== undefined && values.size >= LEAST_VALUES) for (const value of values) addTo(byName, name, value);
  }
  return byName;
}

function addTo(sets: Map<string, Set<string>>, name: string, value: string): void {
  const set = sets.get(name);
  if (set) set.add(value);
  else sets.set(name, new Set([value]));
}

/** The last part of `order.placed`. */
function tailOf(value: string): string {
  return /[.:/]([A-Za-z][\w-]*)$/.exec(value)?.[1] ?? value;
}

/** A constant message identifies one event, whose fields hold its data. */
function eventField(records: readonly Flat[]): string | undefined {
  const met = new Set<string>();
  for (const record of records) for (const path of record.keys()) met.add(path);
  const paths = [...met].sort();
  const named = (names: readonly string[]) => names.flatMap((name) => paths.filter((path) => isNamed(path, name)));
  const hasEvents = (least: number, most: number) => (path: string) => isEventField(records, path, least, most);
  return named(EVENT_NAMES).find(hasEvents(2, MOST_EVENTS)) ?? named(MESSAGE_NAMES).find(hasEvents(1, 1));
}

function isNamed(path: string, name: string): boolean {
  return path.toLowerCase() === name || nameOf(path) === name || (INNER_NAMES.has(name) && path.endsWith(`.${name}`));
}

/**
 * Whether a field has a text in nearly all records, with between `least` and `most` different values, most of them
 * repeated.
 */
function isEventField(records: readonly Flat[], path: string, least: number, most: number): boolean {
  const values = records.map((record) => record.get(path));
  const texts = values.filter((value) => typeof value === 'string' && isWritable(value));
  const different = new Set(texts).size;
  return texts.length >= records.length * 0.9 && different >= least && different <= Math.min(most, texts.length / 2 + 1);
}

function isWritable(text: string): boolean {
  return text !== '' && text.length <= 200 && !STRANGE.test(text) && !text.includes('\t');
}

/** @param begin what distinguishes these records from others, by the field `event` */
function patternText(begin: readonly string[], event: string | undefined, records: readonly Flat[], elsewhere: ValuesByName): string {
  const counts = countsOf(records.flatMap((record) => [...record.keys()]));
  const taken = new UniqueNames();
  const shown = [...counts]
    .filter(([path, count]) => path !== event && !TIMES.has(path) && count * 2 >= records.length)
    .slice(0, MOST_FIELDS);
  const names = namesOf(
    records,
    shown.map(([path]) => path),
    elsewhere,
  );
  const fields = shown.flatMap(([path, count]) =>
    fieldText(path, taken, names.get(path) ?? 'value', typesAt(path, records), count < records.length),
  );
  return `{ ${[...begin, ...fields].join(', ')} }`;
}

/** The names of some fields; two of one record keep different names. */
function namesOf(records: readonly Flat[], paths: readonly string[], elsewhere: ValuesByName): ReadonlyMap<string, string> {
  const own = new Map(paths.map((path) => [path, nameOf(path) ?? 'value']));
  const byFullName = groupBy(own, ([path, name]) => {
    const values = new Set(records.map((record) => record.get(path)).filter((value) => typeof value === 'string'));
    return areIds(values) ? fullName(name, values, elsewhere) : name;
  });
  for (const [name, [one, ...more]] of byFullName) if (one && more.length === 0) own.set(one[0], name);
  return own;
}

function fieldText(path: string, taken: UniqueNames, proposed: string, types: readonly string[], isOptional: boolean): string[] {
  const type = types.length === 2 && types.includes('int') && types.includes('float') ? 'float' : types[0];
  if (type === undefined || (types.length > 1 && type !== 'float')) return [];
  const name = taken.take(proposed);
  return [`${path}${name === path ? '' : ` as ${name}`}: ${type}${isOptional ? '?' : ''}`];
}

function typesAt(path: string, records: readonly Flat[]): string[] {
  return [...new Set(records.flatMap((record) => (record.has(path) ? [typeOf(record.get(path))] : [])))];
}

function typeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'int' : 'float';
  return typeof value === 'boolean' ? 'bool' : 'text';
}

/** Lists, deeply nested values, and names that cannot be written are omitted. */
export function flatten(fields: ReadonlyMap<string, Value>, before = '', depth = 3): Map<string, string | number | boolean> {
  const found = new Map<string, string | number | boolean>();
  for (const [name, value] of fields) {
    const part = isWritable(name) ? spelled(name, Member) : undefined;
    if (part === undefined) continue;
    if (value instanceof Map) {
      if (depth > 0) for (const [path, inner] of flatten(value, `${before}${part}.`, depth - 1)) found.set(path, inner);
    } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') found.set(before + part, value);
  }
  return found;
}
