/** Random logs for a program: few key values and a coarse clock, so that stamps and deadlines coincide. */

import type { RecordPlan } from '../../../src/dsl/pattern-plan.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { evaluate, holds, type Scope } from '../interpreter/expressions.ts';
import { addressOf } from '../interpreter/functions.ts';
import type { LogItem, Run } from '../interpreter/interpreter.ts';
import { type Given, givenTo, randomParams, valuesOf } from './params.ts';
import { NAMES } from './program.ts';
import type { Random } from './random.ts';
import { type Fields, fieldsFor, KINDS, type Style, styleOf, type Values, valuesFor, written } from './records.ts';
import type { Scale } from './scale.ts';
import { changeFor } from './zones.ts';

/** A line of a generated log, before it is matched. */
export interface Line {
  /** Seconds after midnight of 1 March 2024. */
  at: number;
  /** The records that it matches; if empty, the clock moves, or nothing matches the line. */
  kinds: string[];
  fields: Fields;
  weight: number;
  advance?: true;
  /** Its stamp is ahead of the clock, and not believed. */
  ahead?: true;
  /** What is done to a rule of this name. */
  expire?: string;
  change?: string;
  /** The program changes to the other version, and what a changed rule has open is treated so. */
  reload?: 'abandon' | 'migrate' | 'drain';
}

/** How a program is run. */
export interface Setting extends Omit<Run, 'params'> {
  /** Values of params; others have their defaults. */
  given?: readonly Given[];
}

const BASE = Date.UTC(2024, 2, 1) * 1000;
const SECOND = 1_000_000;
const DAY = 86_400;
/** The share of logs that are long: the oracle is slow. */
const LONG = 0.001;

const microsOf = (at: number) => BASE + Math.round(at * SECOND);

const NOTHING = { kinds: [], fields: {}, weight: 1 };

/** For a program: whether its logs may cross midnight, and begin as clocks change. */
export function randomLog(random: Random, program: string, { seconds, begin }: Scale, changes = false): Line[] {
  const days = /by \d\d:/.test(program) && !/every \d+m?s/.test(program);
  const change = random.chance(0.5) ? changeFor(random, program) : undefined;
  const lines: Line[] = [];
  const disorder = random.pick([0, 0, 0.1, 0.25]);
  const style = styleOf(program);
  const isLong = random.chance(LONG);
  // So that much is within one window.
  const pace = isLong && random.chance(0.5) ? 0.02 : 1;
  const values = valuesFor(random, style, isLong && random.chance(0.7));
  let clock = random.int(0, 12) - (change === undefined ? 0 : 8);
  // Some stamps are just beside the others.
  const timeOf = (units: number) =>
    (change ?? begin) + units * seconds + (seconds !== 1 && random.chance(0.1) ? random.pick([-1, 1]) / SECOND : 0);
  for (let count = isLong ? random.int(100, 300) : random.int(3, 24); count > 0; count--) {
    clock += random.chance(0.02) ? (days ? DAY / seconds : 30) : random.pick([0, 0, 0, 1, 1, 1, 2, 2, 3, 5]) * pace;
    const at = timeOf(clock - (random.chance(disorder) ? random.int(1, 6) : 0));
    const other = random.next();
    if (other < 0.03) lines.push({ ...NOTHING, at, advance: true });
    else if (other < 0.05) lines.push({ ...NOTHING, at, [random.pick(['expire', 'change'])]: random.pick(NAMES) });
    else if (changes && other > 0.9)
      lines.push({ ...NOTHING, at, reload: random.pick(['abandon', 'migrate', 'migrate', 'drain', 'drain', 'drain']) });
    else if (other < 0.07) lines.push({ ...randomLine(random, timeOf(clock + random.int(1, 9)), style, values), ahead: true });
    else lines.push(randomLine(random, at, style, values));
  }
  return lines;
}

function randomLine(random: Random, at: number, style: Style, values: Values): Line {
  const kind = random.pick(KINDS);
  const kinds = random.chance(0.04) ? [] : random.chance(0.06) ? [...new Set([kind, random.pick(KINDS)])] : [kind];
  return { at, kinds, fields: fieldsFor(random, style, values, microsOf(at)), weight: random.chance(0.06) ? 3 : 1 };
}

export function randomSetting(random: Random, { seconds }: Scale): Setting {
  return {
    lateness: random.pick([0, 0, 0, 2, 5]) * seconds * SECOND,
    late: random.chance(0.08) ? 'drop' : 'deliver',
    atEnd: random.chance(0.15) ? 'expire' : 'open',
    given: randomParams(random),
  };
}

/** The lines as records of a plan, or, if the program changes, of the one that runs then. */
export function matchedLog(first: Plan, lines: readonly Line[], setting: Setting, other?: Plan): LogItem[] {
  let [plan, next] = [first, other ?? first];
  return lines.map(({ at, kinds, fields, weight, advance, ahead, expire, change, reload }, i): LogItem => {
    if (reload) [plan, next] = [next, plan];
    if (reload) return { kind: 'reload', policy: reload, to: plan };
    const time = microsOf(at);
    if (advance) return { kind: 'advance', to: time };
    if (expire) return { kind: 'expire', rule: expire };
    if (change) return { kind: 'change', rule: change };
    const params = paramsOf(plan, setting);
    const matches: Match[] = [];
    for (const [record, recordPlan] of plan.records.entries()) {
      if (recordPlan.outcome || !kinds.some((kind) => recordPlan.name === `r.${kind}`)) continue;
      const match = matchOf({ plan, params }, { record, time, weight, source: 0, line: i + 1, values: slotsOf(recordPlan, fields) });
      if (match) matches.push(match);
    }
    return { kind: 'record', time, matches, ...(ahead && { ahead }) };
  });
}

/** The values of all params in a run. */
function paramsOf(plan: Plan, setting: Setting): ReadonlyMap<string, Value> {
  return new Map([...plan.params.map(({ name, value }) => [name, value as Value] as const), ...valuesOf(givenTo(plan, setting))]);
}

/** An address is read in its own form, whatever its notation. */
function slotsOf({ fields: slots }: RecordPlan, { i, ...fields }: Fields): (Value | undefined)[] {
  const values = new Map<string, Value>(Object.entries({ ...fields, ...(i !== undefined && { i: addressOf(i) ?? '' }) }));
  return slots.map(({ name }) => values.get(name));
}

/** Includes the fields that the record derives, and its weight; undefined if its conditions, which know these, do not hold. */
function matchOf(program: Pick<Scope, 'plan' | 'params'>, match: Match): Match | undefined {
  const { before = [], lets = [], where = [], weight } = program.plan.records[match.record] ?? {};
  const scope = { ...program, match };
  for (const { slot, value } of lets) match.values[slot] = evaluate(value, scope);
  const chosen = weight && evaluate(weight, scope);
  if (typeof chosen === 'number' && chosen >= 0) match.weight = chosen;
  return [...before, ...where].every((condition) => holds(condition, scope)) ? match : undefined;
}

/**
 * A line as bytes that a program reads, with its line feed, in the format of its records if these are texts; an empty object
 * stands for what is no record.
 */
export function bytesOf({ formats: [format], records }: Plan, line: Line): Buffer {
  const { at, kinds, fields, weight, advance, expire, change, reload } = line;
  const isText = records.some(({ alternatives }) => alternatives[0]?.kind === 'template');
  const isNone = advance || expire || change || reload;
  const text = isNone ? '{}' : written(microsOf(at), kinds, fields, weight, isText ? format?.name : undefined);
  const parts = `${text}\n`.split('\ufffd').map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.of(0xff), part])));
}
