/** A regular expression as steps of a backtracking engine. */

import type { RegexNode } from '../pattern-plan.ts';
import type { Ranges } from './ranges.ts';

/** Steps are numbered; `next` and `to` are such numbers. */
export type Step =
  | { kind: 'chars'; ranges: Ranges; next: number }
  /** Tries one after the other. */
  | { kind: 'fork'; to: number[] }
  | { kind: 'assert'; node: Extract<RegexNode, { kind: 'start' | 'end' | 'boundary' }>; next: number }
  | { kind: 'match' };

export interface Program {
  steps: Step[];
  start: number;
}

/** Counted repetitions are written out. */
export function programOf(node: RegexNode): Program {
  const steps: Step[] = [{ kind: 'match' }];
  const add = (step: Step): number => steps.push(step) - 1;

  /** The step with which the node begins, when what follows it begins with `next`. */
  const write = (part: RegexNode, next: number): number => {
    switch (part.kind) {
      case 'chars':
        return add({ kind: 'chars', ranges: part.ranges, next });
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
  return { steps, start };
}
