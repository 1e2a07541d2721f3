/** The built-ins of the language: the fields of its formats, its functions and its summaries. */

import { FACILITIES } from './pattern-plan.ts';
import {
  type BuiltinFormat,
  type FunctionName,
  type OutcomeField,
  type OutcomeWord,
  SEVERITIES,
  type SummaryName,
  type Type,
} from './plan.ts';

interface BuiltinField {
  type: Type;
  optional: boolean;
  canonical?: 'host';
  /** The only values that it can have. */
  words?: readonly string[];
}

const field = (type: Type, optional = true): BuiltinField => ({ type, optional });
const host: BuiltinField = { type: 'text', optional: true, canonical: 'host' };

/** Fields of each built-in format; `open`: any path into the record is a field whose type is known at run time only. */
export const FORMATS: Record<BuiltinFormat, { open: boolean; fields: ReadonlyMap<string, BuiltinField> }> = {
  syslog: {
    open: false,
    fields: new Map([
      ['host', host],
      ['app', field('text')],
      ['pid', field('text')],
      ['msgid', field('text')],
      ['facility', { ...field('text'), words: FACILITIES }],
      ['severity', { ...field('text'), words: SEVERITIES }],
      ['sd', field('json')],
      ['message', field('text', false)],
    ]),
  },
  clf: {
    open: false,
    fields: new Map([
      ['host', host],
      ['ident', field('text')],
      ['user', field('text')],
      ['method', field('text')],
      ['path', field('text')],
      ['protocol', field('text')],
      ['status', field('int')],
      ['bytes', field('int')],
      ['referer', field('text')],
      ['agent', field('text')],
      ['vhost', field('text')],
    ]),
  },
  line: { open: false, fields: new Map([['message', field('text', false)]]) },
  json: { open: true, fields: new Map() },
  logfmt: { open: true, fields: new Map() },
  cef: { open: true, fields: new Map() },
  journal: { open: true, fields: new Map() },
  container: {
    open: true,
    fields: new Map([
      ['stream', field('text')],
      ['message', field('text', false)],
    ]),
  },
};

/** Fields of every record, whatever its format. */
export const RECORD_FIELDS: ReadonlyMap<string, BuiltinField> = new Map([
  ['time', { type: 'time', optional: false }],
  ['weight', { type: 'int', optional: false }],
]);

/** Fields of every outcome besides the author's, in its role as a record of a chained rule. */
export const CHAINED_FIELDS: ReadonlyMap<string, BuiltinField> = new Map([
  ['name', field('text')],
  ['reason', field('text', false)],
  ['begin', field('time', false)],
  ['end', field('time', false)],
  ['duration', field('duration', false)],
]);

export const OUTCOME_FIELDS: ReadonlyMap<OutcomeField, BuiltinField> = new Map([
  ['rule', field('text', false)],
  ['outcome', field('text', false)],
  ['name', field('text')],
  ['reason', field('text', false)],
  ['severity', field('text', false)],
  ['begin', field('time', false)],
  ['end', field('time', false)],
  ['duration', field('duration', false)],
  ['awaited', field({ list: 'text' }, false)],
  ['peak', field('float')],
]);

/** The outcomes of each kind of rule. */
export const OUTCOMES_OF: Record<'transaction' | 'window' | 'schedule', readonly OutcomeWord[]> = {
  transaction: ['success', 'failure', 'timeout', 'open', 'abandoned', 'evicted', 'warning', 'orphan'],
  window: ['begin', 'end', 'fired', 'open'],
  schedule: ['met', 'missing'],
};

export const SUMMARY_NAMES: readonly SummaryName[] = [
  'count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'distinct', 'list', 'p50', 'p95', 'p99',
]; // biome-ignore format: one family

/**
 * What a parameter of a function accepts; `number` does not convert between int and float, `any` accepts everything.
 */
export type ArgumentType = Type | 'number' | 'magnitude' | 'any' | 'listOrText';

export interface Signature {
  params: readonly ArgumentType[];
  /** How many of the parameters are optional. */
  optional?: number;
  /** Whether the last parameter may be repeated. */
  variadic?: boolean;
  /** Whether the second parameter is the name of a time zone. */
  zoned?: boolean;
  /** `first`: the type of the first argument. */
  result: Type | 'first';
  /** Whether the result may be missing although no argument is. */
  partial?: boolean;
}

const unary = (param: ArgumentType, result: Signature['result'], partial = false): Signature => ({ params: [param], result, partial });
const unit = unary('duration', 'float');
const ofTime = (result: Type): Signature => ({ params: ['time', 'text'], optional: 1, zoned: true, result });

/** The standard functions; `docs/reference/functions.md` describes each. */
export const FUNCTIONS: ReadonlyMap<string, Signature> = new Map<FunctionName, Signature>([
  ['lower', unary('text', 'text')],
  ['upper', unary('text', 'text')],
  ['trim', unary('text', 'text')],
  ['length', unary('listOrText', 'int')],
  ['substring', { params: ['text', 'int', 'int'], optional: 1, result: 'text' }],
  ['replace', { params: ['text', 'text', 'text'], result: 'text' }],
  ['split', { params: ['text', 'text'], result: { list: 'text' } }],
  ['join', { params: [{ list: 'text' }, 'text'], result: 'text' }],
  ['text', unary('any', 'text')],
  ['int', unary('any', 'int', true)],
  ['float', unary('any', 'float', true)],
  ['ip', unary('any', 'ip', true)],
  ['time', unary('any', 'time', true)],
  ['duration', unary('any', 'duration', true)],
  ['days', unit],
  ['hours', unit],
  ['minutes', unit],
  ['seconds', unit],
  ['milliseconds', unit],
  ['hour', ofTime('int')],
  ['minute', ofTime('int')],
  ['weekday', ofTime('int')],
  ['date', ofTime('text')],
  ['abs', unary('magnitude', 'first')],
  ['floor', unary('number', 'int')],
  ['ceil', unary('number', 'int')],
  ['round', unary('number', 'int')],
  ['sqrt', unary('float', 'float', true)],
  ['pow', { params: ['float', 'float'], result: 'float', partial: true }],
  ['log', unary('float', 'float', true)],
  ['least', { params: ['magnitude'], variadic: true, result: 'first' }],
  ['greatest', { params: ['magnitude'], variadic: true, result: 'first' }],
  ['distance', { params: ['float', 'float', 'float', 'float'], result: 'float' }],
  ['private', unary('ip', 'bool')],
  ['network', { params: ['ip', 'int', 'int'], optional: 1, result: 'network', partial: true }],
]);

/** Zones that exist: V8 takes 15 ms to look at the first, which the default need not cost, and most of one at each other. */
const zones = new Set(['UTC']);

/** Whether a time zone of this name exists. */
export function isZone(name: string): boolean {
  if (zones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    zones.add(name);
    return true;
  } catch {
    return false;
  }
}
