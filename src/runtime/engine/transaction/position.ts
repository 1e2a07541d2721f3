/**
 * Where an instance stands in its pattern.
 *
 * A position mirrors the pattern tree: for each node how far it got. It is plain nested numbers, so that it
 * can be numbered, saved and compared. What a node means is in `docs/design/positions.md`; in short:
 *
 * | node     | position                 | fresh         |
 * |----------|--------------------------|---------------|
 * | take     | 1 when taken             | 0             |
 * | wait, no | 1 when passed            | 0             |
 * | sequence | [index of item, item]    | [0, fresh]    |
 * | any      | [index of member, member]| [-1]          |
 * | all      | [member, member, …]      | all fresh     |
 * | repeat   | [iterations done, body]  | [0, fresh]    |
 */

import { childrenOf, type PatternNode, type RepeatNode, type TakeNode } from '../../../dsl/sequence-plan.ts';

export type Position = number | readonly Position[];

/** A possible move: a take that accepts the next record. */
export interface Way {
  take: TakeNode;
  /** The position after it, computed on demand: that of a large set has a place for each member. */
  next(): Position;
  /** 0 if no loop repeats beyond its minimum; otherwise the depth of the loop that does. */
  repetition: number;
  /** Nodes marked `next` that this way enters. */
  enters: PatternNode[];
}

const inner = (position: Position): readonly Position[] => position as readonly Position[];

export function fresh(node: PatternNode): Position {
  switch (node.kind) {
    case 'take':
    case 'wait':
    case 'no':
      return 0;
    case 'sequence':
      return [0, fresh(item(node.items, 0))];
    case 'any':
      return [-1];
    case 'all':
      return node.members.map(fresh);
    case 'repeat':
      return [0, fresh(node.body)];
  }
}

/** Whether the node has taken something, or its time has passed. */
export function begun(node: PatternNode, at: Position): boolean {
  switch (node.kind) {
    case 'take':
    case 'wait':
    case 'no':
      return at === 1;
    case 'sequence': {
      const [index, position] = sequenceAt(at);
      return index > 0 || begun(item(node.items, 0), position);
    }
    case 'any':
      return inner(at)[0] !== -1;
    case 'all':
      return node.members.some((member, i) => begun(member, inner(at)[i] ?? 0));
    case 'repeat': {
      const [count, position] = sequenceAt(at);
      return count > 0 || begun(node.body, position);
    }
  }
}

/**
 * Whether the node needs no more: its minimum is reached, and no iteration of a loop is incomplete. If `lenient`, an
 * iteration beyond the minimum may be incomplete, since an element that has reached its minimum keeps it.
 */
export function satisfied(node: PatternNode, at: Position, lenient = false): boolean {
  switch (node.kind) {
    case 'take':
    case 'wait':
    case 'no':
      return at === 1;
    case 'sequence': {
      const [index, position] = sequenceAt(at);
      return satisfied(item(node.items, index), position, lenient) && node.items.slice(index + 1).every(skippable);
    }
    case 'any': {
      const [index, position] = sequenceAt(at);
      const mayPass = index < 0 || lenient;
      return (mayPass && node.members.some(skippable)) || (index >= 0 && satisfied(item(node.members, index), position, lenient));
    }
    case 'all':
      return node.members.every((member, i) => satisfied(member, inner(at)[i] ?? 0, lenient));
    case 'repeat': {
      const { over, done } = iteration(node, at, lenient);
      return over && (done >= node.min || skippable(node.body));
    }
  }
}

/**
 * Where the last node of a path stands, of which each node is a child of the one before; undefined if the position is
 * before or behind it.
 */
export function positionOf([node, child, ...rest]: readonly PatternNode[], at: Position): Position | undefined {
  if (!node || !child) return at;
  const path = [child, ...rest];
  switch (node.kind) {
    case 'sequence':
    case 'any': {
      const [index, position] = sequenceAt(at);
      return childrenOf(node)[index] === child ? positionOf(path, position) : undefined;
    }
    case 'all':
      return positionOf(path, inner(at)[node.members.indexOf(child)] ?? 0);
    case 'repeat':
      return positionOf(path, sequenceAt(at)[1]);
    default:
      return undefined;
  }
}

