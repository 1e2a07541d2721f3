/**
 * Finds the way through a template for texts on which backtracking would take too long. A pass from right to left
 * records for each place of the text which parts of the template could begin there and, with those after them, take all
 * that follows. It is an automaton run backwards: one look-up per character. A pass from left to right that only ends a
 * part where the next one is recorded then never backtracks. So both passes take time proportional to the text.
 *
 * JSON objects and arrays are no regular language: for each bracket that could open one, its end is searched for. At
 * most 64 open brackets surround any place of a text, or twice that because quotes could be read as inside or outside of
 * strings; deeper nesting is not accepted as JSON and given up at the 65th bracket. So this is proportional, too.
 */

import { GrowingArray } from '../../values/growing-array.ts';
import { Automaton } from '../automata/automaton.ts';
import { characterBefore, codeOf, lengthOf } from '../automata/code-points.ts';
import { LazyStates, type Moves } from '../automata/lazy-states.ts';
import { StepSet } from '../automata/step-set.ts';
import type { TemplateMemory } from './memory.ts';
import type { Part } from './parts.ts';
import { TemplateProgram } from './program.ts';
import { type Guide, opensJson } from './search.ts';

const WORD_BITS = 32;

export class Sweep implements Guide {
  private readonly classes: number;
  private readonly alphabet: Automaton['alphabet'];
  /** Parts that take JSON. */
  private readonly gates: readonly number[];
  private readonly states: LazyStates;
  /** One bit per part, by state: what {@link LazyStates.note} refers to. */
  private readonly noted = new GrowingArray(Int32Array);
  private readonly words: number;
  private start = 0;

  constructor(
    parts: readonly Part[],
    private readonly memory: TemplateMemory,
  ) {
    const program = new TemplateProgram(parts);
    const automaton = new Automaton(program);
    this.alphabet = automaton.alphabet;
    this.classes = automaton.alphabet.size;
    this.gates = program.gates.map(({ part }) => part);
    this.words = Math.ceil(parts.length / WORD_BITS);
    const moves = new BackwardMoves(
      automaton,
      program.gates.map(({ step }) => step),
      program.entries[parts.length - 1]!,
    );
    this.states = new LazyStates(moves, (set, number) => this.note(set, number, program.entries));
  }

  /** Reads a text, to which {@link mayBegin} then refers. */
  read(bytes: Uint8Array, start: number, end: number): void {
    const { states, alphabet, words } = this;
    const { marks } = this.memory;
    this.start = start;
    marks.reach((end - start + 1) * words);
    marks.of.fill(0, 0, (end - start + 1) * words);
    let state = states.initial;
    let at = end;
    this.mark(at, state);
    while (at > start) {
      const character = characterBefore(bytes, start, at);
      at -= lengthOf(character);
      state = states.next(state, alphabet.of(codeOf(character)));
      if (this.gates.length > 0) state = this.passGates(state, bytes, at, end);
      this.mark(at, state);
    }
  }

  /** Whether the part and those after it could take everything from this place to the end of the text. */
  mayBegin(part: number, at: number): boolean {
    return ((this.memory.marks.of[(at - this.start) * this.words + (part >> 5)]! >> (part & 31)) & 1) === 1;
  }

  private passGates(state: number, bytes: Uint8Array, at: number, end: number): number {
    if (!opensJson(bytes[at])) return state;
    const after = this.memory.tape.scanPrefix(bytes, at, end);
    if (after < 0) return state;
    for (const [i, part] of this.gates.entries()) if (this.mayBegin(part + 1, after)) state = this.states.next(state, this.classes + i);
    return state;
  }

  private mark(at: number, state: number): void {
    const { words, noted, memory } = this;
    const from = this.states.note(state);
    const to = (at - this.start) * words;
    for (let i = 0; i < words; i++) memory.marks.of[to + i] = noted.of[from + i]!;
  }

  /** Records which parts are in a set; returns the offset of the record. */
  private note(set: Int32Array, number: number, entries: readonly number[]): number {
    const from = number * this.words;
    this.noted.reach(from + this.words);
    this.noted.of.fill(0, from, from + this.words);
    const steps = new Set(set);
    for (const [part, entry] of entries.entries()) if (steps.has(entry)) this.noted.of[from + (part >> 5)]! |= 1 << (part & 31);
    return from;
  }
}

/** Moves from right to left: a set holds all steps from which the text read so far leads to the end. */
class BackwardMoves implements Moves {
  readonly symbols: number;
  /** By step: its predecessors by a character, and those without one. */
  private readonly byCharacter: number[][];
  private readonly byNothing: number[][];
  private readonly reached: StepSet;
  private readonly open: number[] = [];

  constructor(
    private readonly automaton: Automaton,
    private readonly gates: readonly number[],
    private readonly last: number,
  ) {
    this.symbols = automaton.alphabet.size + gates.length;
    this.byCharacter = automaton.steps.map(() => []);
    this.byNothing = automaton.steps.map(() => []);
    this.reached = new StepSet(automaton.steps.length);
    for (const [number, step] of automaton.steps.entries()) {
      if (step.kind === 'chars') this.byCharacter[step.next]!.push(number);
      else if (step.kind === 'fork') for (const to of step.to) this.byNothing[to]!.push(number);
    }
  }

  initial(): Int32Array {
    this.reached.clear();
    this.reach(this.last);
    return this.reached.sorted();
  }

  move(set: Int32Array, symbol: number): Int32Array {
    const { takes, alphabet } = this.automaton;
    const gate = this.gates[symbol - alphabet.size];
    this.reached.clear();
    if (gate !== undefined) this.reach(gate);
    for (const number of set) {
      if (gate !== undefined) this.reach(number);
      else for (const from of this.byCharacter[number]!) if (takes[from]![symbol] === 1) this.reach(from);
    }
    return this.reached.sorted();
  }

  /** Adds all steps that lead to one without taking a character. */
  private reach(to: number): void {
    const { open } = this;
    open.push(to);
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (!this.reached.isNew(number)) continue;
      this.reached.keep(number);
      for (const from of this.byNothing[number]!) open.push(from);
    }
  }
}
