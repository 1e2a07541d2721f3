/**
 * The operators and functions of the language, as documented on their page. Omitted: `text` of times, lists and maps, which
 * concerns how outputs write them. Percentiles are exact.
 */

import { BlockList, isIP } from 'node:net';
import type { RegexNode } from '../../../src/dsl/pattern-plan.ts';
import type { ExprPlan, Type } from '../../../src/dsl/plan.ts';
import type { Value } from '../../../src/runtime/record.ts';
import { localTime } from './clocks.ts';

type Call = Extract<ExprPlan, { op: 'call' }>;
type Maybe = Value | undefined;

const SECOND = 1_000_000;
const UNITS: Record<string, number> = { d: 86_400 * SECOND, h: 3_600 * SECOND, m: 60 * SECOND, s: SECOND, ms: 1_000, us: 1 };

/** Equal if and only if the values are equal. */
export const textOf = (value: unknown): string => JSON.stringify(value) ?? 'missing';

const isEqual = (a: Value, b: Value) => textOf(a) === textOf(b);

/** Text is ordered by code point, which is the order of its UTF-8 bytes. */
export function compare(a: Value, b: Value, type?: Type): number {
  if (type === 'ip') return compare(paddedOf(String(a)), paddedOf(String(b)));
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  return a === b ? 0 : a < b ? -1 : 1;
}

/** These accept missing values. */
const LOGIC: Record<string, (...args: Maybe[]) => Maybe> = {
  ...{ and: (...args) => args.every((arg) => arg === true), or: (...args) => args.includes(true), not: (arg) => arg !== true },
  ...{ default: (...args) => args.find((arg) => arg !== undefined), list: (...args) => args.filter((arg) => arg !== undefined) },
};

/** False if an operand is missing. */
const TESTS: Record<string, (a: Value, b: Value, call: Call) => boolean> = {
  ...{ eq: isEqual, ne: (a, b) => !isEqual(a, b) },
  ...{ lt: (a, b, { of }) => compare(a, b, of) < 0, le: (a, b, { of }) => compare(a, b, of) <= 0 },
  ...{ gt: (a, b, { of }) => compare(a, b, of) > 0, ge: (a, b, { of }) => compare(a, b, of) >= 0 },
  ...{ startsWith: (a, b) => String(a).startsWith(String(b)), endsWith: (a, b) => String(a).endsWith(String(b)) },
  contains: (a, b, { of }) => (Array.isArray(a) ? hasValue(a, b, of) : typeof b === 'string' && String(a).includes(b)),
  in: (a, b, { of }) => hasValue(b as Value[], a, of),
  inNetwork: (a, b) => isWithin(a, [b].flat() as string[]),
  matches: (a, _, { regex }) => regex !== undefined && new RegExp(sourceOf(regex.node), 'u').test(String(a)),
};

/** Elements of JSON are read as the type of the value. */
function hasValue(list: Value[], value: Value, of: Type | undefined): boolean {
  const elements = of === undefined ? list : list.map((item) => converted(item, of));
  return elements.some((item) => item !== undefined && isEqual(item, value));
}

const NUMERIC: Record<string, (a: number, b: number) => number> = {
  ...{ add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b, mod: (a, b) => a % b, neg: (a) => -a },
  ...{ abs: Math.abs, floor: Math.floor, ceil: Math.ceil, round: (x) => Math.sign(x) * Math.round(Math.abs(x)) },
  ...{ sqrt: Math.sqrt, pow: Math.pow, log: Math.log, least: Math.min, greatest: Math.max },
};

function per(unit: string): (span: number) => number {
  return (span) => span / (UNITS[unit] ?? 1);
}

