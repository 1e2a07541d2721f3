/**
 * Patterns: language.md 4, semantics.md 9–13. The remainder of a pattern after a record is a pattern again, so that
 * there are no positions in it: each record taken, and each pause completed, derives a new one from the previous.
 */

import type { DurationPlan, TriggerPlan } from '../../../src/dsl/plan.ts';
import type { PatternNode } from '../../../src/dsl/sequence-plan.ts';

/** What is left of an element. */
export interface Rest {
  kind: PatternNode['kind'];
  inner: readonly Rest[];
  next?: boolean;
  within?: DurationPlan | undefined;
  without?: TriggerPlan | undefined;
  /** For takes, `no`, pauses and repetitions; of repetitions, how many remain. */
  of: TriggerPlan;
  captures: readonly number[];
  duration: DurationPlan;
  min: number;
  max: number | null;
  /** Its index in written order; the number of loops around it. */
  nth: number;
  loops: number;
  /** The instant from which its clocks run. */
  since: number;
  /** Whether its first record was taken. */
  begun: boolean;
  /** For repetitions: whether it is not the first. */
  again: boolean;
  /** Whether it is in a repetition beyond the required minimum. */
  beyond: boolean;
  /** Whether an unexpected record came between the previous record and this element, which `next` precedes. */
  closed: boolean;
}

/**
 * One way to take a record. `loop`: for a repetition beyond its minimum, the number of loops around it including its
 * own; otherwise 0.
 */
export interface Way {
  step: Rest;
  loop: number;
  left(): Rest;
}

/** A pattern of which nothing has been taken. */
export function whole(node: PatternNode, loops = 0, counter = { nth: 0 }): Rest {
  const nth = counter.nth++;
  const children = 'items' in node ? node.items : 'members' in node ? node.members : 'body' in node ? [node.body] : [];
  const inner = children.map((child) => whole(child, node.kind === 'repeat' ? loops + 1 : loops, counter));
  const parts = { of: [], captures: [], duration: 0, min: 1, max: null, ...node };
  return { ...parts, inner, nth, loops, since: 0, begun: false, again: false, beyond: false, closed: false };
}

/** Makes an element awaited from an instant on. */
export function anew(rest: Rest, since: number): Rest {
  return { ...rest, since, closed: false, inner: rest.inner.map((inner) => anew(inner, since)) };
}

/**
 * Whether it needs no more. Choice: a repetition beyond the minimum that has begun must be completed before what
 * follows, except, with `asGuarded`, for the guards of what it repeats.
 */
export function isDone(rest: Rest, asGuarded = false): boolean {
  const done = (inner: Rest) => isDone(inner, asGuarded);
  if (asGuarded && rest.beyond) return true;
  if (rest.kind === 'any') return rest.inner.some(done);
  if (rest.kind === 'repeat') return rest.min === 0 || rest.inner.every(done);
  return (rest.kind === 'sequence' || rest.kind === 'all') && rest.inner.every(done);
}

/** `then wait D`, `then no R for D` */
export const isPause = ({ kind }: Rest) => kind === 'wait' || kind === 'no';

/** The items of a sequence that may come next: nothing before them is still required. */
function reachable({ inner }: Rest): readonly Rest[] {
  const required = inner.findIndex((item) => !isDone(item));
  return required < 0 ? inner : inner.slice(0, required + 1);
}

/**
 * Candidates: first those that are not repetitions beyond their minimum, then repetitions, innermost first; each in
 * written order.
 */
export function candidates(rest: Rest, now: number): Way[] {
  const rank = ({ loop }: Way) => (loop === 0 ? Number.NEGATIVE_INFINITY : -loop);
  return ways(rest, now, false).sort((a, b) => (rank(a) === rank(b) ? a.step.nth - b.step.nth : rank(a) - rank(b)));
}

/**
 * @param awaited whether it cannot be skipped. Choice: the clocks of what can be skipped run from its own first record,
 * as do those of the opening element.
 */
