/**
 * The source notation of vectors: `### NAME: TITLE`, rules over the records `g.a` to `g.e`, `==>`, and a log with a
 * line for each record. `5 a k=x n=2` is record `a` at second 5, `a+b` one record with two names, `a*3` one with weight
 * 3; a time alone advances the watermark. Records declared in the rules have their full names. A first line `run …`
 * sets options of the run. Times are seconds.
 */

import { compile } from '../../src/dsl/compiler.ts';
import type { RecordPlan } from '../../src/dsl/pattern-plan.ts';
import type { Plan, Type } from '../../src/dsl/plan.ts';
import type { Runnable } from './run.ts';
import type { PlainValue, Vector, VectorRecord, VectorRun } from './vector.ts';

const SECOND = 1_000_000;
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const FIELDS = 'k: text?, j: text?, i: text?, s: text?, n: int?, f: float?, l: list(text)?, addr: ip?, took: duration?';

/** All records have the same fields. */
const RECORDS = `records g from json {
${NAMES.map((name) => `  ${name} = { event: "${name}", ${FIELDS} }`).join('\n')}
}
`;

export interface WrittenVector extends Pick<Vector, 'title' | 'rules'>, Runnable {
  name: string;
}

/** All vectors in a text. @throws Error if one does not compile. */
export function readVectors(text: string): WrittenVector[] {
  return text.split(/^### /m).slice(1).map(readVector);
}

function readVector(text: string): WrittenVector {
  const [, name = '', title = '', source = '', log = ''] = /^([\w-]+): (.*)\n([\s\S]*?)^==>\n([\s\S]*)$/m.exec(text) ?? [];
  const [, settings = '', rules = ''] = /^(?:run (.*)\n)?([\s\S]*)$/.exec(source) ?? [];
  const plan = planOf(name, rules);
  const lines = log.split('\n').filter((line) => line !== '');
  return {
    name,
    title,
    rules: rules.trimEnd().split('\n'),
    plan,
    run: runOf(plan, settings),
    input: lines.map((line) => recordOf(plan, line)),
  };
}

/** Other files that the rules read follow, each after a line `--- path`. */
function planOf(name: string, source: string): Plan {
  const [rules = '', ...others] = source.split(/^--- /m);
  const files = new Map(others.map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)]));
  const { plan, diagnostics } = compile({ read: (path) => files.get(path) ?? RECORDS + rules }, ['rules.corr']);
  if (!plan) throw new Error([`${name} does not compile`, ...diagnostics.map(({ message }) => message)].join('\n'));
  return plan;
}

function runOf(plan: Plan, settings: string): VectorRun {
  const {
    lateness = '0',
    late = 'deliver',
    atEnd = 'open',
    ...params
  } = Object.fromEntries(settings.split(' ').filter(Boolean).map(pairOf));
  const typed = Object.entries(params).map(([name, text]) => [name, readValue(text, typeOf(plan.params, name))]);
  return {
    lateness: micros(lateness),
    late: late as VectorRun['late'],
    atEnd: atEnd as VectorRun['atEnd'],
    params: Object.fromEntries(typed),
  };
}

function recordOf(plan: Plan, line: string): Omit<VectorRecord, 'watermark'> {
  const [time = '', names = '', ...pairs] = line.split(/ +/);
  const [written = '', weight = '1'] = names.split('*');
  const found = written.split('+').flatMap((name) => plan.records.filter((record) => [name, `g.${name}`].includes(record.name)));
  return { time: micros(time), matches: found.map((record) => matchOf(record, Number(weight), pairs)) };
}

function matchOf({ name, fields }: RecordPlan, weight: number, pairs: readonly string[]): VectorRecord['matches'][number] {
  const typed = pairs.map(pairOf).filter(([field]) => fields.some((one) => one.name === field));
  return {
    record: name,
    weight,
    fields: Object.fromEntries(typed.map(([field, text]) => [field, readValue(text, typeOf(fields, field))])),
  };
}

function pairOf(text: string): [name: string, value: string] {
  const [name = '', value = ''] = text.split('=');
  return [name, value];
}

function typeOf(named: readonly { name: string; type: Type }[], name: string): Type | undefined {
  return named.find((one) => one.name === name)?.type;
}

function readValue(text: string, type: Type | undefined): PlainValue {
  if (type === 'int' || type === 'float') return Number(text);
  if (type === 'duration') return micros(text);
  if (type === 'json') return JSON.parse(text) as PlainValue;
  return text.startsWith('[') ? text.slice(1, -1).split(',').filter(Boolean) : text;
}

const micros = (seconds: string) => Math.round(Number(seconds) * SECOND);