/** Missing if an argument is missing; `f of t`: `f` with an argument that is a time or a duration. */
const FUNCTIONS: Record<string, (...args: never[]) => Maybe> = {
  ...NUMERIC,
  index: (of: Value, at: string & number) => (of instanceof Map ? of.get(at) : Array.isArray(of) ? of[at] : undefined),
  lower: (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  upper: (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  trim: (text: string) => text.replace(/^[\t-\r ]+|[\t-\r ]+$/g, ''),
  length: (of: string | Value[]) => [...of].length,
  substring: (text: string, from: number, to?: number) => [...text].filter((_, i) => i >= from && (to === undefined || i < to)).join(''),
  // Choice: an empty part is never found.
  replace: (text: string, part: string, by: string) => (part === '' ? text : text.replaceAll(part, () => by)),
  split: (text: string, separator: string) => (separator === '' ? [text] : text.split(separator)),
  join: (list: string[], separator: string) => list.join(separator),
  ...{ text: String, 'text of duration': spanOf, int: wholeOf, float: numberOf, ip: addressOf, time: timeOf, duration: microsOf },
  ...{ 'int of time': (time: number) => Math.trunc(time / SECOND), 'int of duration': (span: number) => Math.trunc(span / SECOND) },
  ...{ 'float of time': per('s'), 'float of duration': per('s'), 'time of time': per('us'), 'time of duration': per('us') },
  ...{ 'duration of time': per('us'), 'duration of duration': per('us') },
  ...{ days: per('d'), hours: per('h'), minutes: per('m'), seconds: per('s'), milliseconds: per('ms') },
  hour: (time: number, zone?: string) => localTime(time, zone).getUTCHours(),
  minute: (time: number, zone?: string) => localTime(time, zone).getUTCMinutes(),
  weekday: (time: number, zone?: string) => localTime(time, zone).getUTCDay() || 7,
  date: (time: number, zone?: string) => localTime(time, zone).toISOString().slice(0, 10),
  distance: kilometres,
  private: (address: string) => isWithin(address, PRIVATE),
  network: (address: string, prefix: number, prefix6 = prefix) => networkOf(address, address.includes(':') ? prefix6 : prefix),
};

/** Integers, and times, which are exact up to 2^53. */
const isWhole = ({ fn, of }: Call) =>
  ['int', 'floor', 'ceil', 'round', 'time', 'duration'].includes(fn) || (of !== undefined && ['add', 'sub', 'mul'].includes(fn));

/** Values beyond the range of their type are missing; there is only one zero. */
export function valid(value: Maybe, isWhole: boolean): Maybe {
  if (typeof value !== 'number') return value;
  return (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value)) ? value + 0 : undefined;
}

/** The result of a call. */
export function called(call: Call, ...args: Maybe[]): Maybe {
  const { fn, of } = call;
  // Only `== none` and `!= none` test whether a value is missing.
  const asksNone = (fn === 'eq' || fn === 'ne') && call.args.some((arg) => arg.op === 'const' && arg.value === null);
  if (asksNone) return args.every((arg) => arg === undefined) === (fn === 'eq');
  const known = args.filter((arg) => arg !== undefined);
  const isMissing = known.length < args.length;
  const test = TESTS[fn];
  if (test) return !isMissing && test(known[0] as Value, known[1] as Value, call);
  const compute = (FUNCTIONS[`${fn} of ${of}`] ?? FUNCTIONS[fn]) as (...args: Value[]) => Maybe;
  const value = LOGIC[fn] ? LOGIC[fn](...args) : isMissing ? undefined : compute(...known);
  return valid(value, isWhole(call));
}

/**
 * Choice: a value whose type is known at run time only is converted if possible; an `int` is never truncated from a
 * fraction.
 */
export function converted(value: Maybe, to: Type): Maybe {
  if (value === undefined || typeof value === 'object' || typeof to !== 'string') return value;
  const convert = (FUNCTIONS[to] ?? ((same: Value) => same)) as (value: Value) => Maybe;
  const read = to === 'int' && typeof value === 'number' ? value : convert(value);
  return valid(read, ['int', 'time', 'duration'].includes(to));
}

function numberOf(value: Value): number | undefined {
  if (typeof value === 'string') return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** The integer part of a number; a text must be an integer. */
function wholeOf(value: Value): number | undefined {
  if (typeof value === 'string') return /^[+-]?\d+$/.test(value) ? Number(value) : undefined;
  return typeof value === 'number' ? Math.trunc(value) : undefined;
}

/** Seconds since 1970, or a stamp of ISO 8601 with its zone. */
function timeOf(value: Value): number | undefined {
  if (typeof value === 'number' || /^[+-]?\d+(\.\d+)?$/.test(String(value))) return Math.round(Number(value) * SECOND);
  const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(String(value));
  return stamp ? Date.parse(`${stamp[1]}${stamp[3]}`) * 1_000 + Math.round(Number(stamp[2] ?? 0) * SECOND) : undefined;
}

/** `1h30m`; a number is in seconds. */
function microsOf(value: Value): number | undefined {
  if (typeof value === 'number') return Math.round(value * SECOND);
  if (!/^(\d+(\.\d+)?(d|h|ms|m|us|s))+$/.test(String(value))) return undefined;
  const parts = String(value).matchAll(/([\d.]+)([a-z]+)/g);
  return Math.round([...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0));
}

/** Largest units first, each as often as it fits; seconds and smaller units with decimals. */
function spanOf(span: number): string {
  let left = Math.abs(span);
  const last = left >= SECOND ? 's' : left >= 1_000 ? 'ms' : 'us';
  const parts = Object.entries(UNITS).map(([unit, size]) => {
    const count = unit === last ? left / size : Math.floor(left / size);
    left = unit === last ? 0 : left % size;
    return count > 0 ? `${count}${unit}` : '';
  });
  return `${span < 0 ? '-' : ''}${parts.join('') || '0s'}`;
}

/** A value in a message. Choice: the items of a list with commas between them. */
export function spoken(value: Maybe, type: Type): string {
  if (!Array.isArray(value)) return rendered(value, type);
  return value.map((item) => rendered(item, typeof type === 'object' ? type.list : 'json')).join(', ');
}

/** A value as text. Choice: times in ISO 8601, lists and maps as JSON, nothing for a missing value. */
export function rendered(value: Maybe, type: Type): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return `[${value.map((item) => itemOf(item, typeof type === 'object' ? type.list : 'json')).join(',')}]`;
  if (type === 'duration') return spanOf(value as number);
  return type === 'time' ? isoOf(value as number) : String(value);
}

/** In ISO 8601, with as many decimals as it has, in groups of three. */
function isoOf(time: number): string {
  const micros = ((time % SECOND) + SECOND) % SECOND;
  const decimals = micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/000$/, '')}`;
  return localTime(time).toISOString().replace(/\.\d+/, decimals);
}

function itemOf(item: Value, type: Type): string {
  const isText = typeof item === 'string' || type === 'time' || type === 'duration';
  return isText ? JSON.stringify(rendered(item, type)) : rendered(item, type);
}

/** The form of RFC 5952, which URLs use as well. */
export function addressOf(value: Value): string | undefined {
  const version = isIP(String(value));
  if (version === 6) return String(value).includes('%') ? undefined : new URL(`http://[${value}]`).hostname.slice(1, -1);
  return version === 4 ? String(value) : undefined;
}

