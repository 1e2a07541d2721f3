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
    this.takes = steps.map((step) => (step.kind === 'chars' ? this.alphabet.membersOf(sets.get(keyOf(step.set))!) : NONE));
  }
}

/** The sets of all steps, with one object for each distinct set. */
function sharedSets(steps: readonly Step[]): Map<string, Ranges> {
  const sets = new Map<string, Ranges>();
  for (const step of steps) if (step.kind === 'chars') sets.set(keyOf(step.set), step.set);
  return sets;
}

function keyOf(set: Ranges): string {
  return set.join(' ');
}
