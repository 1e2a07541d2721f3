/** A regular expression as a program of a backtracking engine. */

import { getOrMake } from '../../get-or-make.ts';
import type { RegexNode } from '../pattern-plan.ts';
import type { Ranges } from './ranges.ts';

/** Steps are numbered; `next` and `to` are such numbers. */
type Step =
  /** @param class the index of the class in the program */
  | { kind: 'chars'; class: number; next: number }
  /** Tries the alternatives in order. */
  | { kind: 'fork'; to: number[] }
  | { kind: 'assert'; node: Extract<RegexNode, { kind: 'start' | 'end' | 'boundary' }>; next: number }
  | { kind: 'match' };

export interface Program {
  steps: Step[];
  start: number;
  /** Without duplicates. */
  classes: Ranges[];
  /** Whether it tests word boundaries. */
  boundaries: boolean;
}

/** Counted repetitions are unrolled. */
export function programOf(node: RegexNode): Program {
  const steps: Step[] = [{ kind: 'match' }];
  const classes = new Map<string, { index: number; ranges: Ranges }>();
  const add = (step: Step): number => steps.push(step) - 1;
  const classOf = (ranges: Ranges): number => {
    const key = ranges.join(' ');
    return getOrMake(classes, key, () => ({ index: classes.size, ranges })).index;
  };

  /** Writes the steps of a node that is followed by `next`, and returns its first step. */
  const write = (part: RegexNode, next: number): number => {
    switch (part.kind) {
      case 'chars':
        return add({ kind: 'chars', class: classOf(part.ranges), next });
      case 'sequence':
        return part.items.reduceRight((after, item) => write(item, after), next);
      case 'choice':
        return add({ kind: 'fork', to: part.options.map((option) => write(option, next)) });
      case 'repeat':
        return times(part.min, part.body, part.max === null ? loop(part.body, next) : atMost(part.max - part.min, part.body, next));
      case 'group':
        return write(part.body, next);
      default:
        return add({ kind: 'assert', node: part, next });
    }
  };
  const times = (count: number, body: RegexNode, next: number): number => {
    let entry = next;
    for (let i = 0; i < count; i++) entry = write(body, entry);
    return entry;
  };
  const atMost = (count: number, body: RegexNode, next: number): number => {
    let entry = next;
    for (let i = 0; i < count; i++) entry = add({ kind: 'fork', to: [write(body, entry), next] });
    return entry;
  };
  const loop = (body: RegexNode, next: number): number => {
    const to = [next];
    const entry = add({ kind: 'fork', to });
    to.unshift(write(body, entry));
    return entry;
  };

  const start = write(node, 0);
  const boundaries = steps.some((step) => step.kind === 'assert' && step.node.kind === 'boundary');
  return { steps, start, classes: [...classes.values()].map(({ ranges }) => ranges), boundaries };
}
