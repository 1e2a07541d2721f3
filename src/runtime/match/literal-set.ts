/** Finds which of many texts a line contains, or begins with: one look-up per byte, however many texts there are. */

import { GrowingArray } from '../values/growing-array.ts';
import type { ByteAutomaton } from './automata/byte-automaton.ts';
import type { FoundNumbers } from './found-numbers.ts';

/** Longer texts are searched for by their prefix of this length. */
const LONGEST = 16;
const BYTES = 256;
const ROOT = 0;
const NONE = -1;

export interface LiteralEntry {
  text: Uint8Array;
  /** The candidate to try when the text is found. */
  owner: number;
}

/** The automaton of Aho and Corasick (1975) as one table; anchored, it is just the trie of the texts. */
export class LiteralSet {
  /** Classes of bytes; those that occur in no text are class 0. */
  private readonly classes = new Uint16Array(BYTES);
  private readonly size: number;
  /** By state and class: the next state, or {@link NONE}; finally in the form that {@link pack} gives it. */
  private readonly table = new GrowingArray(Int32Array);
  /** By state: the text that ends there, or {@link NONE}, and the state of a shorter text that ends there as well. */
  private readonly ends: number[] = [];
  private readonly shorter: number[] = [];
  /** By text. */
  private readonly owners: number[][] = [];
  private readonly seen: Int32Array;
  private round = 0;

  constructor(entries: readonly LiteralEntry[], anchored: boolean) {
    const bytes = new Set(entries.flatMap(({ text }) => [...text.subarray(0, LONGEST)]));
    for (const [i, byte] of [...bytes].entries()) this.classes[byte] = i + 1;
    this.size = bytes.size + 1;
    this.addState();
    for (const { text, owner } of entries) this.owners[this.textAt(this.write(text.subarray(0, LONGEST)))]!.push(owner);
    if (!anchored) this.link();
    this.pack();
    this.seen = new Int32Array(this.owners.length);
  }

  /** The tables that {@link find} runs: it stops where a text ends. */
  get automaton(): ByteAutomaton {
    return { classes: this.classes, rows: this.table.of.subarray(0, this.ends.length * this.size) };
  }

  find(bytes: Uint8Array, start: number, end: number, found: Pick<FoundNumbers, 'add'>): void {
    const { table, classes } = this;
    const { of } = table;
    let packed = 0;
    this.round++;
    for (let at = start; at < end; at++) {
      packed = of[(packed >> 2) + classes[bytes[at]!]!]!;
      if (packed < 0) return;
      if ((packed & 1) === 1) this.addOwners((packed >> 2) / this.size, found);
    }
  }

  /** A line may contain a text many times; its owners are reported once. */
  private addOwners(state: number, found: Pick<FoundNumbers, 'add'>): void {
    for (let at = state; at !== NONE; at = this.shorter[at]!) {
      const text = this.ends[at]!;
      if (text === NONE || this.seen[text] === this.round) continue;
      this.seen[text] = this.round;
      for (const owner of this.owners[text]!) found.add(owner);
    }
  }

  private addState(): number {
    const state = this.ends.push(NONE) - 1;
    this.shorter.push(NONE);
    this.table.reach((state + 1) * this.size);
    this.table.of.fill(NONE, state * this.size, (state + 1) * this.size);
    return state;
  }

  /** The state that a text leads to. */
  private write(text: Uint8Array): number {
    let state = ROOT;
    for (const byte of text) {
      const at = state * this.size + this.classes[byte]!;
      if (this.table.of[at] === NONE) {
        const added = this.addState();
        this.table.of[at] = added;
      }
      state = this.table.of[at]!;
    }
    return state;
  }

  private textAt(state: number): number {
    if (this.ends[state] === NONE) this.ends[state] = this.owners.push([]) - 1;
    return this.ends[state]!;
  }

  /** Links each state to that of its longest proper suffix which begins a text, where matching continues on a mismatch. */
  private link(): void {
    const { table, size, ends, shorter } = this;
    const longestEnd = new Int32Array(ends.length);
    for (const open = [ROOT]; open.length > 0; ) {
      const level = open.splice(0);
      for (const state of level) {
        const other = longestEnd[state]!;
        for (let symbol = 0; symbol < size; symbol++) {
          const at = state * size + symbol;
          const fallback = state === ROOT ? ROOT : table.of[other * size + symbol]!;
          const next = table.of[at]!;
          if (next === NONE) table.of[at] = fallback;
          else {
            longestEnd[next] = fallback;
            shorter[next] = ends[fallback] === NONE ? shorter[fallback]! : fallback;
            open.push(next);
          }
        }
      }
    }
  }

  /** Replaces states by four times the offset of their row, plus 1 if a text ends there. */
  private pack(): void {
    const { table, size, ends, shorter } = this;
    for (let at = 0; at < ends.length * size; at++) {
      const state = table.of[at]!;
      if (state !== NONE) table.of[at] = 4 * state * size + (ends[state] === NONE && shorter[state] === NONE ? 0 : 1);
    }
  }
}
