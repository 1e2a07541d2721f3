/** Receivers that are to take the place of others: all of them do, or none. */

import type { Renewal } from '../inputs/net/receiver.ts';
import type { InputProblem, ReportProblem } from '../inputs/problem.ts';
import type { Listening } from './listening.ts';

/** What is in the way of each of several receivers, in their order; undefined: nothing. */
export type Obstacles = readonly (InputProblem | undefined)[];

export class ReceiverChange {
  obstacles: Obstacles = [];
  private readonly renewals: Renewal[] = [];

  constructor(
    private readonly before: readonly Listening[],
    readonly after: readonly Listening[],
    /** Begins to listen, but takes nothing yet. */
    private readonly open: (one: Listening) => Promise<InputProblem | undefined>,
    private readonly report: ReportProblem,
  ) {}

  /** Those whose receivers are no more. */
  get gone(): Listening[] {
    return without(this.before, this.after);
  }

  get added(): Listening[] {
    return without(this.after, this.before);
  }

  /** Those of a receiver that goes on as another, and what it becomes. */
  get handedOver(): [from: Listening, to: Listening][] {
    return this.after.flatMap((to): [Listening, Listening][] => {
      const from = this.before.find(({ receiver }) => receiver === to.receiver);
      return from && from !== to ? [[from, to]] : [];
    });
  }

  /** Nothing is in the way. */
  get isPossible(): boolean {
    return this.obstacles.every((obstacle) => obstacle === undefined);
  }

  /** New ones listen; of those that stay certificates are read. If anything is in the way, all is as it was. */
  async prepare(): Promise<void> {
    const { after, gone } = this;
    const first = await Promise.all(after.map((one) => this.ready(one)));
    // One that goes may be where one that comes is to be.
    const haveToYield = gone.length > 0 && first.some(cannotListen);
    if (haveToYield) await Promise.all(gone.map(({ receiver }) => receiver.stopListening()));
    const again = after.map((one, at) => (haveToYield && cannotListen(first[at]) ? this.open(one) : first[at]));
    this.obstacles = await Promise.all(again);
    if (!this.isPossible) await this.giveUp(haveToYield);
  }

  /** What those that go have received is taken in, and told as durable where that is told. Turns must go on meanwhile. */
  async dismiss(): Promise<void> {
    const handedOver = this.handedOver.map(([from]) => from.released);
    await Promise.all([...handedOver, ...this.gone.map((one) => Promise.all([one.close(), one.released]))]);
  }

  /** Certificates that were read are put to use, and other options. */
  renew(): void {
    for (const renewal of this.renewals) renewal();
  }

  private async ready(one: Listening): Promise<InputProblem | undefined> {
    const { before } = this;
    const { receiver, spec } = one;
    if (before.every((other) => other.receiver !== receiver)) return this.open(one);
    const asked = before.includes(one) ? undefined : spec.asked;
    const renewal = (asked && receiver.adopt?.(asked)) ?? (await receiver.renew());
    if (typeof renewal !== 'function') return renewal;
    this.renewals.push(renewal);
    return undefined;
  }

  private async giveUp(haveYielded: boolean): Promise<void> {
    const { added } = this;
    for (const one of added) one.refuse();
    await Promise.all(added.map((one) => one.close()));
    const again = haveYielded ? await Promise.all(this.gone.map((one) => this.open(one))) : [];
    for (const problem of again) if (problem) this.report(problem);
  }
}

function cannotListen(problem: InputProblem | undefined): boolean {
  return problem?.code === 'not-listening';
}

/** Those with receivers that the others do not have. */
function without(these: readonly Listening[], others: readonly Listening[]): Listening[] {
  const receivers = new Set(others.map(({ receiver }) => receiver));
  return these.filter(({ receiver }) => !receivers.has(receiver));
}
