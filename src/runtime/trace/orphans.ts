/** Records that carry what was asked for, and belong to no transaction. */

import type { Plan } from '../../dsl/plan.ts';
import type { LogEvent } from '../engine/event.ts';
import type { KeyValue } from '../engine/key-value.ts';
import type { Match, Outcome, RecordLocation } from '../record.ts';
import { whyEarly } from './early-records.ts';
import type { Finder } from './finder.ts';
import { valuesOf } from './last-ends.ts';
import type { RuleEffect } from './rule-effects.ts';
import type { Orphan, SeenRecord } from './story.ts';

/** The most to keep: more would add no information. */
const MOST = 1000;

interface Forerunner {
  orphan: Orphan & { rule: string };
  carried: readonly KeyValue[];
}

export class Orphans {
  readonly list: Orphan[] = [];
  /** Those before which no transaction with their key had ended: one may begin later. */
  private forerunners: Forerunner[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly finder: Finder,
    private readonly seen: (place: RecordLocation) => SeenRecord,
  ) {}

  /** Handles what the rules did with a record; the story of a transaction that it reached shows it. */
  add({ time, matches }: LogEvent, effects: readonly RuleEffect[]): void {
    const { finder } = this;
    for (const { rule, effects: why, isTaken, isFirst, reached, carried } of effects) {
      if (why.length === 0 || isTaken || reached.some((id) => finder.found.has(id)) || !finder.isAbout(rule)) continue;
      const orphan = this.keep({ time, rule, why }, matches);
      if (isFirst && orphan) this.forerunners.push({ orphan, carried });
    }
  }

  /** Handles a late record that `--late drop` keeps from the rules. */
  drop(time: number, matches: readonly Match[]): void {
    this.keep({ time, why: ['was dropped, as --late drop says'] }, matches);
  }

  private keep<O extends Omit<Orphan, 'record'>>(orphan: O, [match]: readonly Match[]): (O & Orphan) | undefined {
    if (!match || this.list.length === MOST) return undefined;
    const { source, line } = match;
    const kept = { ...orphan, record: this.seen({ source, line, record: this.plan.records[match.record]?.name ?? '' }) };
    this.list.push(kept);
    return kept;
  }

  /** Handles the end of a transaction, which may have begun after a record with its key. */
  onOutcome({ rule, keys, begin }: Outcome): void {
    if (!this.forerunners.some(({ orphan }) => orphan.rule === rule)) return;
    const plan = this.plan.rules.find(({ name }) => name === rule);
    const owned = new Set(valuesOf(plan?.keys ?? [], keys).map(({ id }) => id));
    this.forerunners = this.forerunners.filter(({ orphan, carried }) => {
      if (orphan.rule !== rule || !carried.some(({ id }) => owned.has(id))) return true;
      orphan.why.push(`one with its key began later: it ${whyEarly(begin - orphan.time)}`);
      return false;
    });
  }
}
