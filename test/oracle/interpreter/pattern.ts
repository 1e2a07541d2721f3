/** Where an instance stands in its pattern, and what could come next: the pattern is walked anew each time. */

import type { NoNode, PatternNode, SequenceNode, TakeNode, WaitNode } from '../../../src/dsl/plan.ts';

/** A node that has begun; one that has not has no position. */
export interface Position {
  /** The instant from which its guards run. */
  from: number;
  /** The item of a sequence, the member of an `any`, the number of repetitions before the one in hand. */
  at: number;
  /** The positions of all members of an `all`; of other nodes the one of what is in hand. */
  inner: readonly (Position | undefined)[];
}

/** One way to take a record. */
export interface Move {
  take: TakeNode;
  after: Position;
  /** A repetition beyond the minimum. */
  extra: boolean;
  /** Through a `next` that has not begun. */
  next: boolean;
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

/** All ways to take one more record. `now`: from when the guards of what begins here would run. */
export function movesOf(node: PatternNode, position: Position | undefined, now: number): Move[] {
  const moves = movesInside(node, position, position?.from ?? now, now);
  return !position && node.next ? moves.map((move) => ({ ...move, next: true })) : moves;
}

function movesInside(node: PatternNode, position: Position | undefined, from: number, now: number): Move[] {
  const [inner] = position?.inner ?? [];
  const into = (child: PatternNode, position: Position | undefined, place: (after: Position) => Omit<Position, 'from'>) =>
    movesOf(child, position, now).map((move) => ({ ...move, after: { from, ...place(move.after) } }));
  switch (node.kind) {
    case 'take':
      return position ? [] : [{ take: node, after: { from, at: 0, inner: [] }, extra: false, next: false }];
    case 'wait':
    case 'no':
      return [];
    case 'sequence': {
      const at = position?.at ?? 0;
      const moves: Move[] = [];
      for (const [i, item] of node.items.entries()) {
        const own = i === at ? inner : undefined;
        if (i >= at) moves.push(...into(item, own, (after) => ({ at: i, inner: [after] })));
        if (i >= at && !isDone(item, own)) break;
      }
      return moves;
    }
    case 'any':
      return node.members.flatMap((member, i) =>
        position && position.at !== i ? [] : into(member, inner, (after) => ({ at: i, inner: [after] })),
      );
    case 'all':
      // It ends when each member has its minimum.
      if (position && isDone(node, position)) return [];
      return node.members.flatMap((member, i) =>
        into(member, position?.inner[i], (after) => ({
          at: 0,
          inner: node.members.map((_, j) => (i === j ? after : position?.inner[j])),
        })),
      );
    case 'repeat': {
      if (!position) return into(node.body, undefined, (after) => ({ at: 0, inner: [after] }));
      const { at } = position;
      const within = into(node.body, inner, (after) => ({ at, inner: [after] }));
      if (!isDone(node.body, inner) || (node.max !== null && at + 1 >= node.max)) return within;
      const again = into(node.body, undefined, (after) => ({ at: at + 1, inner: [after] }));
      return [...within, ...again.map((move) => ({ ...move, extra: at + 1 >= node.min }))];
    }
  }
}

/** Ways in order: first what is no repetition beyond its minimum, as written; then repetitions, innermost first. */
export function inOrder(moves: readonly Move[], numbers: ReadonlyMap<PatternNode, number>): Move[] {
  const written = (move: Move) => numbers.get(move.take) ?? 0;
  const plain = moves.filter(({ extra }) => !extra).sort((a, b) => written(a) - written(b));
  return [...plain, ...moves.filter(({ extra }) => extra)];
}

/** A guard or pause that runs now. */
export interface Running {
  node: PatternNode;
  since: number;
}

/** `last`: the instant of the last record taken or pause passed. What may be passed by is awaited by nobody. */
export function running(node: PatternNode, position: Position | undefined, last: number): Running[] {
  if (!position && isDone(node, undefined)) return [];
  const guarded = node.within !== undefined || node.without !== undefined;
  const own = guarded && !isDone(node, position, true) ? [{ node, since: position?.from ?? last }] : [];
  return [...own, ...runningInside(node, position, last)];
}

function runningInside(node: PatternNode, position: Position | undefined, last: number): Running[] {
  const [inner] = position?.inner ?? [];
  switch (node.kind) {
    case 'take':
      return [];
    case 'wait':
    case 'no':
      return position ? [] : [{ node, since: last }];
    case 'sequence': {
      const at = position?.at ?? 0;
      const found: Running[] = [];
      for (const [i, item] of node.items.entries()) {
        const own = i === at ? inner : undefined;
        if (i >= at) found.push(...running(item, own, last));
        if (i >= at && !isDone(item, own)) break;
      }
      return found;
    }
    case 'any': {
      const chosen = position && node.members[position.at];
      return chosen ? running(chosen, inner, last) : [];
    }
    case 'all':
      return node.members.flatMap((member, i) => running(member, position?.inner[i], last));
    case 'repeat': {
      const again = position && isDone(node.body, inner) && position.at + 1 < node.min;
      return [...running(node.body, inner, last), ...(again ? running(node.body, undefined, last) : [])];
    }
  }
}

/** The position after a pause went by; pauses stand at the top of a pattern only. */
export function passed(pattern: SequenceNode, position: Position, pause: Pause, at: number): Position {
  return { ...position, at: pattern.items.indexOf(pause), inner: [{ from: at, at: 0, inner: [] }] };
}

/** Whether the pattern can still be completed; `broken`: its `next` elements that have not begun are closed. */
export function hasWay(pattern: SequenceNode, position: Position, broken: boolean): boolean {
  if (isDone(pattern, position) || movesOf(pattern, position, 0).some(({ next }) => !(broken && next))) return true;
  const pauses = runningInside(pattern, position, 0).map(({ node }) => node);
  return pauses.some((node) => (node.kind === 'wait' || node.kind === 'no') && hasWay(pattern, passed(pattern, position, node, 0), broken));
}
