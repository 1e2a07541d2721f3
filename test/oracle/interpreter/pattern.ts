/** Where an instance stands in its pattern, and what could come next. Positions never change: each record makes a new one. */

import type { NoNode, PatternNode, SequenceNode, TakeNode, WaitNode } from '../../../src/dsl/plan.ts';

/** A node that has begun; one that has not has no position. */
export interface Position {
  /** The instant from which its guards run, and that of the last record taken in it. */
  from: number;
  last: number;
  /** The item of a sequence, the member of an `any`, the number of repetitions before the one in hand. */
  at: number;
  /** The positions of all members of an `all`; of other nodes the one of what is in hand. */
  inner: readonly (Position | undefined)[];
}

/** One way to take a record. */
export interface Move {
  take: TakeNode;
  after(clock: Clock): Position;
  /** Of a repetition beyond the minimum: how many loops are around it, its own included; otherwise 0. */
  extra: number;
  /** Elements with `next` in front that begin with it. */
  enters: PatternNode[];
}

/** The instants of the last record taken before, and of the one that would be taken now. */
export interface Clock {
  last: number;
  now: number;
}

/** `then wait D`, `then no R for D` */
export type Pause = WaitNode | NoNode;

/** Number of each node in written order. */
export function numbered(node: PatternNode, numbers = new Map<PatternNode, number>()): Map<PatternNode, number> {
  numbers.set(node, numbers.size);
  for (const child of childrenOf(node)) numbered(child, numbers);
  return numbers;
}

function childrenOf(node: PatternNode): PatternNode[] {
  if (node.kind === 'sequence') return node.items;
  if (node.kind === 'any' || node.kind === 'all') return node.members;
  return node.kind === 'repeat' ? [node.body] : [];
}

/**
 * Nothing more of it is required. `lenient`: its quantifier needs no more, although a repetition beyond that has begun.
 * Choice: a repetition that has begun must be completed before what follows, but it wakes no guard again.
 */
export function isDone(node: PatternNode, position: Position | undefined, lenient = false): boolean {
  const done = (child: PatternNode, inner: Position | undefined) => isDone(child, inner, lenient);
  const [inner] = position?.inner ?? [];
  switch (node.kind) {
    case 'take':
    case 'wait':
    case 'no':
      return position !== undefined;
    case 'sequence':
      return node.items.every((item, i) => i < (position?.at ?? 0) || done(item, i === position?.at ? inner : undefined));
    case 'any':
      return node.members.some((member, i) => (position ? i === position.at : true) && done(member, inner));
    case 'all':
      return node.members.every((member, i) => done(member, position?.inner[i]));
    case 'repeat': {
      if (!position) return node.min === 0 || done(node.body, undefined);
      const enough = position.at + 1 >= node.min || done(node.body, undefined);
      return (lenient && position.at >= node.min) || (enough && done(node.body, inner));
    }
  }
}

/**
 * All ways to take one more record. `depth`: how many loops are around. `awaited`: it cannot be passed by. Choice: the
 * clocks of what can run from its own first record.
 */
export function movesOf(node: PatternNode, position: Position | undefined, awaited = true, depth = 0): Move[] {
  const moves = movesInside(node, position, position !== undefined || (awaited && !isDone(node, undefined)), depth);
  return !position && node.next ? moves.map((move) => ({ ...move, enters: [...move.enters, node] })) : moves;
}

function movesInside(node: PatternNode, position: Position | undefined, awaited: boolean, depth: number): Move[] {
  const [inner] = position?.inner ?? [];
  const placed = ({ last, now }: Clock, at: number, inner: Position['inner']): Position => {
    return { from: position?.from ?? (awaited ? last : now), last: now, at, inner };
  };
  type Place = (after: Position) => readonly [at: number, inner: Position['inner']];
  const into = (child: PatternNode, own: Position | undefined, place: Place, isAwaited = awaited, last = (clock: Clock) => clock.last) => {
    const moves = movesOf(child, own, isAwaited, node.kind === 'repeat' ? depth + 1 : depth);
    const after = (move: Move) => (clock: Clock) => placed(clock, ...place(move.after({ last: last(clock), now: clock.now })));
    return moves.map((move) => ({ ...move, after: after(move) }));
  };
  switch (node.kind) {
    case 'take':
      return position ? [] : [{ take: node, after: (clock) => placed(clock, 0, []), extra: 0, enters: [] }];
    case 'wait':
    case 'no':
      return [];
    case 'sequence':
      return reachable(node, position).flatMap(({ item, own, i }) => into(item, own, (after) => [i, [after]]));
    case 'any':
      return node.members.flatMap((member, i) =>
        position && position.at !== i ? [] : into(member, inner, (after) => [i, [after]], position !== undefined),
      );
    case 'all':
      // It ends when each member has its minimum.
      if (position && isDone(node, position)) return [];
      return node.members.flatMap((member, i) => {
        const place: Place = (after) => [0, node.members.map((_, j) => (i === j ? after : position?.inner[j]))];
        return into(member, position?.inner[i], place, awaited, ({ last }) => lastFor(position, i, last));
      });
    case 'repeat': {
      if (!position) return into(node.body, undefined, (after) => [0, [after]]);
      const { at } = position;
      const within = into(node.body, inner, (after) => [at, [after]]);
      if (!isDone(node.body, inner) || (node.max !== null && at + 1 >= node.max)) return within;
      const again = into(node.body, undefined, (after) => [at + 1, [after]], at + 1 < node.min);
      return [...within, ...again.map((move) => ({ ...move, extra: at + 1 >= node.min ? depth + 1 : move.extra }))];
    }
  }
}

