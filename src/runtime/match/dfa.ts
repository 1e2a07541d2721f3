/** Whether a text, or how much of it, is of a regular expression: one look-up for each character, and no memory of its own. */

import { Growing } from '../decode/growing.ts';
import type { Alphabet } from './alphabet.ts';
import type { Automaton } from './automaton.ts';
import { LazyStates, type Moves } from './lazy-states.ts';

/** What is found where a text could end. */
const NO_MATCH = 0;
/** Only if the text ends here. */
const MATCH_AT_END = 1;
const MATCH = 2;

export class Dfa {
  readonly alphabet: Alphabet;
  readonly initial: number;
  private readonly states: LazyStates;
  /** By state. */
  private readonly matches = new Growing(Uint8Array);

  constructor(automaton: Automaton) {
    this.alphabet = automaton.alphabet;
    this.states = new LazyStates(new ForwardMoves(automaton), (state, set) => {
      this.matches.reach(state);
      this.matches.of[state] = matchOf(automaton, set);
    });
    this.initial = this.states.initial;
  }

  /** The state after a character of this class. */
  next(state: number, characterClass: number): number {
    return this.states.next(state, characterClass);
  }

  /** Whether what was read is a match, whatever follows it. */
  hasMatched(state: number): boolean {
    return this.matches.of[state] === MATCH;
  }

  /** Whether it is one if nothing follows it. */
  matchesAtEnd(state: number): boolean {
    return this.matches.of[state] !== NO_MATCH;
  }
}

function matchOf({ steps }: Automaton, set: Int32Array): number {
  let found = NO_MATCH;
  for (const number of set) {
    const step = steps[number]!;
    if (step.kind === 'match') found = Math.max(found, step.atEnd ? MATCH_AT_END : MATCH);
  }
  return found;
}

/** From left to right; a set holds the steps that wait for a character, and matches. */
class ForwardMoves implements Moves {
  readonly symbols: number;
  /** By step: the last round in which it was seen. */
  private readonly seen: Int32Array;
  private round = 0;

  constructor(private readonly automaton: Automaton) {
    this.symbols = automaton.alphabet.size;
    this.seen = new Int32Array(automaton.steps.length);
  }

  initial(): Int32Array {
    return this.closure([this.automaton.start]);
  }

  move(set: Int32Array, symbol: number): Int32Array {
    const { steps, takes } = this.automaton;
    const next: number[] = [];
    for (const number of set) {
      const step = steps[number]!;
      if (step.kind === 'chars' && takes[number]![symbol] === 1) next.push(step.next);
    }
    return this.closure(next);
  }

  /** All that is reached from some steps without taking a character. */
  private closure(open: number[]): Int32Array {
    const { steps } = this.automaton;
    const reached: number[] = [];
    this.round++;
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (this.seen[number] === this.round) continue;
      this.seen[number] = this.round;
      const step = steps[number]!;
      if (step.kind === 'fork') open.push(...step.to);
      else if (step.kind === 'save') open.push(step.next);
      else reached.push(number);
    }
    return Int32Array.from(reached).sort();
  }
}
