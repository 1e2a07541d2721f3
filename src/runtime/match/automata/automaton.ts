import { Alphabet } from './alphabet.ts';
import type { Program, Step } from './program.ts';
import type { Ranges } from './ranges.ts';

const NONE = new Uint8Array(0);

/** A program with its characters reduced to the classes of an alphabet. */
export class Automaton {
  readonly steps: readonly Step[];
  readonly start: number;
  readonly alphabet: Alphabet;
  /** By step that takes a character, then by class: 1 if it takes it. */
  readonly takes: readonly Uint8Array[];

  constructor({ steps, start }: Program) {
    this.steps = steps;
    this.start = start;
    const sets = sharedSets(steps);
    this.alphabet = new Alphabet(sets.values());
    this.takes = steps.map((step) => (step.kind === 'chars' ? this.alphabet.membersOf(sets.get(step.set)!) : NONE));
  }
}

/** By the set of a step, the one object for all sets equal to it. */
function sharedSets(steps: readonly Step[]): Map<Ranges, Ranges> {
  const first = new Map<string, Ranges>();
  const shared = new Map<Ranges, Ranges>();
  for (const step of steps) {
    if (step.kind !== 'chars' || shared.has(step.set)) continue;
    const key = step.set.join(' ');
    if (!first.has(key)) first.set(key, step.set);
    shared.set(step.set, first.get(key)!);
  }
  return shared;
}
