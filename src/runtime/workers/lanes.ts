/**
 * Which rules of a program run in which worker, and which records each of them gets. Rules whose keys have fields in
 * common run in every worker, each for its own partitions: records that differ in those fields never meet. All others
 * run in one worker, together with the rules that they are chained to.
 */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import { type Plan, type RulePlan, USUAL_LIMIT } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import type { Match } from '../record.ts';
import { agree } from './agreement.ts';
import { partitionHash } from './partition-hash.ts';

/** Rules that one engine runs, in one worker or in each. */
interface LanePlan {
  /** Indexes among all rules, ascending. */
  rules: number[];
  /** The fields by which records are distributed to workers; if empty, all go to `home`. */
  fields: readonly string[];
  home: number;
}

export class Lane {
  /** The program with the rules of the lane only. */
  readonly plan: Plan;
  /** By record: the slots of the partition fields, empty if it does not carry them; undefined if no rule knows it. */
  private readonly slots: readonly (readonly number[] | undefined)[];

  constructor(
    plan: Plan,
    readonly of: LanePlan,
    private readonly workers: number,
  ) {
    const rules = of.rules.map((rule) => plan.rules[rule] as RulePlan);
    this.plan = { ...plan, rules };
    const known = new Set(rules.flatMap(recordsOf));
    const carriers = new Set(of.fields.length > 0 ? rules.flatMap(carriersOf) : []);
    this.slots = plan.records.map(({ fields }, record) => {
      if (!known.has(record)) return undefined;
      return carriers.has(record) ? of.fields.map((name) => fields.findIndex((field) => field.name === name)) : [];
    });
  }

  /** Whether an engine of the lane runs in a worker. */
  isIn(worker: number): boolean {
    return this.isPartitioned || this.of.home === worker;
  }

  get isPartitioned(): boolean {
    return this.of.fields.length > 0;
  }

  /** The worker whose engine gets a log record; undefined if no rule of the lane knows it. */
  workerOf(matches: readonly Match[]): number | undefined {
    let isKnown = false;
    for (const { record, values } of matches) {
      const slots = this.slots[record];
      if (!slots) continue;
      isKnown = true;
      const hash = slots.length > 0 ? partitionHash(slots, values) : undefined;
      if (hash !== undefined) return hash % this.workers;
    }
    return isKnown ? this.of.home : undefined;
  }
}

export function lanesOf(plan: Plan, workers: number): Lane[] {
  return lanePlans(plan, workers).map((of) => new Lane(plan, of, workers));
}

/** How many of the workers would have something to do. */
export function usefulWorkers(plan: Plan, most: number): number {
  if (most === 0) return 0;
  const lanes = lanePlans(plan, most);
  return lanes.some(({ fields }) => fields.length > 0) ? most : lanes.length;
}

function lanePlans(plan: Plan, workers: number): LanePlan[] {
  const partitioned: LanePlan[] = [];
  const whole = new Map<number, LanePlan>();
  let next = 0;
  for (const rules of chains(plan)) {
    const [rule] = rules;
    if (rules.length === 1 && rule !== undefined && isDivisible(plan, rule)) {
      addPartitioned(partitioned, plan, rule);
      continue;
    }
    const home = next++ % workers;
    const lane = getOrMake(whole, home, () => ({ rules: [], fields: [], home }));
    lane.rules = [...lane.rules, ...rules].sort((a, b) => a - b);
  }
  return [...whole.values(), ...partitioned];
}

/** Groups of rules that are chained to each other, directly or indirectly. */
function chains({ rules, records }: Plan): number[][] {
  const places = new Map(rules.map(({ name }, place) => [name, place]));
  const chainOf = rules.map((_, place) => [place]);
  for (const [place, rule] of rules.entries()) {
    for (const record of recordsOf(rule)) {
      const source = records[record]?.outcome?.rule;
      const [own = [], other = []] = [chainOf[place], source === undefined ? undefined : chainOf[places.get(source) ?? place]];
      if (own === other || other.length === 0) continue;
      const joined = [...own, ...other];
      for (const one of joined) chainOf[one] = joined;
    }
  }
  return [...new Set(chainOf)];
}

/** Whether the outcomes of one partition are independent of the others, which a limit of its own and `once per` prevent. */
function isDivisible(plan: Plan, place: number): boolean {
  const rule = plan.rules[place] as RulePlan;
  if (rule.kind === 'schedule' || rule.partition.length === 0) return false;
  if (rule.limit !== USUAL_LIMIT || rule.reporting.report?.oncePer !== undefined) return false;
  return allAgree(plan, place, rule.partition);
}

function addPartitioned(lanes: LanePlan[], plan: Plan, rule: number): void {
  const fields = plan.rules[rule]?.partition ?? [];
  const key = JSON.stringify(fields);
  const lane = lanes.find((one) => JSON.stringify(one.fields) === key && joins(plan, rule, one));
  if (lane) lane.rules.push(rule);
  else lanes.push({ rules: [rule], fields, home: 0 });
}

/** Whether the carriers of a rule agree with those of a lane; within each, they do. */
function joins(plan: Plan, rule: number, { rules, fields }: LanePlan): boolean {
  const others = carriersIn(plan, rules);
  return [...carriersIn(plan, [rule])].every((one) => others.has(one) || [...others].every((other) => agree(one, other, fields)));
}

function allAgree(plan: Plan, place: number, fields: readonly string[]): boolean {
  const carriers = [...carriersIn(plan, [place])];
  return carriers.every((one, i) => carriers.slice(i + 1).every((other) => agree(one, other, fields)));
}

function carriersIn({ rules, records }: Plan, places: readonly number[]): Set<RecordPlan> {
  return new Set(places.flatMap((place) => carriersOf(rules[place] as RulePlan)).flatMap((record) => records[record] ?? []));
}

/** The records that move a rule, or that its look-backs see. */
function recordsOf({ known, lookbacks }: RulePlan): number[] {
  return [...known, ...lookbacks.flatMap(({ records }) => records)];
}

function carriersOf({ keys }: RulePlan): number[] {
  return keys.flatMap(({ carriers }) => carriers.map(({ record }) => record));
}
