/** Which rules receive a record. */

import type { LogEvent } from './event.ts';
import type { Runner } from './host.ts';
import type { RuleFaults } from './rule-faults.ts';

export class Listeners {
  /** By record: the rules that listen to it, in order of stage and name. */
  private byRecord: Runner[][] = [];

  constructor(
    private readonly runners: readonly Runner[],
    private readonly faults: RuleFaults,
    /** How many records the program declares. */
    private readonly records: number,
  ) {
    this.renew();
  }

  /** Must be called when rules listen to other records than before, and when one is disabled. */
  renew(): void {
    this.byRecord = Array.from({ length: this.records }, () => []);
    for (const runner of this.runners) {
      if (this.faults.isDisabled(runner.plan.name)) continue;
      for (const record of runner.listens) this.byRecord[record]?.push(runner);
    }
  }

  /** Delivers an event to each rule at most once, however many names the record has. */
  deliver(event: LogEvent): void {
    const { matches } = event;
    if (matches.length < 2) {
      for (const { record } of matches) for (const runner of this.byRecord[record] ?? []) this.faults.deliver(runner, event);
      return;
    }
    const wanted = new Set(matches.flatMap((match) => this.byRecord[match.record] ?? []));
    for (const runner of this.runners) if (wanted.has(runner)) this.faults.deliver(runner, event);
  }
}
