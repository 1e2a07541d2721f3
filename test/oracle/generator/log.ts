/** Random logs for a program: few key values and a coarse clock, so that stamps and deadlines coincide. */

import type { RecordPlan } from '../../../src/dsl/pattern-plan.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { evaluate, holds } from '../interpreter/expressions.ts';
import type { LogItem, Run } from '../interpreter/interpreter.ts';
import { KINDS, NAMES } from './program.ts';
import type { Random } from './random.ts';
import { changeFor } from './zones.ts';

/** A line of a generated log, before it is matched. */
export interface Line {
  /** Seconds after midnight of 1 March 2024. */
  at: number;
  /** The records that it matches; if empty, the clock moves, or nothing matches the line. */
  kinds: string[];
  fields: { k?: string; j?: string; m?: number; l?: string[]; t?: number; i?: string; q?: boolean; w?: number };
  weight: number;
  advance?: true;
  /** Its stamp is ahead of the clock, and not believed. */
  ahead?: true;
  /** What is done to a rule of this name. */
  expire?: string;
  change?: string;
}

export type Setting = Omit<Run, 'params'>;

const BASE = Date.UTC(2024, 2, 1) * 1000;
const SECOND = 1_000_000;
const DAY = 86_400;

const NOTHING = { kinds: [], fields: {}, weight: 1 };

/** For a program: whether its logs may cross midnight, and begin as clocks change. */
export function randomLog(random: Random, program: string): Line[] {
  const days = /by \d\d:/.test(program) && !/every \d+s/.test(program);
  const change = random.chance(0.5) ? changeFor(random, program) : undefined;
  const lines: Line[] = [];
  const disorder = random.pick([0, 0, 0.1, 0.25]);
  const values = random.pick([['x'], ['x', 'y'], ['x', 'y'], ['x', 'y', 'z']]);
  const isTyped = /i: ip/.test(program);
  let clock = random.int(0, 12) + (change === undefined ? 0 : change - 8);
  for (let count = random.int(3, 24); count > 0; count--) {
    clock += random.chance(0.02) ? (days ? DAY : 30) : random.pick([0, 0, 0, 1, 1, 1, 2, 2, 3, 5]);
    const at = Math.max(0, clock - (random.chance(disorder) ? random.int(1, 6) : 0));
    const other = random.next();
    if (other < 0.03) lines.push({ ...NOTHING, at, advance: true });
    else if (other < 0.05) lines.push({ ...NOTHING, at, [random.pick(['expire', 'change'])]: random.pick(NAMES) });
    else if (other < 0.07) lines.push({ ...randomLine(random, clock + random.int(1, 9), values, isTyped), ahead: true });
    else lines.push(randomLine(random, at, values, isTyped));
  }
  return lines;
}

function randomLine(random: Random, at: number, values: readonly string[], isTyped: boolean): Line {
  const kind = random.pick(KINDS);
  const kinds = random.chance(0.04) ? [] : random.chance(0.06) ? [...new Set([kind, random.pick(KINDS)])] : [kind];
  const fields: Line['fields'] = {};
  if (random.chance(0.85)) fields.k = random.pick(values);
  if (random.chance(0.6)) fields.j = random.pick(values);
  if (random.chance(0.85)) fields.m = random.int(0, 3);
  if (random.chance(0.7)) fields.l = random.chance(0.15) ? [] : Array.from({ length: random.int(1, 3) }, () => random.pick(values));
  if (isTyped) Object.assign(fields, typed(random));
  return { at, kinds, fields, weight: random.chance(0.06) ? 3 : 1 };
}

function typed(random: Random): Line['fields'] {
  const all: Line['fields'] = {
    t: random.pick([0, 1, 1.5, 2, 3, -1]) * SECOND,
    i: random.pick(['10.0.0.1', '10.1.0.1', '8.8.8.8', '2001:db8::1', 'fe80::1']),
    q: random.chance(0.5),
    w: random.int(-3, 8) / 4,
  };
  return Object.fromEntries(Object.entries(all).filter(() => random.chance(0.8)));
}

export function randomSetting(random: Random): Setting {
  return {
    lateness: random.pick([0, 0, 0, 2, 5]) * SECOND,
    late: random.chance(0.08) ? 'drop' : 'deliver',
    atEnd: random.chance(0.15) ? 'expire' : 'open',
  };
}

/** The lines as records of a plan. */
export function matchedLog(plan: Plan, lines: readonly Line[]): LogItem[] {
  return lines.map(({ at, kinds, fields, weight, advance, ahead, expire, change }, i): LogItem => {
    const time = BASE + at * SECOND;
    if (advance) return { kind: 'advance', to: time };
    if (expire) return { kind: 'expire', rule: expire };
    if (change) return { kind: 'change', rule: change };
    const matches: Match[] = [];
    for (const [record, recordPlan] of plan.records.entries()) {
      if (recordPlan.outcome || !kinds.some((kind) => recordPlan.name === `r.${kind}`)) continue;
      const match = matchOf(plan, { record, time, weight, source: 0, line: i + 1, values: valuesOf(recordPlan, fields) });
      if (match) matches.push(match);
    }
    return { kind: 'record', time, matches, ...(ahead && { ahead }) };
  });
}

function valuesOf({ fields: slots }: RecordPlan, fields: Line['fields']): (Value | undefined)[] {
  const values = new Map<string, Value>(Object.entries(fields));
  return slots.map(({ name }) => values.get(name));
}

/** Includes the fields that the record derives, and its weight; undefined if its conditions, which know these, do not hold. */
function matchOf(plan: Plan, match: Match): Match | undefined {
  const { before = [], lets = [], where = [], weight } = plan.records[match.record] ?? {};
  const scope = { plan, params: new Map(), match };
  for (const { slot, value } of lets) match.values[slot] = evaluate(value, scope);
  const chosen = weight && evaluate(weight, scope);
  if (typeof chosen === 'number') match.weight = chosen;
  return [...before, ...where].every((condition) => holds(condition, scope)) ? match : undefined;
}

/** The lines as text that programs read; empty objects stand for whatever is no record. */
export function textOf({ at, kinds, fields: { t, ...fields }, advance, expire, change }: Line): string {
  const time = new Date((BASE + at * SECOND) / 1000).toISOString();
  const known = { ...Object.fromEntries(kinds.map((kind) => [kind, true])), ...fields, ...(t !== undefined && { t: `${t / SECOND}s` }) };
  return JSON.stringify(advance || expire || change ? {} : { time, ...known });
}
