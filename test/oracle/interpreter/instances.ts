/** What becomes of one instance: the ways on from where it stands, its endings, its deadlines, its end. */

import type { EndingPlan, PatternNode, TransactionPlan } from '../../../src/dsl/plan.ts';
import type { Match, ReasonCode } from '../../../src/runtime/record.ts';
import { nextClock } from './clocks.ts';
import { evaluate } from './expressions.ts';
import { type Deadline, type Event, type KeyValue, Machine, type Saying, type Seen, type World } from './machine.ts';
import {
  inOrder,
  isDone,
  type Move,
  movesOf,
  numbered,
  type Pause,
  type Position,
  passed,
  type Running,
  running,
  stillClosed,
} from './pattern.ts';

export interface Instance {
  /** Its place in the order of opening. */
  number: number;
  /** Of the opening record: its own time, and its instant. */
  begin: number;
  opened: number;
  /** In order of binding. */
  values: KeyValue[];
  /** Its records, with the captures that hold each. `again`: the record was there already, under another name. */
  records: { match: Match; event: Event; captures: number[]; again?: boolean }[];
  /** By capture: the last record, when it came. */
  captured: Map<number, { match: Match; event: Event; instant: number }>;
  position: Position | undefined;
  /** Number of the element that took the last record; what it is called. */
  step: number;
  lastStep: string | undefined;
  /** The instant of the last record that a step took, and of that or of a pause that passed since. */
  lastTaken: number;
  lastMove: number;
  /** Elements with `next` in front that an unexpected record has closed. */
  closed: PatternNode[];
  /** Warnings that were told: by their name, or without one each by itself. */
  warned: Set<string | EndingPlan>;
  ended: boolean;
}

export type Action =
  | { kind: 'ending'; ending: EndingPlan; match: Match }
  | { kind: 'guard'; code: 'without' | 'no'; match: Match }
  | { kind: 'step'; move: Move; match: Match };

/** What a record leads to for one instance. `noticed`: a warning or a release took it. */
export interface Decision {
  warnings: { ending: EndingPlan; match: Match }[];
  action: Action | undefined;
  noticed: boolean;
}

/** The ways on, in order of priority, and the guards and pauses that run. */
interface Ahead {
  moves: Move[];
  running: Running[];
}

const NO_LINGER: readonly ReasonCode[] = ['restart', 'overtaken', 'limit'];

/** What a record or deadline makes of an instance. */
export type How = Pick<Saying, 'outcome' | 'name' | 'code'>;

export abstract class InstanceMachine extends Machine<TransactionPlan> {
  /** In order of opening. */
  protected open: Instance[] = [];
  /** How many instances were opened and records held so far. */
  protected numbersGiven = 0;
  /** Values of instances that have ended. */
  protected lingering: { ids: Set<string>; until: number }[] = [];
  protected readonly numbers: ReadonlyMap<PatternNode, number>;
  /** By position, or by the pattern where nothing was taken yet. */
  private readonly known = new WeakMap<Position | PatternNode, Ahead>();
  /** Failures first, each in written order. */
  protected readonly endings: EndingPlan[];

  constructor(plan: TransactionPlan, world: World) {
    super(plan, world);
    const failures = plan.endings.filter(({ outcome }) => outcome === 'failure');
    this.endings = [...failures, ...plan.endings.filter((ending) => !failures.includes(ending))];
    this.numbers = numbered(plan.pattern);
  }

  /** The endings `on`, or those `all`, that a record leads to: warnings, and the first that ends. */
  protected endingsOn(instance: Instance, event: Event, values: readonly KeyValue[], all: boolean) {
    const warnings: Decision['warnings'] = [];
    const seen = this.seenBy(instance, values, event.time);
    for (const ending of this.endings) {
      if (ending.all !== all || !this.applies(instance, ending, event)) continue;
      const match = this.fitting(ending.on, event, seen);
      if (!match) continue;
      if (ending.outcome !== 'warning') return { warnings, action: { kind: 'ending', ending, match } satisfies Action };
      warnings.push({ ending, match });
    }
    return { warnings, action: undefined };
  }

