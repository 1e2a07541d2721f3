/**
 * The oracle: a naive interpreter of a Plan, written from the pages that say what the language means, `language.md` and
 * `semantics.md`, and from what `live-state.md` says of rules that change. It is to be read beside them: each file, and each
 * function where it matters, names the section or the numbered line that it transcribes, and says `Choice` where the pages
 * leave one. It keeps every record, looks through all of them at every step, works everything out anew, and is as slow as it
 * is plain.
 *
 * It covers all that a rule can say: keys, patterns, endings, policies, windows, schedules, chains, time, what is told,
 * expressions and summaries. Left out: how records are recognised, as its log is one of recognised records; and the
 * reasons of outcomes, which are prose. It shares the types of the Plan with the engine, and no code.
 */

import type { Plan, RulePlan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { ownOf, shareOut } from './draining.ts';
import { byTime } from './expressions.ts';
import { type Entry, known, type Program, type Rule, type Told, type World } from './rule.ts';
import { Schedule } from './schedule.ts';
import { Transaction } from './transaction.ts';
import { Window } from './window.ts';

/**
 * A log record; `ahead`: its stamp is not believed, and does not move the clock. Or the clock of an idle run: it advances
 * as if a record of that time had arrived. Or what is done to a rule from outside: every other transaction that it has open
 * is ended by hand, or it is replaced by one of the same meaning, which begins empty. Or the program changes.
 */
export type LogItem =
  | { kind: 'record'; time: number; matches: readonly Match[]; ahead?: boolean }
  | { kind: 'advance'; to: number }
  | { kind: 'expire' | 'change'; rule: string }
  | { kind: 'reload'; policy: 'abandon' | 'migrate' | 'drain'; to: Program };

export interface Run {
  lateness: number;
  late: 'deliver' | 'drop';
  /** What happens to open instances when the input ends. */
  atEnd: 'open' | 'expire';
  params?: ReadonlyMap<string, Value>;
}

/** Every outcome of a log, in order, and how often what happened. End of input (language.md 8; semantics.md 20): the clock has gone to the greatest time seen. */
export function interpret(plan: Program, log: readonly LogItem[], run: Run): Pick<Interpreter, 'outcomes' | 'counts'> {
  const interpreter = new Interpreter(plan, run.params);
  const last = Math.max(...log.map(timeOf));
  for (const step of steps([...log, { kind: 'advance', to: last + run.lateness }], run)) interpreter.take(step);
  interpreter.count('futureDropped', log.filter((item) => item.kind === 'record' && item.matches.length > 0 && item.time > last).length);
  interpreter.end(run.atEnd);
  return interpreter;
}

/** The time to which an item moves the clock. */
export function timeOf(item: LogItem): number {
  if (item.kind === 'record' && !item.ahead) return item.time;
  return item.kind === 'advance' ? item.to : Number.NEGATIVE_INFINITY;
}

/** An instant: earlier deadlines have fired, then its record is delivered, unless it is dropped, or something is done to a rule. */
interface Step {
  instant: number;
  record?: LogItem & { kind: 'record' };
  isLate?: boolean;
  act?: LogItem & { kind: 'expire' | 'change' | 'reload' };
}

/**
 * 8: the watermark releases records in order of time, those of one time in order of arrival; late ones are delivered at
 * once. Those whose time has not come at the end are left out.
 */
function steps(log: readonly LogItem[], { lateness, late }: Run): Step[] {
  let waiting: (LogItem & { kind: 'record' })[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  return log.flatMap((item): Step[] => {
    // Choice: what waits was recognised by the former program, and of that what is no record or no field any more is forgotten.
    if (item.kind === 'reload')
      waiting = waiting.map((one) => ({ ...one, matches: one.matches.flatMap((match) => inTermsOf(item.to, match)) }));
    if (item.kind === 'expire' || item.kind === 'change' || item.kind === 'reload') return [{ instant: watermark, act: item }];
    const isLate = item.kind === 'record' && item.time < watermark;
    if (isLate) return [{ instant: watermark, isLate, ...(late === 'deliver' && { record: item }) }];
    if (item.kind === 'record') waiting.push(item);
    watermark = Math.max(watermark, timeOf(item) - lateness);
    const ready = byTime(waiting.filter(({ time }) => time <= watermark));
    waiting = waiting.filter(({ time }) => time > watermark);
    const isReached = ready.at(-1)?.time === watermark;
    return [...ready.map((record) => ({ instant: record.time, record })), ...(isReached ? [] : [{ instant: watermark }])];
  });
}

function inTermsOf(program: Program, match: Match): Match[] {
  const own = ownOf(program)[match.record];
  const { fields = [] } = program.records[match.record] ?? {};
  const isOwn = fields.map(({ name }) => own?.fields.some((field) => field.name === name));
  return own ? [{ ...match, values: match.values.map((value, slot) => (isOwn[slot] ? value : undefined)) }] : [];
}

const inOrder = ({ rules }: Plan) => rules.toSorted((a, b) => a.stage - b.stage || (a.name < b.name ? -1 : 1));

const KINDS = { transaction: Transaction, window: Window, schedule: Schedule };

/** @param begun whether it begins at once */
function ruleOf(plan: RulePlan, program: Program, world: World, begun = false): Rule {
  const make = KINDS[plan.kind] as new (plan: RulePlan, program: Program, world: World) => Rule;
  const rule = new make(plan, program, world);
  if (begun) rule.start();
  return rule;
}

/**
 * Order (language.md 7 and 8; semantics.md 1, 16, 20): by instant, stage of the chain, name of the rule, and the rule's
 * own priority.
 */
class Interpreter {
  readonly outcomes: Told[] = [];
  readonly counts = new Map<string, number>();
  private readonly world: World;
  /** Former versions of a rule come before the current one. */
  private rules: Rule[];
  /** Whether a record was delivered. */
  private begun = false;
  /** The number of outcomes delivered to every rule. */
  private chained = 0;

  constructor(
    private program: Program,
    ofRun: Run['params'] = new Map(),
  ) {
    const params = new Map([...program.params.map(({ name, value }) => [name, value as Value] as const), ...ofRun]);
    this.world = {
      ...{ params, now: 0, reached: Number.NEGATIVE_INFINITY, tell: (told) => this.outcomes.push(told) },
      count: (rule, what, times) => this.count(`${rule} ${what}`, times),
    };
    this.rules = inOrder(program).map((rule) => ruleOf(rule, program, this.world));
  }

  count(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times);
  }

  /** Of its rules, each once, in order. */
  private get names(): Set<string> {
    return new Set(this.rules.map(({ plan }) => plan.name));
  }

  /** The current one last. */
  private versionsOf(name: string): Rule[] {
    return this.rules.filter(({ plan }) => plan.name === name);
  }

  /** To every rule, whatever its versions. */
  private deliver(time: number, matches: readonly Match[]): void {
    for (const name of this.names) {
      const versions = this.versionsOf(name);
      if (versions.length > 1) shareOut(versions as Transaction[], time, matches);
      else versions[0]?.deliver(time, matches);
      for (const rule of versions) rule.moveTo(time);
    }
  }

  /** At one instant, records come before deadlines. */
  take({ instant, record, isLate, act }: Step): void {
    // Choice: a deadline that is over under a changed program fires once the clock moves.
    if (!act && !isLate) this.fireBefore(instant);
    if (isLate) this.count('late');
    if (isLate && !record) this.count('lateDropped');
    if (instant > Number.NEGATIVE_INFINITY) this.moveTo(instant);
    this.begun ||= record !== undefined;
    if (record) this.deliver(record.time, record.matches);
    if (act?.kind === 'reload') this.reload(act);
    if (act?.kind === 'expire') this.versionsOf(act.rule).reduce((before, rule) => before + rule.expire(before), 0);
    if (act?.kind === 'change') this.replace(this.versionsOf(act.rule));
    this.chain();
  }

  /** live-state.md: what it has open is reported, and a rule begins in its place. */
  private replace(versions: readonly Rule[]): void {
    this.close(versions, 'changed');
    for (const { plan } of versions) this.forgetCounts(plan.name);
    const isFormer = (rule: Rule) => versions.slice(0, -1).includes(rule);
    const renewed = (rule: Rule) => (versions.includes(rule) ? ruleOf(rule.plan, this.program, this.world, this.begun) : rule);
    this.rules = this.rules.filter((rule) => !isFormer(rule)).map(renewed);
  }

  private close(versions: readonly Rule[], code: Parameters<Rule['close']>[0]): void {
    for (const rule of versions) rule.close(code);
    this.chain();
  }

  /**
   * live-state.md, Changed rules: those whose meaning is the same go on; with `migrate` also those whose state has the same
   * shape; with `drain` what others have open goes on beside them, where it can.
   */
  private reload({ policy, to }: LogItem & { kind: 'reload' }): void {
    const goesOn = ({ plan }: Rule, after: RulePlan | undefined) =>
      plan.kind === after?.kind && (plan.meaning === after.meaning || (policy === 'migrate' && plan.layout === after.layout));
    const next = inOrder(to).map((plan) => ({ plan, versions: [] as Rule[] }));
    for (const name of this.names) {
      const after = next.find(({ plan }) => plan.name === name);
      const versions = this.versionsOf(name);
      const current = versions.at(-1) as Rule;
      const isKept = goesOn(current, after?.plan);
      const stays = isKept || (policy === 'drain' && current.canDrain(to));
      const staying = stays ? versions.filter((version) => version === current || version.canDrain(to)) : [];
      this.close(
        versions.filter((version) => !staying.includes(version)),
        'changed',
      );
      if (!stays) this.forgetCounts(name);
      if (isKept && after) current.goOn(after.plan, to);
      after?.versions.push(...staying, ...(isKept ? [] : [ruleOf(after.plan, to, this.world, this.begun)]));
    }
    for (const { plan, versions } of next) if (versions.length === 0) versions.push(ruleOf(plan, to, this.world, this.begun));
    for (const { versions } of next) versions.at(-1)?.succeed(versions.slice(0, -1));
    this.rules = next.flatMap(({ versions }) => versions);
    this.program = to;
  }

  private forgetCounts(rule: string): void {
    for (const what of this.counts.keys()) if (what.startsWith(`${rule} `)) this.counts.delete(what);
  }

  private fireBefore(instant: number): void {
    for (;;) {
      const [next] = byTime(this.rules.flatMap((rule) => rule.deadlines()));
      if (!next || next.time >= instant) return;
      this.moveTo(next.time);
      next.fire();
      this.chain();
    }
  }

  private moveTo(instant: number): void {
    this.world.now = instant;
    this.world.reached = Math.max(this.world.reached, instant);
    for (const rule of this.rules) rule.moveTo(instant);
  }

  /** 7: outcomes are records, delivered to every rule in the order in which they arose. */
  private chain(): void {
    for (; this.chained < this.outcomes.length; this.chained++) {
      const told = this.outcomes[this.chained] as Told;
      const matches = this.matchesOf(told);
      if (matches.length > 0) this.deliver(told.end, matches);
    }
  }

  /**
   * 23: the first value of each key part; of two parts with one name, that of the first key. A single part has two names.
   * Choice: what `emit` or a part of the key names is that alone, also where it is missing.
   */
  private matchesOf({ rule, outcome, name, code: reason, begin, end, records, fields, keys }: Told): Match[] {
    const { keys: plans = [], reporting } = this.program.rules.find(({ name }) => name === rule) ?? {};
    const emitted = new Set(reporting?.emit.map(({ name }) => name));
    const inKeys = new Set(plans.flatMap(({ parts }) => parts.map(({ name }) => name)));
    const parts = plans.flatMap(({ parts }, key) => parts.map(({ name }, part): Entry => [name, keys[key]?.values[0]?.[part]]));
    const whole = plans.flatMap(({ name, parts }, key): Entry[] => (parts.length === 1 ? [[name, keys[key]?.values[0]?.[0]]] : []));
    const own: Entry[] = Object.entries({ name, reason, begin, end, duration: end - begin });
    const common = [...whole.reverse(), ...own].filter(([name]) => !inKeys.has(name));
    const values = known([...[...common, ...parts.reverse()].filter(([name]) => !emitted.has(name)), ...fields]);
    const { source, line } = records.at(-1) ?? { source: -1, line: 0 };
    return this.program.records.flatMap(({ outcome: about, fields }, record) => {
      const match = { record, time: end, weight: 1, source, line, values: fields.map((field) => values.get(field.name)) };
      return about?.rule === rule && about.outcome === outcome ? [match] : [];
    });
  }

  /**
   * Choice: rule by rule, and in each version first its held records and then its open instances; its outcomes go to later stages together.
   */
  end(atEnd: Run['atEnd']): void {
    if (atEnd === 'expire') {
      for (const rule of this.rules) if (rule.plan.kind === 'schedule') rule.close('end_of_input');
      this.fireBefore(Number.POSITIVE_INFINITY);
    }
    for (const name of this.names) {
      this.moveTo(this.world.now);
      this.close(this.versionsOf(name), 'end_of_input');
    }
  }
}
