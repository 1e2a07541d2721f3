/** The elements of a compiled pattern as a tree. */

import type { PatternNode } from './plan.ts';

/** The elements that an element is made of. */
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
