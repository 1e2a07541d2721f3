/** Where the time of a run goes: how often each pattern was tried and each rule moved, and how long that took. */

import type { Plan } from '../dsl/plan.ts';
import type { Engine } from './engine/engine.ts';
import type { Watch } from './match/matcher.ts';
import { REFUSED } from './match/record-matcher.ts';

export interface PatternTally {
  record: string;
  /** Records that passed its required texts and fields, so that it was tried. */
  tried: number;
  matched: number;
  /** Milliseconds, including the cost of measuring. */
  time: number;
}

export interface RuleTally {
  rule: string;
  /** Records that move it, or that its look-backs see. */
  records: number;
  /** Number of its deadlines that fired. */
  deadlines: number;
  /** Milliseconds, including those for its outcomes. */
  time: number;
}

export class Profile {
  readonly patterns: readonly PatternTally[];
  readonly rules: readonly RuleTally[];

  /** @param now milliseconds, as precise as possible */
  constructor(
    plan: Plan,
    private readonly now: () => number,
  ) {
    this.patterns = plan.records.map(({ name }) => ({ record: name, tried: 0, matched: 0, time: 0 }));
    this.rules = plan.rules.map(({ name }) => ({ rule: name, records: 0, deadlines: 0, time: 0 }));
  }

  readonly watch: Watch = (candidate, record) => {
    const tally = this.patterns[record]!;
    return {
      record: candidate.record,
      match: (log, source, line) => {
        const start = this.now();
        const found = candidate.match(log, source, line);
        tally.time += this.now() - start;
        tally.tried++;
        if (found !== undefined && found !== REFUSED) tally.matched++;
        return found;
      },
    };
  };

  /** Must be called before the first record. */
  attach(engine: Engine): void {
    for (const [order, runner] of engine.runners.entries()) {
      const tally = this.rules[order]!;
      const deliver = runner.deliver.bind(runner);
      runner.deliver = (event) => {
        const start = this.now();
        deliver(event);
        tally.time += this.now() - start;
        tally.records++;
      };
    }
    let start = 0;
    engine.observer = {
      firing: () => {
        start = this.now();
      },
      fired: ({ rule }) => {
        const tally = this.rules[rule]!;
        tally.time += this.now() - start;
        tally.deadlines++;
      },
    };
  }
}
