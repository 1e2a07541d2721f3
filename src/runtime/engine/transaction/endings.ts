/** The endings of a transaction, compiled, in the order in which they are tried. */

import { type EndingPlan, isCaptureField, type SpanPlan, type TransactionPlan } from '../../../dsl/plan.ts';
import { fieldReader } from '../../expression/fields.ts';
import { Zone } from '../../values/zone.ts';
import { Trigger } from '../event.ts';
import type { Host } from '../host.ts';
import type { Instance } from './instance.ts';

export class Ending {
  readonly kind = 'ending';
  readonly trigger: Trigger | undefined;
  /** The length of `after`, in microseconds: Infinity if the record that tells it does not. */
  readonly span: (instance: Instance) => number;
  private readonly zone: Zone | undefined;

  constructor(
    readonly plan: EndingPlan,
    /** The slot of its `by` clock in an instance. */
    private readonly index: number,
    host: Host,
  ) {
    this.trigger = plan.on && new Trigger(plan.on, host.environment);
    this.span = plan.after ? spanOf(plan.after.duration, host) : () => 0;
    this.zone = plan.by && Zone.of(plan.by.zone);
  }

  /** Whether `before STEP` still holds and the step of `since STEP` was taken. */
  applies(instance: Instance): boolean {
    const { since, before } = this.plan;
    if (before !== undefined && instance.captures[before] !== undefined) return false;
    return since === undefined || instance.captures[since] !== undefined;
  }

  /** Whether this warning was already reported. A record of it is expected all the same. */
  isReported({ warned }: Instance): boolean {
    return this.plan.outcome === 'warning' && warned.includes(this.warning);
  }

  /** Its deadline in microseconds; Infinity if it has none now. */
  due(instance: Instance): number {
    if (this.trigger || !this.applies(instance) || this.isReported(instance)) return Number.POSITIVE_INFINITY;
    const { since, after } = this.plan;
    if (after?.idle) return instance.lastTaken + this.span(instance);
    const from = since === undefined ? instance.openedAt : (instance.capturedAt?.[since] as number);
    return after ? from + this.span(instance) : this.clockAfter(instance, from);
  }

  /** What identifies a warning within an instance: its name, or its index if it has none. Each is reported once. */
  get warning(): string | number {
    return this.plan.name ?? this.index;
  }

  /** The due time of a `by` clock. Time zone look-ups are expensive, so the answer is cached until `since` moves. */
  private clockAfter(instance: Instance, from: number): number {
    const { index, plan, zone } = this;
    instance.clocks ??= [];
    const known = instance.clocks[index];
    if (known?.from === from) return known.due;
    const due = zone && plan.by ? zone.nextClock(from, plan.by.at) : Number.POSITIVE_INFINITY;
    instance.clocks[index] = { due, from };
    return due;
  }
}

function spanOf(span: SpanPlan, host: Host): (instance: Instance) => number {
  if (!isCaptureField(span)) {
    const micros = host.micros(span);
    return () => micros;
  }
  const { capture, field } = span;
  const read = fieldReader(field, host.environment);
  return ({ captures }) => {
    const match = captures[capture];
    const length = match && read(match);
    return typeof length === 'number' ? Math.max(0, length) : Number.POSITIVE_INFINITY;
  };
}

/** All endings, grouped by what they wait for: failures first, each group in written order. */
export class Endings {
  readonly all: Ending[];
  readonly on: Ending[];
  readonly timed: Ending[];

  constructor(plan: TransactionPlan, host: Host) {
    const endings = plan.endings.map((ending, index) => new Ending(ending, index, host));
    const failuresFirst = (list: Ending[]) => [
      ...list.filter(({ plan: { outcome } }) => outcome === 'failure'),
      ...list.filter(({ plan: { outcome } }) => outcome !== 'failure'),
    ];
    this.all = failuresFirst(endings.filter((ending) => ending.trigger && ending.plan.all));
    this.on = failuresFirst(endings.filter((ending) => ending.trigger && !ending.plan.all));
    this.timed = endings.filter((ending) => !ending.trigger);
  }
}
