import type { DurationPlan, EndingPlan, SpanPlan } from '../plan.ts';
import { childrenOf, type PatternNode } from '../sequence-plan.ts';
import { type Check, type CheckedTransaction, endingText } from './check.ts';
import { type Elements, inForce } from './pattern-facts.ts';

/** An ending that comes a fixed time after the beginning, or after silence began. */
interface Limit {
  ending: EndingPlan;
  /** Microseconds. */
  after: number;
  idle: boolean;
  elements: Elements;
}

function limitsOf(rule: CheckedTransaction): Limit[] {
  return rule.plan.endings.flatMap((ending) => {
    const after = ending.after && fixed(ending.after.duration);
    if (after === undefined || ending.outcome === 'warning' || ending.since !== undefined) return [];
    return [{ ending, after, idle: ending.after?.idle === true, elements: inForce(ending, rule) }];
  });
}

function fixed(span: SpanPlan): number | undefined {
  return typeof span === 'number' ? span : undefined;
}

/** Walks along a pattern with the minimum time that has passed when each element is reached. */
class ClockCheck {
  private readonly limits: readonly Limit[];
  /** The time that `wait` and `no` have taken since the beginning, and since the last element that takes records. */
  private passed = 0;
  private silent = 0;

  constructor(private readonly rule: CheckedTransaction) {
    this.limits = limitsOf(rule);
  }

  run(): void {
    for (const [element, item] of this.rule.plan.pattern.items.entries()) {
      if (item.kind === 'wait' || item.kind === 'no') this.pause(item, item.duration, element);
      else {
        this.visit(item, element, item.kind === 'take');
        this.silent = 0;
      }
    }
  }

  private pause(item: PatternNode, duration: DurationPlan, element: number): void {
    const first = this.before(duration, element, true);
    if (first) this.rule.report.add(this.rule.context.placeOf(item), 'never-passes', [item.label, endingText(first)]);
    const length = fixed(duration) ?? 0;
    this.passed += length;
    this.silent += length;
  }

  /**
   * @param single whether the element takes no record that would restart the silence clock, so that silence lasts as
   * long as its own clock
   */
  private visit(node: PatternNode, element: number, single: boolean): void {
    const first = node.within === undefined ? undefined : this.before(node.within, element, single);
    if (first)
      this.rule.report.add(this.rule.context.placeOf(node), 'clause-without-effect', [
        `'${endingText(first)}' always comes before 'within' is over.`,
      ]);
    for (const inner of childrenOf(node)) this.visit(inner, element, false);
  }

  /** The ending that is in force while a clock runs, and fires before it; undefined if there is none. */
  private before(duration: DurationPlan, element: number, single: boolean): EndingPlan | undefined {
    const length = fixed(duration);
    if (length === undefined) return undefined;
    return this.limits.find(({ after, idle, elements: [first, last] }) => {
      if (element < first || element > last || (idle && !single)) return false;
      return after < length + (idle ? this.silent : this.passed);
    })?.ending;
  }
}

/** Durations of the pattern that always exceed the deadline of an ending. */
export const overtakenClocks: Check = {
  transaction: (rule) => new ClockCheck(rule).run(),
};