function ways(rest: Rest, now: number, awaited: boolean): Way[] {
  const isAwaited = rest.begun || (awaited && !isDone(rest));
  const begun = (left: Partial<Rest>): Rest => ({ ...rest, since: isAwaited ? rest.since : now, begun: true, ...left });
  const later = (item: Rest) => anew(item, now);
  const through = (inner: Rest, left: (inner: Rest) => Partial<Rest>, awaits = isAwaited): Way[] =>
    ways(inner, now, awaits).map((way) => ({ ...way, left: () => begun(left(way.left())) }));
  if (rest.closed) return [];
  switch (rest.kind) {
    case 'take':
      return [{ step: rest, loop: 0, left: () => begun({ kind: 'sequence' }) }];
    case 'sequence':
      return reachable(rest).flatMap((item, i) =>
        // The repetitions of one element are adjacent.
        through(item, (left) => ({ inner: [...(left.again ? left.inner : [left]), ...rest.inner.slice(i + 1).map(later)] })),
      );
    case 'any': {
      // An optional one already had its minimum.
      const beyond = isDone(rest);
      return rest.inner.flatMap((member) => through(member, (left) => ({ kind: 'sequence', inner: [{ ...left, beyond }] }), false));
    }
    case 'all': {
      // It ends when each member has its minimum. Choice: the records of one member do not affect the clocks of
      // another.
      const others = () => (isAwaited ? rest.inner : rest.inner.map(later));
      return rest.begun && isDone(rest)
        ? []
        : rest.inner.flatMap((member, i) => through(member, (left) => ({ inner: others().with(i, left) })));
    }
    case 'repeat': {
      if (rest.max === 0) return [];
      const beyond = rest.min === 0;
      const counted = { again: true, min: Math.max(0, rest.min - 1), max: rest.max && rest.max - 1 };
      const more = () => ({ ...later(rest), next: false, within: undefined, without: undefined, ...counted });
      const found = through(rest.inner[0] as Rest, (left) => ({ kind: 'sequence', inner: [{ ...left, beyond }, more()] }));
      return rest.again && beyond ? found.map((way) => ({ ...way, loop: rest.loops + 1 })) : found;
    }
    default:
      return [];
  }
}

/** Elements whose guards run now, and pauses. Optional elements are not awaited. */
export function running(rest: Rest): Rest[] {
  if (isDone(rest)) return [];
  if (isPause(rest)) return [rest];
  const isGuarded = (rest.within !== undefined || rest.without !== undefined) && !isDone(rest, true);
  const inner = rest.kind === 'any' ? [] : rest.kind === 'sequence' ? reachable(rest) : rest.inner;
  return [...(isGuarded ? [rest] : []), ...inner.flatMap(running)];
}

/** The remainder after a pause; pauses are only at the top of a pattern. */
export function passed(pattern: Rest, pause: Rest, at: number): Rest {
  return { ...pattern, inner: pattern.inner.slice(pattern.inner.indexOf(pause) + 1).map((item) => anew(item, at)) };
}

/** What is left, by a pattern of the same shape. */
export function underNew(rest: Rest, pattern: Rest): Rest {
  const now = new Map<number, Rest>();
  const add = (node: Rest): void => {
    now.set(node.nth, node);
    for (const inner of node.inner) add(inner);
  };
  add(pattern);
  const changed = (node: Rest): Rest => {
    const { of, duration, within, without } = now.get(node.nth) as Rest;
    const guards = { within: node.within === undefined ? undefined : within, without: node.without && without };
    return { ...node, of, duration, ...guards, inner: node.inner.map(changed) };
  };
  return changed(rest);
}

/** An unexpected record closes every way through `next`. */
export function closing(rest: Rest): Rest {
  if (rest.next && !rest.begun) return { ...rest, closed: true };
  const open = rest.kind === 'sequence' ? reachable(rest) : rest.inner;
  return { ...rest, inner: rest.inner.map((inner) => (open.includes(inner) ? closing(inner) : inner)) };
}

const hasClosed = (rest: Rest): boolean => rest.closed || rest.inner.some(hasClosed);

/** Whether any continuation could still complete it. */
export function canEnd(rest: Rest, seen = new Set<string>()): boolean {
  if (isDone(rest) || !hasClosed(rest)) return true;
  const shape = JSON.stringify(rest, ['kind', 'inner', 'nth', 'min', 'max', 'begun', 'again', 'closed']);
  if (seen.has(shape)) return false;
  seen.add(shape);
  const pauses = running(rest).filter(isPause);
  const after = [...candidates(rest, 0).map(({ left }) => left()), ...pauses.map((pause) => passed(rest, pause, 0))];
  return after.some((one) => canEnd(one, seen));
}