/** An address as a text that is ordered as addresses are: IPv4 before IPv6, and by number. */
function paddedOf(address: string): string {
  if (!address.includes(':')) return `4 ${address.split('.').map((part) => part.padStart(3, '0'))}`;
  const [head = [], tail = []] = address.split('::').map((groups) => groups.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return `6 ${[...head, ...zeros, ...tail].map((group) => group.padStart(4, '0'))}`;
}

/** RFC 1918, RFC 4193; loopback; link-local. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', '127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10'];

export function isWithin(address: Value, networks: readonly string[]): boolean {
  const family = isIP(String(address)) === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  const parts = networks
    .map((network) => network.split('/') as [string, string])
    .filter(([base]) => base.includes(':') === (family === 'ipv6'));
  for (const [base, bits] of parts) list.addSubnet(base, Number(bits), family);
  return list.check(String(address), family);
}

/** The network of that length that an address is in, found bit by bit. */
function networkOf(address: string, length: number): string | undefined {
  const isLong = address.includes(':');
  const bits = isLong ? bitsOf(groupsOf(address), 16) : bitsOf(address.split('.').map(Number), 8);
  if (length < 0 || length > bits.length) return undefined;
  const cut = bits.slice(0, length).padEnd(bits.length, '0');
  const parts = cut.match(isLong ? /.{16}/g : /.{8}/g) ?? [];
  const numbers = parts.map((part) => Number.parseInt(part, 2));
  return `${isLong ? addressOf(numbers.map((group) => group.toString(16)).join(':')) : numbers.join('.')}/${length}`;
}

const bitsOf = (parts: readonly number[], width: number) => parts.map((part) => part.toString(2).padStart(width, '0')).join('');

function groupsOf(address: string): number[] {
  const [front = '', back] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const all = [...front, ...Array(8 - front.length - (back?.length ?? 0)).fill('0'), ...(back ?? [])];
  return all.map((group) => Number.parseInt(group, 16));
}

/** The expression in JavaScript's notation: the Plan is restricted to what all engines interpret alike. */
function sourceOf(node: RegexNode): string {
  const char = (code: number) => `\\u{${code.toString(16)}}`;
  if (node.kind === 'chars') return `[${node.ranges.map(([from, to]) => `${char(from)}-${char(to)}`).join('')}]`;
  if (node.kind === 'sequence') return node.items.map(sourceOf).join('');
  if (node.kind === 'choice') return `(?:${node.options.map(sourceOf).join('|')})`;
  if (node.kind === 'repeat') return `(?:${sourceOf(node.body)}){${node.min},${node.max ?? ''}}`;
  if (node.kind === 'group') return `(?:${sourceOf(node.body)})`;
  return node.kind === 'start' ? '^' : node.kind === 'end' ? '$' : node.negated ? '\\B' : '\\b';
}

/** The haversine formula on a sphere with the earth's mean radius. */
function kilometres(latitude: number, longitude: number, toLatitude: number, toLongitude: number): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const haversine = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
  const along = Math.cos(radians(latitude)) * Math.cos(radians(toLatitude)) * haversine(toLongitude - longitude);
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(haversine(toLatitude - latitude) + along)));
}