  /** `since` and `before`; not on the very record that the step of `since` has just taken. */
  private applies({ captured }: Instance, { since, before }: EndingPlan, event?: Event): boolean {
    if (before !== undefined && captured.has(before)) return false;
    const step = since === undefined ? undefined : captured.get(since);
    return since === undefined || (step !== undefined && step.event !== event);
  }

  protected guard(instance: Instance, event: Event, values: readonly KeyValue[]): Action | undefined {
    const seen = this.seenBy(instance, values, event.time);
    for (const { node } of this.ahead(instance).running) {
      const code = node.kind === 'no' ? 'no' : 'without';
      const match = this.fitting(node.kind === 'no' ? node.of : node.without, event, seen);
      if (match) return { kind: 'guard', code, match };
    }
    return undefined;
  }

  /** What follows from where an instance stands. As positions never change, it is worked out once for each. */
  private ahead({ position }: Instance): Ahead {
    const { pattern } = this.plan;
    const known = this.known.get(position ?? pattern);
    const ahead = known ?? { moves: inOrder(movesOf(pattern, position), this.numbers), running: running(pattern, position) };
    this.known.set(position ?? pattern, ahead);
    return ahead;
  }

  /** The ways on, in order of priority. */
  protected ways(instance: Instance): Move[] {
    const { moves } = this.ahead(instance);
    return moves.filter(({ enters }) => !enters.some((node) => instance.closed.includes(node)));
  }

  protected step(instance: Instance, event: Event, values: readonly KeyValue[]): (Action & { kind: 'step' }) | undefined {
    const seen = this.seenBy(instance, values, event.time);
    for (const move of this.ways(instance)) {
      const match = this.fitting(move.take.of, event, seen);
      if (match) return { kind: 'step', move, match };
    }
    return undefined;
  }

  protected advance(instance: Instance, { move, match }: { move: Move; match: Match }, event: Event): void {
    const instant = this.world.now;
    const { captures } = move.take;
    instance.records.push({ match, event, captures: [...captures] });
    for (const capture of captures) instance.captured.set(capture, { match, event, instant });
    Object.assign(instance, {
      position: move.after({ last: instance.lastMove, now: instant }),
      step: this.numbers.get(move.take),
      lastTaken: instant,
      lastMove: instant,
    });
    instance.lastStep =
      captures.map((capture) => this.plan.captures[capture]?.name).find((name) => name) ?? this.world.plan.records[match.record]?.name;
    instance.closed = stillClosed(this.plan.pattern, instance.closed, move.take);
  }

  /** An instance that has taken nothing yet. */
  protected blank({ time }: Event): Instance {
    const { now } = this.world;
    const times = { begin: time, opened: now, lastTaken: now, lastMove: now };
    const lists = { values: [], records: [], captured: new Map(), closed: [], warned: new Set<string | EndingPlan>() };
    return { number: this.numbersGiven, ...times, ...lists, position: undefined, step: -1, lastStep: undefined, ended: false };
  }

  // ── ends ──

  protected complete(instance: Instance, at: number, values: readonly KeyValue[]): void {
    const { complete } = this.plan;
    const saying = this.saying(instance, { outcome: 'success', code: 'complete' }, at);
    const seen = { ...this.seenBy(instance, values, at), saying };
    if (!complete || evaluate(complete.when, this.scope(seen), this.world) === true) this.end(instance, saying, at, values);
    else this.end(instance, { outcome: 'failure', name: complete.otherwise, code: 'condition' }, at, values);
  }

  /** Ends at a record, which is one of its own. */
  protected endBy(instance: Instance, how: How, match: Match, event: Event, values: readonly KeyValue[], capture?: number): void {
    const last = instance.records.at(-1);
    const captures = capture === undefined ? [] : [capture];
    // Choice: the record that opened an instance and ends it is one record, whatever its names.
    if (last?.match === match) last.captures.push(...captures);
    else instance.records.push({ match, event, captures, again: last?.event === event });
    this.end(instance, how, event.time, values);
  }

  protected end(instance: Instance, how: How, at: number, values: readonly KeyValue[]): void {
    instance.ended = true;
    this.open = this.open.filter((other) => other !== instance);
    const { linger } = this.plan;
    if (linger && !NO_LINGER.includes(how.code)) {
      const ids = new Set(instance.values.map(({ id }) => id));
      this.lingering.push({ ids, until: this.world.now + this.micros(linger.duration) });
    }
    this.say(instance, how, at, values);
  }

