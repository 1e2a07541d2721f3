/** Replaces receivers by others: all of them, or none. */

import type { Renewal } from '../inputs/net/receiver.ts';
import type { InputProblem, ReportProblem } from '../inputs/problem.ts';
import type { Listening } from './listening.ts';

/** What prevents each of several receivers, in their order; undefined if nothing does. */
export type Obstacles = readonly (InputProblem | undefined)[];

export class ReceiverChange {
  obstacles: Obstacles = [];
  private readonly renewals: Renewal[] = [];

  constructor(
    private readonly before: readonly Listening[],
    readonly after: readonly Listening[],
    /** Begins to listen, holding messages back. */
    private readonly open: (one: Listening) => Promise<InputProblem | undefined>,
    private readonly report: ReportProblem,
  ) {}

  /** Those whose receivers are removed. */
  get gone(): Listening[] {
    return without(this.before, this.after);
  }

  get added(): Listening[] {
    return without(this.after, this.before);
  }

  /** Those whose receiver continues as another, and what it becomes. */
  get handedOver(): [from: Listening, to: Listening][] {
    return this.after.flatMap((to): [Listening, Listening][] => {
      const from = this.before.find(({ receiver }) => receiver === to.receiver);
      return from && from !== to ? [[from, to]] : [];
    });
  }

  /** Whether nothing prevents the change. */
  get isPossible(): boolean {
    return this.obstacles.every((obstacle) => obstacle === undefined);
  }

  /** Makes new ones listen, and reads the certificates of those that stay. If anything prevents that, everything is restored. */
  async prepare(): Promise<void> {
    const { after, gone } = this;
    const first = await Promise.all(after.map((one) => this.ready(one)));
    // A removed one may occupy the address of a new one.
    const haveToYield = gone.length > 0 && first.some(cannotListen);
    if (haveToYield) await Promise.all(gone.map(({ receiver }) => receiver.stopListening()));
    const again = after.map((one, at) => (haveToYield && cannotListen(first[at]) ? this.open(one) : first[at]));
    this.obstacles = await Promise.all(again);
    if (!this.isPossible) await this.giveUp(haveToYield);
  }

  /** Takes in what removed receivers have received, and acknowledges it where the protocol does. Turns must continue meanwhile. */
  async dismiss(): Promise<void> {
    const handedOver = this.handedOver.map(([from]) => from.released);
    await Promise.all([...handedOver, ...this.gone.map((one) => Promise.all([one.close(), one.released]))]);
  }

  /** Puts the certificates that were read, and other options, to use. */
  renew(): void {
    for (const renewal of this.renewals) renewal();
  }

  private async ready(one: Listening): Promise<InputProblem | undefined> {
    const { before } = this;
    const { receiver, spec } = one;
    if (before.every((other) => other.receiver !== receiver)) return this.open(one);
    const asked = before.includes(one) ? undefined : spec.asked;
    const renewal = (asked && receiver.adopt?.(asked)) ?? (await receiver.renew?.());
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

/** Those whose receivers the others do not have. */
function without(these: readonly Listening[], others: readonly Listening[]): Listening[] {
  const receivers = new Set(others.map(({ receiver }) => receiver));
  return these.filter(({ receiver }) => !receivers.has(receiver));
}
