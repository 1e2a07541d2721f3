/** Where an automaton can be, as states of a table that is filled as texts ask for it. */

import { Growing } from '../decode/growing.ts';

/** Sets of steps, in ascending order. */
export interface Moves {
  /** How many symbols there are: classes of characters, and what else leads from one set to another. */
  readonly symbols: number;
  initial(): Int32Array;
  move(set: Int32Array, symbol: number): Int32Array;
}

/** The state of the empty set: nothing leads out of it. */
export const DEAD = 0;

const UNKNOWN = -1;
/** Numbers in the table and in the sets: 4 MB. Automata exist whose states would fill any memory (`(a|b)*a(a|b){18}`). */
const MOST_HELD = 1 << 20;

/**
 * States are numbered from 0. When there are too many the table is begun anew, so that a state is good until the next
 * call of {@link LazyStates.next} only; all but {@link DEAD} and the initial one.
 */
export class LazyStates {
  readonly initial: number;
  private readonly table = new Growing(Int32Array);
  private readonly sets: Int32Array[] = [];
  private readonly numbers = new Map<string, number>();
  private held = 0;

  constructor(
    private readonly moves: Moves,
    /** Told of each new state; their numbers begin again when the table does. */
    private readonly onState: (state: number, set: Int32Array) => void,
  ) {
    this.initial = this.begin();
  }

  next(state: number, symbol: number): number {
    const known = this.table.of[state * this.moves.symbols + symbol]!;
    return known === UNKNOWN ? this.find(state, symbol) : known;
  }

  private begin(): number {
    this.sets.length = 0;
    this.numbers.clear();
    this.held = 0;
    this.stateOf(new Int32Array(0));
    return this.stateOf(this.moves.initial());
  }

  private find(state: number, symbol: number): number {
    const set = this.moves.move(this.sets[state]!, symbol);
    if (this.held > MOST_HELD) {
      this.begin();
      return this.stateOf(set);
    }
    const next = this.stateOf(set);
    this.table.of[state * this.moves.symbols + symbol] = next;
    return next;
  }

  private stateOf(set: Int32Array): number {
    const key = set.join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const { symbols } = this.moves;
    const state = this.sets.push(set) - 1;
    this.numbers.set(key, state);
    this.table.reach((state + 1) * symbols);
    this.table.of.fill(UNKNOWN, state * symbols, (state + 1) * symbols);
    this.held += set.length + symbols;
    this.onState(state, set);
    return state;
  }
}
