/** The elements of the pattern of a transaction. */

import type { DurationPlan, TriggerPlan } from './plan.ts';

/**
 * The pattern: a tree, not a table of states, because a set of n members in any order has 2^n states and a
 * quantifier of n has n. An engine walks it, and may number the positions it meets.
 */
export type PatternNode = TakeNode | SequenceNode | AnyNode | AllNode | RepeatNode | WaitNode | NoNode;

/** The elements inside an element of a pattern. */
export function childrenOf(node: PatternNode): PatternNode[] {
  switch (node.kind) {
    case 'sequence':
      return node.items;
    case 'any':
    case 'all':
      return node.members;
    case 'repeat':
      return [node.body];
    default:
      return [];
  }
}

/** All takes of a pattern, in written order. */
export function takesIn(node: PatternNode): TakeNode[] {
  return node.kind === 'take' ? [node] : childrenOf(node).flatMap(takesIn);
}

/** The guards of any element. */
export interface NodeGuards {
  within?: DurationPlan;
  without?: TriggerPlan;
  /** Whether no other record of this rule may come between the previous record and this element's first. */
  next?: boolean;
  /** The author's name for it: a record, or the words of the element. */
  label: string;
}

/** Takes one record. */
export interface TakeNode extends NodeGuards {
  kind: 'take';
  of: TriggerPlan;
  /** Captures that receive the record. */
  captures: number[];
}

export interface SequenceNode extends NodeGuards {
  kind: 'sequence';
  items: PatternNode[];
}

/** One of the members, chosen by the first record it takes. */
interface AnyNode extends NodeGuards {
  kind: 'any';
  members: PatternNode[];
}

/** All members, in any order; it ends when each has its minimum. */
interface AllNode extends NodeGuards {
  kind: 'all';
  members: PatternNode[];
}

export interface RepeatNode extends NodeGuards {
  kind: 'repeat';
  body: PatternNode;
  min: number;
  max: number | null;
}

/** `then wait D` */
export interface WaitNode extends NodeGuards {
  kind: 'wait';
  duration: DurationPlan;
}

/** `then no R for D` */
export interface NoNode extends NodeGuards {
  kind: 'no';
  of: TriggerPlan;
  duration: DurationPlan;
}
