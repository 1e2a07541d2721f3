/**
 * The place of each outcome of an engine in the order in which a single engine would report all of them. Every engine is
 * told of every log record, so that all agree on how many were delivered; what happens between two records is ordered by
 * deadline, rule and order of opening, and what one record brings about by rule, followed by what is chained to it.
 */

import type { Plan } from '../../dsl/plan.ts';
import type { Subject } from '../engine/deadlines.ts';
import type { Engine } from '../engine/engine.ts';
import type { LogEvent } from '../engine/event.ts';
import type { Observer } from '../engine/host.ts';
import type { Outcome } from '../record.ts';
import { Queue } from '../values/queue.ts';
import type { Lane } from './lanes.ts';

/** Numbers compared lexicographically. */
export type Place = readonly [records: number, cause: number, first: number, second: number, third: number];

/** The length of a {@link Place}. */
export const PLACE = 5;

/** Whether the place at an index of some numbers comes before that at an index of others. */
export function isBefore(numbers: ArrayLike<number>, at: number, others: ArrayLike<number>, otherAt: number): boolean {
  for (let i = 0; i < PLACE; i++) {
    const [own, other] = [numbers[at + i] as number, others[otherAt + i] as number];
    if (own !== other) return own < other;
  }
  return false;
}

/** The causes of outcomes, in the order in which they follow a record. */
const CAUSE = { record: 0, deadline: 1, end: 2 } as const;
/** More than can be opened at one record: no line, and no number of held records, is that long. */
const OPENED_AT_ONCE = 2 ** 20;

/** An outcome on its way to the rules that are chained to it. */
interface Link {
  depth: number;
  /** The rule that received the record itself, at the beginning of the chain. */
  root: number;
}

export class OutcomeOrder implements Observer {
  private records = 0;
  private cause: number = CAUSE.record;
  /** The subject that was due or closed last: when, its rule, and its number. */
  private at = 0;
  private rule = 0;
  private opened = 0;
  private link: Link | undefined;
  private readonly chained = new Queue<Link>();
  private readonly chains: ReadonlySet<string>;
  private readonly orders: ReadonlyMap<string, number>;

  constructor(
    private readonly plan: Plan,
    private readonly lane: Lane,
    private readonly engine: Engine,
  ) {
    this.chains = new Set(plan.records.flatMap(({ outcome }) => (outcome ? chainKey(outcome) : [])));
    this.orders = new Map(plan.rules.map(({ name }, order) => [name, order]));
  }

  delivering({ matches: [first] }: LogEvent): void {
    if (first && this.plan.records[first.record]?.outcome) this.link = this.chained.take();
    else this.begin();
  }

  private begin(): void {
    this.records++;
    this.cause = CAUSE.record;
    this.link = undefined;
    if (!this.lane.isPartitioned) return;
    for (const runner of this.engine.runners) runner.numberFrom(this.records * OPENED_AT_ONCE);
  }

  firing(subject: Subject, at: number): void {
    this.cause = CAUSE.deadline;
    this.at = at;
    this.point(subject);
  }

  closing(subject: Subject): void {
    this.cause = CAUSE.end;
    this.point(subject);
  }

  private point({ rule, opened }: Subject): void {
    this.rule = this.lane.of.rules[rule] ?? 0;
    this.opened = opened;
    this.link = undefined;
  }

  /** Must be called for each outcome as soon as it arises. */
  placeOf(outcome: Outcome): Place {
    const root = this.link?.root ?? this.orders.get(outcome.rule) ?? 0;
    const depth = this.link?.depth ?? 0;
    if (this.chains.has(chainKey(outcome))) this.chained.add({ depth: depth + 1, root });
    const { records, cause, at, rule, opened } = this;
    if (cause === CAUSE.record) return [records, cause, depth, root, 0];
    if (cause === CAUSE.deadline) return [records, cause, at, rule, opened];
    // At the end, orphans from held records come before what is open.
    return [records, cause, rule, outcome.outcome === 'orphan' ? 0 : 1, opened];
  }
}

function chainKey({ rule, outcome }: Pick<Outcome, 'rule' | 'outcome'>): string {
  return `${outcome} ${rule}`;
}
