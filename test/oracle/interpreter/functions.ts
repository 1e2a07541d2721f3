/**
 * The operators and functions of the language, each as its page says. Left out: the order of addresses (`<` of two of
 * them), and `text` of times, lists and maps, which is about how outputs write them. Percentiles are exact.
 */

import { BlockList, isIP } from 'node:net';
import type { RegexNode } from '../../../src/dsl/pattern-plan.ts';
import type { ExprPlan, FunctionName, Type } from '../../../src/dsl/plan.ts';
import type { Value } from '../../../src/runtime/record.ts';
import { localTime } from './clocks.ts';

type Call = Extract<ExprPlan, { op: 'call' }>;

/** Equal for equal values only. */
export const textOf = (value: unknown): string => JSON.stringify(value) ?? 'missing';

const isEqual = (a: Value, b: Value) => a === b || (typeof a === 'object' && textOf(a) === textOf(b));

/** Text is ordered by code point, which is the order of its bytes in UTF-8. */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  return a === b ? 0 : a < b ? -1 : 1;
}

type Test = (a: Value, b: Value, call: Call) => boolean;

/** False when an operand is missing. */
const TESTS: { [F in FunctionName]?: Test } = {
  eq: isEqual,
  ne: (a, b) => !isEqual(a, b),
  lt: (a, b) => compare(a, b) < 0,
  le: (a, b) => compare(a, b) <= 0,
  gt: (a, b) => compare(a, b) > 0,
  ge: (a, b) => compare(a, b) >= 0,
  in: (a, b) => (b as Value[]).some((item) => isEqual(a, item)),
  inNetwork: (a, b) => [b].flat().some((network) => isWithin(a as string, [network as string])),
  contains: (a, b) => (Array.isArray(a) ? a.some((item) => isEqual(item, b)) : String(a).includes(String(b))),
  startsWith: (a, b) => String(a).startsWith(String(b)),
  endsWith: (a, b) => String(a).endsWith(String(b)),
  matches: (a, _, { regex }) => regex !== undefined && new RegExp(sourceOf(regex.node), 'u').test(String(a)),
};

const numeric = (compute: (...numbers: number[]) => number) => (args: Value[]) => compute(...(args as number[]));
const textual = (compute: (...texts: string[]) => Value) => (args: Value[]) => compute(...(args as string[]));
const inUnits = (micros: number) => numeric((span) => span / micros);
const SECOND = 1_000_000;