/** Whether the node can be passed without taking anything. */
export function skippable(node: PatternNode): boolean {
  return satisfied(node, fresh(node));
}

/** Every way on from a position, in written order. `depth` counts the loops around the node. */
export function ways(node: PatternNode, at: Position, depth = 0): Way[] {
  const found = waysInside(node, at, depth);
  if (!node.next || begun(node, at)) return found;
  return found.map((way) => ({ ...way, enters: [...way.enters, node] }));
}

function waysInside(node: PatternNode, at: Position, depth: number): Way[] {
  switch (node.kind) {
    case 'take':
      return at === 0 ? [{ take: node, next: () => 1, repetition: 0, enters: [] }] : [];
    case 'wait':
    case 'no':
      return [];
    case 'sequence':
      return sequenceWays(node.items, at, depth);
    case 'any': {
      const [index, position] = sequenceAt(at);
      const members = index < 0 ? node.members.map((_, i) => i) : [index];
      return members.flatMap((i) => {
        const member = item(node.members, i);
        return lead(ways(member, index < 0 ? fresh(member) : position, depth), (next) => [i, next]);
      });
    }
    case 'all':
      if (begun(node, at) && satisfied(node, at)) return [];
      return node.members.flatMap((member, i) =>
        lead(ways(member, inner(at)[i] ?? 0, depth), (next) => inner(at).map((other, j) => (j === i ? next : other))),
      );
    case 'repeat':
      return repeatWays(node, at, depth + 1);
  }
}

/**
 * Whether a node that has begun, and needs no more, can still take something. Listing all ways for each iteration would cost
 * more the deeper loops are nested.
 */
function goesOn(node: PatternNode, at: Position): boolean {
  switch (node.kind) {
    case 'take':
    case 'wait':
    case 'no':
    case 'all':
      return false;
    case 'sequence': {
      const [start, position] = sequenceAt(at);
      return start + 1 < node.items.length || goesOn(item(node.items, start), position);
    }
    case 'any': {
      const [index, position] = sequenceAt(at);
      return goesOn(item(node.members, index), position);
    }
    case 'repeat': {
      const [, position] = sequenceAt(at);
      if (begun(node.body, position) && goesOn(node.body, position)) return true;
      return node.max === null || iteration(node, at).done < node.max;
    }
  }
}

function sequenceWays(items: PatternNode[], at: Position, depth: number): Way[] {
  const [start, position] = sequenceAt(at);
  const found: Way[] = [];
  for (let i = start; i < items.length; i++) {
    const here = item(items, i);
    const from = i === start ? position : fresh(here);
    found.push(...lead(ways(here, from, depth), (next) => [i, next]));
    if (!satisfied(here, from)) break;
  }
  return found;
}

function repeatWays(node: RepeatNode, at: Position, depth: number): Way[] {
  const [count, position] = sequenceAt(at);
  const inside = begun(node.body, position);
  const found = inside ? lead(ways(node.body, position, depth), (next) => turn(node, count, next)) : [];
  const { over, done } = iteration(node, at);
  if (!over || (node.max !== null && done >= node.max)) return found;
  const beyond = done >= Math.max(1, node.min);
  const again = lead(ways(node.body, fresh(node.body), depth), (next) => turn(node, done, next));
  return found.concat(beyond ? again.map((way) => ({ ...way, repetition: depth })) : again);
}

/** The position of a loop whose body reached `next`: an iteration that can take no more is counted at once. */
function turn(node: RepeatNode, count: number, next: Position): Position {
  const over = satisfied(node.body, next) && !goesOn(node.body, next);
  return over ? [saturate(node, count + 1), fresh(node.body)] : [saturate(node, count), next];
}

