import { canSkip, openingTakes } from '../lower/pattern.ts';
import type { EndingPlan, TriggerPlan } from '../plan.ts';
import { childrenOf, type PatternNode, type TakeNode } from '../sequence-plan.ts';
import { type Check, type CheckedTransaction, endingText } from './check.ts';
import { Entries, entriesIn } from './entries.ts';
import { type Elements, entriesOf, inForce } from './pattern-facts.ts';

const TAKEN = 'an earlier member matches the same record';

/** An ending, and the elements during which it certainly takes its records. */
interface Taker {
  ending: EndingPlan;
  elements: Elements;
}

function takersOf(rule: CheckedTransaction): Entries<Taker> {
  const takers = new Entries<Taker>();
  for (const ending of rule.plan.endings) {
    if (ending.outcome === 'warning') continue;
    const taker = { ending, elements: inForce(ending, rule) };
    for (const entry of ending.on ?? []) takers.add(entry, taker);
  }
  return takers;
}

class StepCheck {
  private readonly takers: Entries<Taker>;
  private readonly opening: ReadonlySet<TakeNode>;

  constructor(private readonly rule: CheckedTransaction) {
    this.takers = takersOf(rule);
    this.opening = new Set(openingTakes(rule.plan.pattern));
  }

  private tell(node: PatternNode, why: string, what = node.label): void {
    const { context, report } = this.rule;
    report.add(context.placeOf(node), 'unreachable-step', [what, why]);
  }

  run(): void {
    const { items } = this.rule.plan.pattern;
    for (const [element, item] of items.entries()) this.visit(item, element);
    this.visitStart();
    this.visitOvertaking();
  }

  /** Reports what no record can reach. */
  private visit(node: PatternNode, element: number): void {
    const forbidden = node.without && entriesIn(node.without).coverAll(entriesOf(node));
    if (forbidden) this.tell(node, 'the record is forbidden by `without`, which wins over a step');
    if (node.kind === 'take') this.visitTake(node, element);
    if (node.kind === 'any') this.visitChoice(node.members);
    for (const inner of childrenOf(node)) this.visit(inner, element);
  }

  private visitTake(node: TakeNode, element: number): void {
    const taken = new Entries<true>();
    for (const entry of node.of) {
      if (taken.coverAll([entry])) this.tell(node, TAKEN, this.rule.context.nameOf(entry.record));
      taken.add(entry, true);
    }
    // No ending is tried on the opening record before its step.
    if (this.opening.has(node)) return;
    for (const entry of node.of) {
      const ending = this.enderOf(entry, ({ elements: [first, last] }) => first <= element && element <= last);
      if (ending) this.tell(node, `'${endingText(ending)}' matches it first`, this.rule.context.nameOf(entry.record));
    }
  }

  /** The ending that certainly takes what an entry would, and is in force; undefined if there is none. */
  private enderOf(entry: TriggerPlan[number], isInForce: (taker: Taker) => boolean): EndingPlan | undefined {
    return this.takers.firstWider(entry, isInForce)?.ending;
  }

  /** Reports a member of `any` whose records are all taken by earlier members, or else what leads into it and can be skipped. */
  private visitChoice(members: readonly PatternNode[]): void {
    const taken = new Entries<true>();
    for (const member of members) {
      const entries = entriesOf(member);
      if (taken.coverAll(entries)) this.tell(member, TAKEN);
      else if (member.kind === 'sequence') this.visitLeading(member.items, taken);
      for (const entry of entries) taken.add(entry, true);
    }
  }

  /** Reports the first elements of a member that could only begin with records that earlier members take. */
  private visitLeading(items: readonly PatternNode[], taken: Entries<true>): void {
    for (const item of items) {
      if (!taken.coverAll(entriesOf(item))) return;
      this.tell(item, TAKEN);
    }
  }

  /** An instance that ends at its opening record reaches no second step. */
  private visitStart(): void {
    const { plan } = this.rule;
    const [start, second] = plan.pattern.items;
    if (!start || !second || canSkip(start)) return;
    const filled = new Set(openingTakes(start).flatMap(({ captures }) => captures));
    const enders = entriesOf(start).map((entry) =>
      this.enderOf(entry, ({ ending: { all, since, before } }) => !all && since === undefined && !filled.has(before ?? -1)),
    );
    const [first] = enders;
    if (!first || enders.some((ending) => ending === undefined)) return;
    this.tell(second, `'${endingText(first)}' ends each instance at its first record`);
  }

  /** With `overtake`, a record that repeats the first step opens a newer instance, whose last step is the same. */
  private visitOvertaking(): void {
    const { pattern, restart } = this.rule.plan;
    const [start, second] = pattern.items;
    if (restart.policy !== 'overtake' || start?.kind !== 'repeat' || start.min < 2 || !second) return;
    const always = openingTakes(start.body).every(({ of }) => of.every(({ where }) => !where));
    if (always) this.tell(start, 'each record that repeats it opens another instance, which overtakes this one');
  }
}

/** Steps that no record can reach. */
export const unreachableSteps: Check = {
  transaction: (rule) => new StepCheck(rule).run(),
};
