/** Builders for regular expressions. */

import type { RegexNode } from '../../../dsl/pattern-plan.ts';
import { type Ranges, without } from './ranges.ts';

export function oneOf(set: Ranges): RegexNode {
  return { kind: 'chars', ranges: set.map(([low, high]) => [low, high]) };
}

function literal(text: string): RegexNode {
  return sequence(...Array.from(text, (character) => oneOf([[character.codePointAt(0)!, character.codePointAt(0)!]])));
}

/** A text stands for itself. */
export function sequence(...items: (RegexNode | string)[]): RegexNode {
  return { kind: 'sequence', items: items.map((item) => (typeof item === 'string' ? literal(item) : item)) };
}

export function either(...options: (RegexNode | string)[]): RegexNode {
  return { kind: 'choice', options: options.map((option) => (typeof option === 'string' ? literal(option) : option)) };
}

/** As many repetitions as possible, from `min` to `max`; unbounded if `max` is null. */
export function times(body: RegexNode, min: number, max: number | null = min): RegexNode {
  return { kind: 'repeat', body, min, max, greedy: true };
}

export function maybe(...items: (RegexNode | string)[]): RegexNode {
  return times(sequence(...items), 0, 1);
}

export function any(body: RegexNode): RegexNode {
  return times(body, 0, null);
}

export function some(body: RegexNode): RegexNode {
  return times(body, 1, null);
}

/** The same expression restricted to texts without these characters. */
export function avoiding(node: RegexNode, characters: Ranges): RegexNode {
  switch (node.kind) {
    case 'chars':
      return oneOf(without(node.ranges, characters));
    case 'sequence':
      return { ...node, items: node.items.map((item) => avoiding(item, characters)) };
    case 'choice':
      return { ...node, options: node.options.map((option) => avoiding(option, characters)) };
    case 'repeat':
    case 'group':
      return { ...node, body: avoiding(node.body, characters) };
    default:
      return node;
  }
}
