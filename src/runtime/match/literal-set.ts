/** Which of many texts a line contains, or begins with: one look-up for each byte, however many texts there are. */

import { Growing } from '../values/growing.ts';

/** Longer texts are looked for by their beginning. */
const LONGEST = 16;
const BYTES = 256;
const ROOT = 0;
const NONE = -1;

export interface LiteralEntry {
  text: Uint8Array;
  /** What is to be looked at when the text is found. */
  owner: number;
}

/** Told what is found, each once. */
export interface Finder {
  add(owner: number): void;
}

/** The automaton of Aho and Corasick (1975) as one table; anchored, it is the tree of the texts alone. */
export class LiteralSet {
  /** Classes of bytes; those that stand in no text are class 0. */
  private readonly classes = new Uint16Array(BYTES);
  private readonly size: number;
  /** By state and class the next state, or {@link NONE}; at last as {@link packed} has it. */
  private readonly table = new Growing(Int32Array);
  /** By state: the text that ends there, or {@link NONE}, and the state where a shorter text ends as well. */
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

  /**
   * What {@link find} runs: classes of bytes, and by state a row of what follows each class: twice the offset of the
   * next row, and 1 when a text ends there; negative: no text goes on so.
   */
  get automaton(): { classes: Uint16Array; rows: Int32Array } {
    return { classes: this.classes, rows: this.table.of.subarray(0, this.ends.length * this.size) };
  }

  find(bytes: Uint8Array, start: number, end: number, finder: Finder): void {
    const { table, classes } = this;
    const { of } = table;
    let packed = 0;
    this.round++;
    for (let at = start; at < end; at++) {
      packed = of[(packed >> 1) + classes[bytes[at]!]!]!;
      if (packed < 0) return;
      if ((packed & 1) === 1) this.tell((packed >> 1) / this.size, finder);
    }
  }

  /** A line may have one text many times; its owners are told once. */
  private tell(state: number, finder: Finder): void {
    for (let at = state; at !== NONE; at = this.shorter[at]!) {
      const text = this.ends[at]!;
      if (text === NONE || this.seen[text] === this.round) continue;
      this.seen[text] = this.round;
      for (const owner of this.owners[text]!) finder.add(owner);
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

  /** Where no text goes on, the longest end of what was read that begins another one does. */
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

  /** Twice the offset of the row of a state, and 1 when a text ends there. */
  private pack(): void {
    const { table, size, ends, shorter } = this;
    for (let at = 0; at < ends.length * size; at++) {
      const state = table.of[at]!;
      if (state !== NONE) table.of[at] = 2 * state * size + (ends[state] === NONE && shorter[state] === NONE ? 0 : 1);
    }
  }
}