/** Caps the count at the last one that matters, so that `*` and `+` have few positions. */
function saturate(node: RepeatNode, count: number): number {
  return Math.min(count, node.max ?? Math.max(node.min, 1));
}

/** How many iterations are done, including the current one if it needs no more. `over` is false if one that counts is incomplete. */
function iteration(node: RepeatNode, at: Position, lenient = false): { over: boolean; done: number } {
  const [count, position] = sequenceAt(at);
  if (!begun(node.body, position)) return { over: true, done: count };
  const isDone = satisfied(node.body, position, lenient);
  return { over: lenient || isDone, done: isDone ? count + 1 : count };
}

/**
 * Visits what is due now: each node that lacks its minimum and at or in which the position stands. Nothing is due inside
 * a loop that needs no more iterations, or in an `any` set without a chosen member.
 */
export function visitDue(node: PatternNode, at: Position, visit: (node: PatternNode, at: Position) => void): void {
  if (!satisfied(node, at, true)) visit(node, at);
  switch (node.kind) {
    case 'take':
    case 'wait':
    case 'no':
      return;
    case 'sequence': {
      const [start, position] = sequenceAt(at);
      for (let i = start; i < node.items.length; i++) {
        const here = item(node.items, i);
        const from = i === start ? position : fresh(here);
        visitDue(here, from, visit);
        if (!satisfied(here, from)) return;
      }
      return;
    }
    case 'any': {
      const [index, position] = sequenceAt(at);
      if (index >= 0) visitDue(item(node.members, index), position, visit);
      return;
    }
    case 'all':
      if (satisfied(node, at)) return;
      for (const [i, member] of node.members.entries()) visitDue(member, inner(at)[i] ?? 0, visit);
      return;
    case 'repeat': {
      const [, position] = sequenceAt(at);
      const isNeeded = iteration(node, at).done < node.min;
      if (begun(node.body, position) || isNeeded) visitDue(node.body, position, visit);
      // The current iteration may continue, but the next one is awaited as well.
      if (isNeeded && begun(node.body, position) && satisfied(node.body, position)) visitDue(node.body, fresh(node.body), visit);
    }
  }
}

/** Whether the node can still be completed, given the nodes marked `next` that an unexpected record has closed. */
export function completable(node: PatternNode, at: Position, closed: ReadonlySet<PatternNode>): boolean {
  // The first record of a node is never behind a `next` of its own.
  if (!begun(node, at) || satisfied(node, at)) return true;
  switch (node.kind) {
    case 'take':
    case 'wait':
    case 'no':
      return true;
    case 'sequence':
      return sequenceCompletable(node.items, at, closed);
    case 'any': {
      const [index, position] = sequenceAt(at);
      return completable(item(node.members, index), position, closed);
    }
    case 'all':
      return node.members.every((member, i) => completable(member, inner(at)[i] ?? 0, closed));
    case 'repeat': {
      const [, position] = sequenceAt(at);
      return completable(node.body, position, closed);
    }
  }
}

function sequenceCompletable(items: PatternNode[], at: Position, closed: ReadonlySet<PatternNode>): boolean {
  const [start, position] = sequenceAt(at);
  const here = item(items, start);
  if (!satisfied(here, position)) return completable(here, position, closed);
  // The current item may still repeat: its next record reopens the way through `next`.
  if (ways(here, position).some((way) => way.enters.every((node) => !closed.has(node)))) return true;
  for (const after of items.slice(start + 1)) {
    if (!closed.has(after)) return true;
    if (!skippable(after)) return false;
  }
  return true;
}

function lead(found: Way[], place: (next: Position) => Position): Way[] {
  return found.map((way) => ({ ...way, next: () => place(way.next()) }));
}

function sequenceAt(at: Position): [number, Position] {
  const [index, position] = inner(at);
  return [index as number, position ?? 0];
}

function item(nodes: PatternNode[], index: number): PatternNode {
  return nodes[index] as PatternNode;
}
