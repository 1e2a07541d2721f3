/**
 * Compiles `^`, `$` and `\b` away, so that the automata only ever look at one character at a time.
 *
 * An assertion concerns the characters on both sides of a place. The one before is known when a step is reached, as it
 * was just taken; for the one after, a step can only remember what it must be. So each step is written once for each
 * combination of known character and requirement with which it can be reached.
 */

import type { Assertion, Program, Step, UnresolvedStep } from './program.ts';
import { complement, intersection, type Ranges, WORD } from './ranges.ts';

/** What may be next to a place: bits, so that a requirement can combine several. */
const NOTHING = 1;
const WORD_CHARACTER = 2;
const OTHER_CHARACTER = 4;
const ANYTHING = NOTHING | WORD_CHARACTER | OTHER_CHARACTER;

const SIDES: readonly [number, Ranges][] = [
  [WORD_CHARACTER, WORD],
  [OTHER_CHARACTER, complement(WORD)],
];

interface Place {
  step: number;
  /** A single bit. */
  before: number;
  /** The next character must be one of these. */
  need: number;
}

/** The same program without assertions; `start` is the step at which a text begins. */
export function resolveAssertions(steps: readonly UnresolvedStep[], start: number): Program {
  if (steps.every(isResolved)) return { steps, start };
  return new Resolver(steps).resolve(start);
}

function isResolved(step: UnresolvedStep): step is Step {
  return step.kind !== 'assert';
}

class Resolver {
  private readonly written: Step[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly waiting: Place[] = [];

  constructor(private readonly steps: readonly UnresolvedStep[]) {}

  resolve(step: number): Program {
    const start = this.numberOf({ step, before: NOTHING, need: ANYTHING });
    for (let place = this.waiting.pop(); place; place = this.waiting.pop()) this.written[this.numberOf(place)] = this.write(place);
    return { steps: this.written, start };
  }

  private numberOf(place: Place): number {
    const key = `${place.step} ${place.before} ${place.need}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.waiting.push(place);
    const number = this.add({ kind: 'fork', to: [] });
    this.numbers.set(key, number);
    return number;
  }

  private add(step: Step): number {
    return this.written.push(step) - 1;
  }

  private write(place: Place): Step {
    const step = this.steps[place.step]!;
    switch (step.kind) {
      case 'chars':
        return { kind: 'fork', to: this.take(step.set, place.need, step.next) };
      case 'fork':
        return { kind: 'fork', to: step.to.map((to) => this.numberOf({ ...place, step: to })) };
      case 'save':
        return { ...step, next: this.numberOf({ ...place, step: step.next }) };
      case 'assert':
        return { kind: 'fork', to: this.assert(step.node, { ...place, step: step.next }) };
      case 'match':
        return this.match(step, place.need);
    }
  }

  private take(set: Ranges, need: number, next: number): number[] {
    const to: number[] = [];
    for (const [before, side] of SIDES) {
      const taken = (need & before) === 0 ? [] : intersection(set, side);
      if (taken.length > 0) to.push(this.add({ kind: 'chars', set: taken, next: this.numberOf({ step: next, before, need: ANYTHING }) }));
    }
    return to;
  }

  private assert(node: Assertion, place: Place): number[] {
    if (node.kind === 'start') return place.before === NOTHING ? [this.numberOf(place)] : [];
    const isWord = place.before === WORD_CHARACTER;
    const wanted = node.kind === 'end' ? NOTHING : isWord === node.negated ? WORD_CHARACTER : NOTHING | OTHER_CHARACTER;
    const need = place.need & wanted;
    return need === 0 ? [] : [this.numberOf({ ...place, need })];
  }

  /** A match that requires something after it waits for that; its end was saved before. */
  private match({ atEnd }: Extract<Step, { kind: 'match' }>, need: number): Step {
    if (need === ANYTHING) return { kind: 'match', atEnd };
    const to: number[] = [];
    if (need & NOTHING) to.push(this.add({ kind: 'match', atEnd: true }));
    if (!atEnd) {
      const found = this.add({ kind: 'match', atEnd: false });
      for (const [side, set] of SIDES) if (need & side) to.push(this.add({ kind: 'chars', set, next: found }));
    }
    return { kind: 'fork', to };
  }
}