  protected warnAll(instance: Instance, warnings: Decision['warnings'], event: Event, values: readonly KeyValue[]): void {
    for (const { ending, match } of warnings) {
      if (ending.capture !== undefined) instance.captured.set(ending.capture, { match, event, instant: this.world.now });
      this.warn(instance, ending, 'on', event.time, values);
    }
  }

  /** Once an instance and name. Choice: warnings without a name are each a warning of its own. */
  private warn(instance: Instance, ending: EndingPlan, code: ReasonCode, at: number, values: readonly KeyValue[]): void {
    const { name } = ending;
    if (instance.warned.has(name ?? ending)) return;
    instance.warned.add(name ?? ending);
    this.say(instance, { outcome: 'warning', name, code }, at, values);
  }

  private say(instance: Instance, how: How, at: number, values: readonly KeyValue[]): void {
    this.tell(this.saying(instance, how, at), this.seenBy(instance, values, at));
  }

  private saying(instance: Instance, how: How, end: number): Saying {
    const { begin, values, lastStep } = instance;
    const ways = isDone(this.plan.pattern, instance.position) ? [] : this.ways(instance).map(({ take }) => take);
    const written = ways.sort((a, b) => (this.numbers.get(a) ?? 0) - (this.numbers.get(b) ?? 0));
    // Choice: elements are called by the names of the records that they take.
    const names = written.flatMap(({ of }) => of.map(({ record }) => this.world.plan.records[record]?.name ?? ''));
    const records = instance.records.filter(({ again }) => !again).map(({ match }) => match);
    return { ...how, begin, end, values: [...values], awaited: [...new Set(names)], lastStep, records };
  }

  protected seenBy(instance: Instance, carried: readonly KeyValue[], at: number): Seen {
    return {
      values: instance.values,
      carried,
      at,
      capture: (index) => instance.captured.get(index)?.match,
      summed: () => instance.records.map(({ match, captures, again }) => ({ matches: [match], captures, again: again === true })),
    };
  }

  /** Those of the pattern before the endings, each in written order. */
  protected deadlinesOf(instance: Instance): Deadline[] {
    const found: Deadline[] = [];
    for (const { node, since = instance.lastMove } of this.ahead(instance).running) {
      if (node.kind === 'wait' || node.kind === 'no') {
        const at = since + this.micros(node.duration);
        found.push({ at, fire: () => this.pass(instance, node, at) });
      } else if (node.within !== undefined) {
        const at = since + this.micros(node.within);
        found.push({ at, fire: () => this.end(instance, { outcome: 'timeout', code: 'within' }, at, []) });
      }
    }
    for (const ending of this.plan.endings) {
      const at = this.applies(instance, ending) ? this.dueOf(instance, ending) : undefined;
      if (at === undefined || (ending.outcome === 'warning' && instance.warned.has(ending.name ?? ending))) continue;
      found.push({ at, fire: () => this.endAt(instance, ending, at) });
    }
    return found;
  }

  private dueOf(instance: Instance, { after, by, since }: EndingPlan): number | undefined {
    const from = since === undefined ? instance.opened : (instance.captured.get(since)?.instant ?? instance.opened);
    if (after) return (after.idle ? instance.lastTaken : from) + this.micros(after.duration);
    return by && nextClock(by, from);
  }

  private endAt(instance: Instance, ending: EndingPlan, at: number): void {
    if (ending.outcome === 'warning') this.warn(instance, ending, codeOf(ending), at, []);
    else this.end(instance, { outcome: ending.outcome, name: ending.name, code: codeOf(ending) }, at, []);
  }

  private pass(instance: Instance, pause: Pause, at: number): void {
    if (!instance.position) return;
    instance.position = passed(this.plan.pattern, instance.position, pause, at);
    instance.lastMove = at;
    if (isDone(this.plan.pattern, instance.position)) this.complete(instance, at, []);
  }
}

function codeOf({ after }: EndingPlan): ReasonCode {
  return after ? (after.idle ? 'idle' : 'after') : 'by';
}