/** The items of a sequence that may come next: the one in hand, and what follows as long as nothing is required before. */
function reachable(node: SequenceNode, position: Position | undefined) {
  const at = position?.at ?? 0;
  const items = node.items.map((item, i) => ({ item, own: i === at ? position?.inner[0] : undefined, i })).slice(at);
  const end = items.findIndex(({ item, own }) => !isDone(item, own));
  return end < 0 ? items : items.slice(0, end + 1);
}

/** Choice: of two members of an `all` neither is before the other, so that the records of one do not move the clock of another. */
function lastFor<T>(position: Position | undefined, member: number, last: T): number | T {
  return position ? (position.inner[member]?.last ?? position.from) : last;
}

/** Ways in order: first what is no repetition beyond its minimum; then repetitions, innermost first; each as written. */
export function inOrder(moves: readonly Move[], numbers: ReadonlyMap<PatternNode, number>): Move[] {
  const rank = ({ extra }: Move) => (extra === 0 ? Number.NEGATIVE_INFINITY : -extra);
  const written = (move: Move) => numbers.get(move.take) ?? 0;
  return [...moves].sort((a, b) => (rank(a) === rank(b) ? written(a) - written(b) : rank(a) - rank(b)));
}

/** A guard or pause that runs now. */
export interface Running {
  node: PatternNode;
  /** Absent: the last record that was taken, or the last pause that passed. */
  since: number | undefined;
}

/** What may be passed by is awaited by nobody. `last`: as {@link Running.since}. */
export function running(node: PatternNode, position: Position | undefined, last?: number): Running[] {
  if (!position && isDone(node, undefined)) return [];
  const guarded = node.within !== undefined || node.without !== undefined;
  const own = guarded && !isDone(node, position, true) ? [{ node, since: position?.from ?? last }] : [];
  return [...own, ...runningInside(node, position, last)];
}

function runningInside(node: PatternNode, position: Position | undefined, last?: number): Running[] {
  const [inner] = position?.inner ?? [];
  switch (node.kind) {
    case 'take':
      return [];
    case 'wait':
    case 'no':
      return position ? [] : [{ node, since: last }];
    case 'sequence':
      return reachable(node, position).flatMap(({ item, own }) => running(item, own, last));
    case 'any': {
      const chosen = position && node.members[position.at];
      return chosen ? running(chosen, inner, last) : [];
    }
    case 'all':
      return node.members.flatMap((member, i) => running(member, position?.inner[i], lastFor(position, i, last)));
    case 'repeat': {
      const again = position && isDone(node.body, inner) && position.at + 1 < node.min;
      return [...running(node.body, inner, last), ...(again ? running(node.body, undefined, last) : [])];
    }
  }
}

/** The position after a pause went by; pauses stand at the top of a pattern only. */
export function passed(pattern: SequenceNode, position: Position, pause: Pause, at: number): Position {
  return { ...position, at: pattern.items.indexOf(pause), inner: [{ from: at, last: at, at: 0, inner: [] }] };
}

/** Elements with `next` in front that stay closed after a record was taken: those in another member of an `all`. */
export function stillClosed(pattern: PatternNode, closed: readonly PatternNode[], take: TakeNode): PatternNode[] {
  return closed.filter((node) => areApart(pattern, node, take));
}

function areApart(node: PatternNode, a: PatternNode, b: PatternNode): boolean {
  const has = (outer: PatternNode, inner: PatternNode): boolean => outer === inner || childrenOf(outer).some((child) => has(child, inner));
  const around = childrenOf(node).find((child) => has(child, a) && has(child, b));
  return around ? areApart(around, a, b) : node.kind === 'all' && node !== a && node !== b;
}

/** Whether anything at all could still complete the pattern; `closed`: elements with `next` in front that nothing can begin. */
export function hasWay(pattern: SequenceNode, position: Position, closed: readonly PatternNode[], seen = new Set<string>()): boolean {
  const shape = JSON.stringify([shapeOf(pattern, position), closed.map((node) => node.label)]);
  if (isDone(pattern, position)) return true;
  if (seen.has(shape)) return false;
  seen.add(shape);
  for (const { enters, after, take } of movesOf(pattern, position)) {
    const open = !enters.some((node) => closed.includes(node));
    if (open && hasWay(pattern, after({ last: 0, now: 0 }), stillClosed(pattern, closed, take), seen)) return true;
  }
  const pauses = runningInside(pattern, position).map(({ node }) => node);
  const passes = (node: PatternNode) =>
    (node.kind === 'wait' || node.kind === 'no') && hasWay(pattern, passed(pattern, position, node, 0), closed, seen);
  return pauses.some(passes);
}

/** A position without its times; loops beyond what they need are all alike. */
function shapeOf(node: PatternNode, position: Position | undefined): unknown {
  if (!position) return null;
  const inner = node.kind === 'all' ? position.inner : position.inner.slice(0, 1);
  const children = node.kind === 'all' ? node.members : [childrenOf(node)[node.kind === 'repeat' ? 0 : position.at]];
  const at = node.kind === 'repeat' ? Math.min(position.at, node.max ?? Math.max(node.min, 1)) : position.at;
  return [at, inner.map((own, i) => (children[i] ? shapeOf(children[i], own) : null))];
}
