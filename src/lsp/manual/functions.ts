/** One-line descriptions of the functions and summaries of the language. */

import { type ArgumentType, FUNCTIONS, type Signature, SUMMARY_NAMES } from '../../dsl/builtins.ts';
import type { SummaryName } from '../../dsl/plan.ts';
import { typeName } from '../../dsl/types.ts';

/** A function in the form shown to a person. */
export interface FunctionPage {
  name: string;
  params: readonly { name: string; type: string; optional: boolean }[];
  /** Whether the last parameter may be repeated. */
  variadic: boolean;
  result: string;
  doc: string;
}

/** The names of the parameters, and a description of the function. */
const TEXTS: Readonly<Record<string, readonly [params: string, doc: string]>> = {
  lower: ['text', 'The text with its ASCII letters in lower case.'],
  upper: ['text', 'The text with its ASCII letters in upper case.'],
  trim: ['text', 'The text without spaces, tabs and line ends at its start and end.'],
  length: ['value', 'The number of characters of a text, or of elements of a list.'],
  substring: ['text from to', 'The characters from one position, counted from 0, up to but not including another, or to the end.'],
  replace: ['text part by', 'The text with every occurrence of a part replaced.'],
  split: ['text separator', 'The parts of a text between separators.'],
  join: ['list separator', 'The elements of a list joined to one text, with a separator between them.'],
  text: ['value', 'The value as text.'],
  int: ['value', 'The value as a whole number, without its fraction. A duration is given in seconds, a time in seconds since 1970.'],
  float: ['value', 'The value as a number. A duration is given in seconds, a time in seconds since 1970.'],
  ip: ['value', 'The value as an address; missing if it is not one.'],
  time: ['value', 'The value as a time; missing if it is not one.'],
  duration: ['value', 'The value as a duration; missing if it is not one.'],
  days: ['duration', 'The length of a duration in days.'],
  hours: ['duration', 'The length of a duration in hours.'],
  minutes: ['duration', 'The length of a duration in minutes.'],
  seconds: ['duration', 'The length of a duration in seconds.'],
  milliseconds: ['duration', 'The length of a duration in milliseconds.'],
  hour: ['time zone', 'The hour of the day, 0 to 23, in UTC or in a zone.'],
  minute: ['time zone', 'The minute of the hour, 0 to 59, in UTC or in a zone.'],
  weekday: ['time zone', 'The day of the week, Monday 1 to Sunday 7, in UTC or in a zone.'],
  date: ['time zone', 'The date, such as 2024-02-29, in UTC or in a zone.'],
  abs: ['value', 'The value without its sign.'],
  floor: ['number', 'The greatest whole number that is not above the number.'],
  ceil: ['number', 'The least whole number that is not below the number.'],
  round: ['number', 'The nearest whole number; halves are rounded away from zero.'],
  sqrt: ['number', 'The square root; missing for a negative number.'],
  pow: ['base exponent', 'The base to the power of the exponent.'],
  log: ['number', 'The natural logarithm; missing unless the number is above 0.'],
  least: ['value', 'The least of the values.'],
  greatest: ['value', 'The greatest of the values.'],
  distance: ['latitude longitude to_latitude to_longitude', 'The great-circle distance in kilometres between two places given in degrees.'],
  private: ['address', 'Whether an address is private, loopback or link-local.'],
  network: [
    'address prefix prefix6',
    'The network of an address, by the length of its prefix in bits; for IPv6 addresses another may be given.',
  ],
};

const SUMMARIES: Readonly<Record<SummaryName, readonly [result: string, doc: string]>> = {
  count: ['int', 'The number of records, or of values that are not missing. A record that stands for several counts as that many.'],
  sum: ['number', 'The sum of the values; 0 if there are none.'],
  avg: ['number', 'The mean of the values; missing if there are none.'],
  min: ['value', 'The least value.'],
  max: ['value', 'The greatest value.'],
  first: ['value', 'The value of the first record that has one.'],
  last: ['value', 'The value of the last record that has one.'],
  distinct: ['int', 'The number of different values.'],
  list: ['list', 'The values in the order of their records: the first 100, or as many as the second argument says.'],
  p50: ['number', 'The median of the values; of two in the middle, the lower.'],
  p95: ['number', 'The value that 95 of 100 values do not exceed.'],
  p99: ['number', 'The value that 99 of 100 values do not exceed.'],
};

export const functionPages: readonly FunctionPage[] = [...FUNCTIONS].map(([name, signature]) => functionPage(name, signature));
export const summaryPages: readonly FunctionPage[] = SUMMARY_NAMES.map(summaryPage);
const pages = new Map([...functionPages, ...summaryPages].map((page) => [page.name, page]));

/** The function or summary of a name. */
export function pageOf(name: string): FunctionPage | undefined {
  return pages.get(name);
}

function functionPage(name: string, { params, optional = 0, variadic = false, result, partial = false }: Signature): FunctionPage {
  const [names = '', doc = ''] = TEXTS[name] ?? [];
  const shown = params.map((wanted, i) => ({
    name: names.split(' ')[i] ?? 'value',
    type: wantedName(wanted),
    optional: i >= params.length - optional,
  }));
  return { name, params: shown, variadic, result: `${result === 'first' ? 'value' : typeName(result)}${partial ? '?' : ''}`, doc };
}

function wantedName(wanted: ArgumentType): string {
  switch (wanted) {
    case 'any':
      return 'value';
    case 'number':
      return 'number';
    case 'magnitude':
      return 'number, duration or time';
    case 'listOrText':
      return 'text or list';
    default:
      return typeName(wanted);
  }
}

function summaryPage(name: SummaryName): FunctionPage {
  const [result, doc] = SUMMARIES[name];
  const params = [
    { name: name === 'count' ? 'records' : 'values', type: 'step, record or field, with its own where', optional: name === 'count' },
    ...(name === 'list' ? [{ name: 'limit', type: 'int', optional: true }] : []),
    { name: 'back', type: 'duration', optional: true },
  ];
  return {
    name,
    params,
    variadic: false,
    result,
    doc: `${doc} With a duration as the last argument it looks back over the rule's first key.`,
  };
}

/** `substring(text: text, from: int, to?: int): text` */
export function signatureOf({ name, params, variadic, result }: FunctionPage): string {
  return `${name}(${params.map(parameterOf).join(', ')}${variadic ? ', …' : ''}): ${result}`;
}

export function parameterOf({ name, type, optional }: FunctionPage['params'][number]): string {
  return `${name}${optional ? '?' : ''}: ${type}`;
}
