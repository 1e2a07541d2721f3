import { canSkip } from '../lower/pattern.ts';
import { type EndingPlan, isCaptureField, type SpanPlan } from '../plan.ts';
import type { PatternNode } from '../sequence-plan.ts';
import type { Check, CheckedTransaction } from './check.ts';
import { type Elements, inForce } from './pattern-facts.ts';

/** A state without a deadline would keep every unfinished transaction in memory. */
export const boundedStates: Check = {
  transaction(rule) {
    const { plan, decl, report } = rule;
    const { items } = plan.pattern;
    const timed = plan.endings.filter(
      ({ outcome, after, by }) => outcome !== 'warning' && ((after && isBound(after.duration, rule)) || by),
    );
    const bounded = coverage([...timed.map((ending) => inForce(ending, rule)), ...changes(timed, rule)], items.length);
    const states = items.map((item, i) => unboundedIn(item, bounded[i] ?? false, i === 0));
    const state = firstOf(states);
    if (state === undefined) return;
    const at = { file: report.file, start: decl.end - 1, end: decl.end - 1, text: '  timeout "stalled" after 1h\n' };
    report.add(decl.name, 'unbounded-state', [plan.name, state], { fixes: [{ title: 'Add a timeout', edits: [at] }] });
  },
};

/** While an ending `before` a step is followed by one `since` that step, one of them is in force whatever the step takes. */
function changes(timed: readonly EndingPlan[], rule: CheckedTransaction): Elements[] {
  return timed.flatMap((later) =>
    timed
      .filter(({ before }) => before !== undefined && before === later.since)
      .map(({ since }): Elements => [inForce({ since }, rule)[0], inForce({ before: later.before }, rule)[1]]),
  );
}

/** Whether it has a length whatever comes: a field may be missing. */
function isBound(span: SpanPlan, { context }: CheckedTransaction): boolean {
  if (!isCaptureField(span)) return true;
  const { shapes = [] } = context.stepOf.get(span.capture) ?? {};
  return shapes.every((shape) => shape.find([span.field], false)?.field.optional === false);
}

/** Which of `count` elements are in any of the spans. */
function coverage(spans: readonly Elements[], count: number): boolean[] {
  const changes = Array<number>(count + 1).fill(0);
  for (const [first, last] of spans) {
    if (first > last || first >= count) continue;
    changes[first] = (changes[first] ?? 0) + 1;
    const end = Math.min(last + 1, count);
    changes[end] = (changes[end] ?? 0) - 1;
  }
  let open = 0;
  return changes.slice(0, count).map((change) => (open += change) > 0);
}

/**
 * The author's name of an element that could be awaited forever; undefined if there is none. @param opening whether its
 * first record has already arrived
 */
function unboundedIn(node: PatternNode, bounded: boolean, opening = false): string | undefined {
  if (bounded || node.within !== undefined) return undefined;
  switch (node.kind) {
    case 'take':
      return opening ? undefined : node.label;
    case 'wait':
    case 'no':
      return undefined;
    case 'sequence':
      return firstOf(
        node.items.map((item, i) => (canSkip(item) && !opening ? insideOnly(item) : unboundedIn(item, false, opening && i === 0))),
      );
    case 'any':
      return firstOf(node.members.map((member) => unboundedIn(member, false, opening)));
    case 'all':
      // Once the first record of one member has arrived, the others are awaited.
      return firstOf(
        node.members.map((member) =>
          opening && node.members.length === 1 ? unboundedIn(member, false, true) : unboundedIn(member, false),
        ),
      );
    case 'repeat':
      return node.min > 1 ? unboundedIn(node.body, false) : insideOnly(node, opening);
  }
}

/** An optional element is not awaited until it has begun. */
function insideOnly(node: PatternNode, opening = true): string | undefined {
  if (node.kind !== 'repeat') return unboundedIn(node, false, true);
  return unboundedIn(node.body, false, opening || node.min === 0);
}

function firstOf(states: readonly (string | undefined)[]): string | undefined {
  return states.find((state) => state !== undefined);
}
