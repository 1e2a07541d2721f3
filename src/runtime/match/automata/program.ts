/** Regular expressions as steps of an automaton, with counted repetitions expanded. */

import type { RegexNode } from '../../../dsl/pattern-plan.ts';
import { resolveAssertions } from './assertions.ts';
import { ILL_FORMED } from './code-points.ts';
import { ANY, contains, type Ranges, union } from './ranges.ts';

export type Assertion = Extract<RegexNode, { kind: 'start' | 'end' | 'boundary' }>;

/** Steps are numbered; `next` and `to` are such numbers. */
export type Step =
  | { kind: 'chars'; set: Ranges; next: number }
  /** In order of preference. */
  | { kind: 'fork'; to: readonly number[] }
  /** Saves the position: 2n is where group n begins, 2n + 1 where it ends. */
  | { kind: 'save'; slot: number; next: number }
  /** If `atEnd`, only where the text ends. */
  | { kind: 'match'; atEnd: boolean };

export type UnresolvedStep = Step | { kind: 'assert'; node: Assertion; next: number };

export interface Program {
  steps: readonly Step[];
  start: number;
}

/** What a decoder substitutes for ill-formed bytes. */
const REPLACEMENT = 0xfffd;

/** Matches from the first character of a text to its end, without captures. */
export function wholeProgram(node: RegexNode): Program {
  const writer = new ProgramWriter();
  const match = writer.add({ kind: 'match', atEnd: true });
  return resolveAssertions(writer.steps, writer.write(node, match, false));
}

/** Finds the first match in a text, and the groups of the preferred way to match. */
export function searchProgram(node: RegexNode, anchored: boolean): Program {
  const writer = new ProgramWriter();
  const match = writer.add({ kind: 'match', atEnd: false });
  const body = writer.write({ kind: 'group', index: 0, body: node }, match, true);
  return resolveAssertions(writer.steps, anchored ? body : writer.afterAnything(body));
}

/** Writes steps from the end to the beginning: each part is given the step that comes after it. */
class ProgramWriter {
  readonly steps: UnresolvedStep[] = [];

  add(step: UnresolvedStep): number {
    return this.steps.push(step) - 1;
  }

  /** Writes a node and returns its first step. */
  write(node: RegexNode, next: number, captures: boolean): number {
    switch (node.kind) {
      case 'chars':
        return this.add({ kind: 'chars', set: withIllFormed(node.ranges), next });
      case 'sequence':
        return node.items.reduceRight((after, item) => this.write(item, after, captures), next);
      case 'choice':
        return this.add({ kind: 'fork', to: node.options.map((option) => this.write(option, next, captures)) });
      case 'repeat':
        return this.repeat(node, next, captures);
      case 'group':
        return captures ? this.group(node, next) : this.write(node.body, next, captures);
      default:
        return this.add({ kind: 'assert', node, next });
    }
  }

  /** Skips as few characters as lead to a match. */
  afterAnything(body: number): number {
    const to = [body];
    const entry = this.add({ kind: 'fork', to });
    to.push(this.add({ kind: 'chars', set: ANY, next: entry }));
    return entry;
  }

  private group({ index, body }: Extract<RegexNode, { kind: 'group' }>, next: number): number {
    const end = this.add({ kind: 'save', slot: 2 * index + 1, next });
    return this.add({ kind: 'save', slot: 2 * index, next: this.write(body, end, true) });
  }

  private repeat({ body, min, max, greedy }: Extract<RegexNode, { kind: 'repeat' }>, next: number, captures: boolean): number {
    let entry = next;
    if (max === null) {
      const to: number[] = [];
      entry = this.add({ kind: 'fork', to });
      to.push(...preferred(this.write(body, entry, captures), next, greedy));
    } else {
      for (let i = min; i < max; i++) {
        entry = this.add({ kind: 'fork', to: preferred(this.write(body, entry, captures), next, greedy) });
      }
    }
    for (let i = 0; i < min; i++) entry = this.write(body, entry, captures);
    return entry;
  }
}

function preferred(more: number, enough: number, greedy: boolean): number[] {
  return greedy ? [more, enough] : [enough, more];
}

function withIllFormed(ranges: Ranges): Ranges {
  return contains(ranges, REPLACEMENT) ? union(ranges, [[ILL_FORMED, ILL_FORMED]]) : ranges;
}
