/** Properties of the tree of a regular expression. */

import type { RegexNode } from '../pattern-plan.ts';

/** Matches the empty text. */
export const EMPTY: RegexNode = { kind: 'sequence', items: [] };

/** The items in a row, with nested sequences flattened. */
export function sequenceOf(items: readonly RegexNode[]): RegexNode {
  const flat = items.flatMap((item) => (item.kind === 'sequence' ? item.items : [item]));
  const [only] = flat;
  return only && flat.length === 1 ? only : { kind: 'sequence', items: flat };
}

/**
 * The maximum number of characters, groups and choices, with counted repetitions unrolled, as an engine may have to
 * store them.
 */
export const MAX_SIZE = 10_000;

/** The number that {@link MAX_SIZE} limits. */
export function sizeOf(node: RegexNode): number {
  switch (node.kind) {
    case 'sequence':
      return sum(node.items);
    case 'choice':
      return sum(node.options) + node.options.length - 1;
    case 'repeat':
      return sizeOf(node.body) * (node.max ?? Math.max(node.min, 1));
    case 'group':
      return sizeOf(node.body) + 1;
    default:
      return 1;
  }
}

function sum(nodes: readonly RegexNode[]): number {
  return nodes.reduce((size, node) => size + sizeOf(node), 0);
}

/** Whether it tests a position without taking a character. */
export function isAssertion({ kind }: RegexNode): boolean {
  return kind === 'start' || kind === 'end' || kind === 'boundary';
}

/** Whether it can match without taking a character. */
export function isNullable(node: RegexNode): boolean {
  switch (node.kind) {
    case 'chars':
      return false;
    case 'sequence':
      return node.items.every(isNullable);
    case 'choice':
      return node.options.some(isNullable);
    case 'repeat':
      return node.min === 0 || isNullable(node.body);
    case 'group':
      return isNullable(node.body);
    default:
      return true;
  }
}

/** Whether it can only match at the start of the text. A `^` after other items is only true if they took nothing. */
export function isAnchored(node: RegexNode): boolean {
  switch (node.kind) {
    case 'start':
      return true;
    case 'sequence':
      return node.items.some(isAnchored);
    case 'choice':
      return node.options.every(isAnchored);
    case 'repeat':
      return node.min > 0 && isAnchored(node.body);
    case 'group':
      return isAnchored(node.body);
    default:
      return false;
  }
}