/** Missing when an argument is missing. */
const FUNCTIONS: { [F in FunctionName]?: (args: Value[], call: Call) => Value | undefined } = {
  add: ([a, b]) => (typeof a === 'string' ? a + b : (a as number) + (b as number)),
  sub: numeric((a, b = 0) => a - b),
  mul: numeric((a, b = 0) => a * b),
  div: numeric((a, b = 0) => a / b),
  mod: numeric((a, b = 0) => a % b),
  neg: numeric((a) => -a),
  index: ([of, at]) => (of instanceof Map ? of.get(at) : Array.isArray(of) ? of[at as number] : undefined),

  lower: textual((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  upper: textual((text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  trim: textual((text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')),
  length: ([of]) => [...(of as string | Value[])].length,
  substring: ([text, from, to]) => [...(text as string)].slice(from as number, to as number | undefined).join(''),
  replace: textual((text, part = '', by = '') => text.replaceAll(part, () => by)),
  split: textual((text, separator = '') => text.split(separator)),
  join: ([list, separator]) => (list as string[]).join(separator as string),

  text: ([value], { of }) => (of === 'duration' ? spanOf(value as number) : String(value)),
  int: ([value], { of }) => wholeOf(of ? (value as number) / SECOND : (value as Value)),
  float: ([value], { of }) => (of ? (value as number) / SECOND : numberOf(value as Value)),
  ip: ([value]) => addressOf(String(value)),
  time: ([value]) => timeOf(value as Value),
  duration: ([value]) => microsOf(value as Value),

  days: inUnits(86_400 * SECOND),
  hours: inUnits(3_600 * SECOND),
  minutes: inUnits(60 * SECOND),
  seconds: inUnits(SECOND),
  milliseconds: inUnits(1_000),
  hour: ([time, zone]) => localTime(time as number, zone as string).getUTCHours(),
  minute: ([time, zone]) => localTime(time as number, zone as string).getUTCMinutes(),
  weekday: ([time, zone]) => localTime(time as number, zone as string).getUTCDay() || 7,
  date: ([time, zone]) =>
    localTime(time as number, zone as string)
      .toISOString()
      .slice(0, 10),

  abs: numeric(Math.abs),
  floor: numeric(Math.floor),
  ceil: numeric(Math.ceil),
  round: numeric((x) => Math.sign(x) * Math.round(Math.abs(x))),
  sqrt: numeric(Math.sqrt),
  pow: numeric((base, exponent = 0) => base ** exponent),
  log: numeric(Math.log),
  least: numeric(Math.min),
  greatest: numeric(Math.max),
  distance: numeric(kilometres),
  private: ([address]) => isWithin(address as string, PRIVATE),
};

/** What a call makes of its arguments; what is undefined, or beyond what its type holds, is missing. */
export function calledWith(call: Call, args: readonly (Value | undefined)[]): Value | undefined {
  const known = args.filter((arg) => arg !== undefined);
  const test = TESTS[call.fn];
  if (test) return known.length === args.length && test(known[0] as Value, known[1] as Value, call);
  const compute = FUNCTIONS[call.fn];
  if (!compute) throw new Error(`The oracle does not know the function '${call.fn}'.`);
  const value = known.length === args.length ? compute(known, call) : undefined;
  if (typeof value !== 'number') return value;
  return call.of === 'int' && !Number.isSafeInteger(value) ? undefined : Number.isFinite(value) ? value : undefined;
}

/** A value of a type that is known at run time only, as the type it is used as. Only a text is a text. */
export function converted(value: Value | undefined, to: Type): Value | undefined {
  if (value === undefined) return undefined;
  switch (to) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'int':
      return wholeOf(value);
    case 'ip':
      return addressOf(String(value));
    case 'time':
      return timeOf(value);
    case 'duration':
      return typeof value === 'number' ? value : microsOf(value);
    case 'float':
      return numberOf(value);
    default:
      return value;
  }
}

const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined;
}

/** Of a number what is before the point; a text must be whole. */
function wholeOf(value: Value): number | undefined {
  const number = numberOf(value);
  return number === undefined || (typeof value === 'string' && !Number.isInteger(number)) ? undefined : Math.trunc(number);
}

/** Seconds since 1970, or a stamp of ISO 8601 with its zone. */
function timeOf(value: Value): number | undefined {
  const seconds = numberOf(value);
  if (seconds !== undefined) return Math.round(seconds * SECOND);
  const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(String(value));
  return stamp ? Date.parse(`${stamp[1]}${stamp[3]}`) * 1_000 + Math.round(Number(stamp[2] ?? 0) * SECOND) : undefined;
}

const UNITS: [name: string, micros: number][] = [
  ['d', 86_400 * SECOND],
  ['h', 3_600 * SECOND],
  ['m', 60 * SECOND],
  ['s', SECOND],
  ['ms', 1_000],
  ['us', 1],
];

/** `1h30m` */
function microsOf(value: Value): number | undefined {
  if (!/^(\d+(\.\d+)?(d|h|ms|m|us|s))+$/.test(String(value))) return undefined;
  const parts = String(value).matchAll(/([\d.]+)([a-z]+)/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Math.round(Number(count) * (new Map(UNITS).get(unit ?? '') ?? 0)), 0);
}

/** The greatest units first, each as often as it goes. */
function spanOf(span: number): string {
  let left = Math.abs(span);
  const parts = UNITS.map(([name, micros]) => {
    const count = Math.floor(left / micros);
    left -= count * micros;
    return count > 0 ? `${count}${name}` : '';
  });
  return `${span < 0 ? '-' : ''}${parts.join('') || '0s'}`;
}

// ── addresses ──

/** RFC 1918, RFC 4193; loopback; link-local. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', '127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10'];

/** The form of RFC 5952, which that of URLs is. */
function addressOf(text: string): string | undefined {
  const version = isIP(text);
  if (version === 6 && !text.includes('%')) return new URL(`http://[${text}]`).hostname.slice(1, -1);
  return version === 4 ? text : undefined;
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

export function isWithin(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    list.addSubnet(base, Number(bits), familyOf(base));
  }
  return list.check(address, familyOf(address));
}

// ── the rest ──

/** The expression as JavaScript spells it: the Plan keeps to what all engines read alike. */
function sourceOf(node: RegexNode): string {
  const char = (code: number) => `\\u{${code.toString(16)}}`;
  switch (node.kind) {
    case 'chars':
      return `[${node.ranges.map(([from, to]) => `${char(from)}-${char(to)}`).join('')}]`;
    case 'sequence':
      return node.items.map(sourceOf).join('');
    case 'choice':
      return `(?:${node.options.map(sourceOf).join('|')})`;
    case 'repeat':
      return `(?:${sourceOf(node.body)}){${node.min},${node.max ?? ''}}`;
    case 'group':
      return `(?:${sourceOf(node.body)})`;
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'boundary':
      return node.negated ? '\\B' : '\\b';
  }
}

/** By the haversine of the angle between two places, on a sphere of the earth's mean radius. */
function kilometres(latitude: number, longitude: number, toLatitude = 0, toLongitude = 0): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const haversine = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
  const along = Math.cos(radians(latitude)) * Math.cos(radians(toLatitude)) * haversine(toLongitude - longitude);
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(haversine(toLatitude - latitude) + along)));
}
