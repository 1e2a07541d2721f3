import { canSkip } from '../lower/pattern.ts';
import { writtenAt } from '../lower/typed.ts';
import { canonicalJson } from '../meaning.ts';
import type { TriggerPlan } from '../plan.ts';
import type { PatternNode, RepeatNode } from '../sequence-plan.ts';
import type { Check, CheckedTransaction } from './check.ts';
import { entriesOf } from './pattern-facts.ts';

const conditionOf = ({ where }: TriggerPlan[number]): string | undefined => where && canonicalJson(where);

/** The elements after the current one that may take a record instead of it, or forbid it: up to the first required one. */
class Later {
  /** The nearest element that could take a record, by record. */
  private readonly nearest = new Map<number, PatternNode>();
  /** The nearest element by the record that it takes and the exact condition for that. */
  private readonly exact = new Map<string, PatternNode>();

  /** @param beyond those after the ones that will be added */
  constructor(private readonly beyond?: Later) {}

  add(node: PatternNode): void {
    for (const entry of node.kind === 'no' ? node.of : entriesOf(node)) {
      this.nearest.set(entry.record, node);
      this.exact.set(`${entry.record} ${conditionOf(entry)}`, node);
    }
  }

  taker(record: number): PatternNode | undefined {
    return this.nearest.get(record) ?? this.beyond?.taker(record);
  }

  takes(record: number, condition: string | undefined): PatternNode | undefined {
    return this.exact.get(`${record} ${condition}`) ?? this.beyond?.takes(record, condition);
  }
}

class OverlapCheck {
  constructor(private readonly rule: CheckedTransaction) {}

  visit(node: PatternNode, later: Later): void {
    switch (node.kind) {
      case 'sequence': {
        let next = new Later(later);
        for (const item of [...node.items].reverse()) {
          this.visit(item, next);
          if (!canSkip(item)) next = new Later();
          next.add(item);
        }
        break;
      }
      case 'repeat':
        if (!this.takesMeant(node, later)) this.neverRepeats(node, later);
        this.visit(node.body, later);
        break;
      case 'any':
      case 'all':
        for (const member of node.members) this.visit(member, node.kind === 'any' ? later : new Later());
    }
  }

  /** Reports an optional element that takes records meant for a later step: until it has begun it is tried before those. */
  private takesMeant(node: RepeatNode, later: Later): boolean {
    if (!canSkip(node)) return false;
    const taken = entriesOf(node).find((entry) => {
      const condition = conditionOf(entry);
      const taker = condition === undefined ? later.taker(entry.record) : later.takes(entry.record, condition);
      return taker !== undefined && taker.kind !== 'no';
    });
    if (!taken) return false;
    this.tell(node, taken.record, node, later.taker(taken.record));
    return true;
  }

  /**
   * Reports a repetition that never exceeds its minimum, because later steps are tried first and take all its records,
   * or a `no` forbids them.
   */
  private neverRepeats(node: RepeatNode, later: Later): void {
    if (node.max !== null && node.max <= Math.max(1, node.min)) return;
    const entries = entriesOf(node.body);
    const [first] = entries;
    const all = entries.every((entry) => later.takes(entry.record, undefined) || later.takes(entry.record, conditionOf(entry)));
    if (first && all) this.tell(node, first.record, later.taker(first.record), node);
  }

  private tell(at: PatternNode, record: number, winner: PatternNode | undefined, loser: PatternNode | undefined): void {
    const { report, context } = this.rule;
    report.add(context.placeOf(at), 'overlap', [context.nameOf(record), this.textOf(winner), this.textOf(loser)]);
  }

  private textOf(node: PatternNode | undefined): string {
    const { written, around } = this.rule.context;
    const span = node && written.get(node);
    return span ? writtenAt(around.source, span) : (node?.label ?? '');
  }
}

/** Two elements that could take the same record, where one of them always takes it. */
export const overlaps: Check = {
  transaction: (rule) => new OverlapCheck(rule).visit(rule.plan.pattern, new Later()),
};
