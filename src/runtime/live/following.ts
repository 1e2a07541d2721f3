/** Rules over growing logs, as in a live run, but without saved state: each run begins anew. */

import type { Plan } from '../../dsl/plan.ts';
import { FrameWriter } from '../state/frame-writer.ts';
import { FROM_THE_BEGINNING, Gathering, type Inputs } from './gathering.ts';
import { type LiveWorld, USUAL_PACE } from './pace.ts';
import { Replay, type ReplayOptions } from './replay.ts';
import { Turns } from './turns.ts';

interface FollowingOptions extends Omit<ReplayOptions, 'maxSkew' | 'lines' | 'where'>, Omit<Inputs, 'receivers' | 'formats'>, LiveWorld {
  /** Called after each turn: outcomes so far may be shown. */
  onTurn(): void;
}

export class Following {
  /** Input is handled like a capture that is replayed while it is taken. */
  readonly rules: Replay;
  private readonly frame = new FrameWriter();
  private readonly gathering: Gathering;
  private readonly turns: Turns;

  constructor(
    plan: Plan,
    private readonly options: FollowingOptions,
  ) {
    const { clock, note } = options;
    const pace = { ...USUAL_PACE, ...options.pace };
    this.rules = new Replay(plan, { ...options, maxSkew: pace.maxSkew });
    this.gathering = new Gathering({
      ...options,
      ...{ pace, entries: this.frame, progress: FROM_THE_BEGINNING, formats: plan.formats, receivers: [] },
      wake: () => this.turns.wake(),
      fail: (error) => this.turns.fail(error),
      durable: () => Promise.resolve(),
    });
    this.turns = new Turns({
      ...{ clock, pace, note },
      gathering: this.gathering,
      turn: () => this.turn(),
    });
  }

  /** Bytes of records so far. */
  get bytes(): number {
    return this.rules.counters.bytes;
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.rules.open;
  }

  /** Follows until the signal is aborted, and takes one more turn: what was written just before is read. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.turns.run(signal);
      this.gathering.pollSoon();
      await this.turn();
    } finally {
      await this.gathering.close();
    }
  }

  /** Takes the available input; returns whether there was any. */
  async turn(): Promise<boolean> {
    const isBusy = await this.gathering.gather(this.rules.isWaiting);
    if (this.frame.length > 0) this.rules.take(this.frame.seal());
    this.frame.clear();
    this.options.onTurn();
    return isBusy;
  }
}
