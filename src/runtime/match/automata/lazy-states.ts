/** The states of an automaton in a table that is filled on demand. */

import { GrowingArray } from '../../values/growing-array.ts';

/** Transitions between sets of steps, each in ascending order. */
export interface Moves {
  /** Number of symbols: character classes, and whatever else leads from one set to another. */
  readonly symbols: number;
  initial(): Int32Array;
  move(set: Int32Array, symbol: number): Int32Array;
}

/** The state of the empty set, which has no way out. */
export const DEAD = 0;
/** Stands for a state not yet computed in {@link LazyStates.table}: call {@link LazyStates.next}. */
export const UNKNOWN = -1;

/** The most numbers in the table and the sets: 1 MB. The states of some automata would fill any memory (`(a|b)*a(a|b){18}`). */
const MOST_HELD = 1 << 18;

/**
 * A state is the offset of its row in the table: `table[state + symbol]` is the next state, and after the symbols comes
 * a note on the state itself. The last two bits of the note are also those of the state, so that loops need not look it
 * up. When there are too many states the table is started anew: a state is valid only until the next call of {@link
 * LazyStates.next}, except {@link DEAD} and the initial one.
 */
export class LazyStates {
  readonly initial: number;
  private readonly rows = new GrowingArray(Int32Array);
  private readonly sets = new Map<number, Int32Array>();
  /** By hash of the set. */
  private readonly states = new Map<number, number[]>();
  /** Where the last row ends. */
  private end = 0;
  private held = 0;

  constructor(
    private readonly moves: Moves,
    /** The note on a set, 0 if it is empty. Sets are numbered from 0, again from 0 when the table is started anew. */
    private readonly noteOn: (set: Int32Array, number: number) => number,
  ) {
    this.initial = this.begin();
  }

  /** Number of states since the table was started. */
  get count(): number {
    return this.sets.size;
  }

  /** May be replaced by any call of {@link next}. */
  get table(): Int32Array {
    return this.rows.of;
  }

  next(state: number, symbol: number): number {
    const known = this.rows.of[state + symbol]!;
    return known === UNKNOWN ? this.find(state, symbol) : known;
  }

  note(state: number): number {
    return this.rows.of[state + this.moves.symbols]!;
  }

  private begin(): number {
    this.sets.clear();
    this.states.clear();
    this.end = 0;
    this.held = 0;
    this.stateOf(new Int32Array(0));
    return this.stateOf(this.moves.initial());
  }

  private find(state: number, symbol: number): number {
    const set = this.moves.move(this.sets.get(state)!, symbol);
    if (this.held > MOST_HELD) {
      this.begin();
      return this.stateOf(set);
    }
    const next = this.stateOf(set);
    this.rows.of[state + symbol] = next;
    return next;
  }

  private stateOf(set: Int32Array): number {
    const hash = hashOf(set);
    const alike = this.states.get(hash) ?? [];
    const known = alike.find((state) => areSame(this.sets.get(state)!, set));
    if (known !== undefined) return known;
    const note = this.noteOn(set, this.sets.size);
    const state = this.end + ((note - this.end) & 3);
    const noteAt = state + this.moves.symbols;
    this.rows.reach(noteAt);
    this.rows.of.fill(UNKNOWN, state, noteAt);
    this.rows.of[noteAt] = note;
    this.sets.set(state, set);
    this.states.set(hash, [...alike, state]);
    this.held += set.length + noteAt + 1 - this.end;
    this.end = noteAt + 1;
    return state;
  }
}

/** Of the numbers of steps, in their order. */
export function hashOf(steps: ArrayLike<number>): number {
  let hash = steps.length;
  for (let i = 0; i < steps.length; i++) hash = (Math.imul(hash, 31) + steps[i]!) | 0;
  return hash;
}

export function areSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
