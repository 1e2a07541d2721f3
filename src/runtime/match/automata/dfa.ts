/** Decides whether a text matches a regular expression, or how far it does: one look-up per character. */

import { LINE_FEED } from '../../values/ascii.ts';
import type { Alphabet } from './alphabet.ts';
import type { Automaton } from './automaton.ts';
import type { ByteAutomaton } from './byte-automaton.ts';
import { type ByteSet, TEXT_END } from './byte-set.ts';
import { characterAt, codeOf, lengthOf } from './code-points.ts';
import { DEAD, LazyStates, type Moves, UNKNOWN } from './lazy-states.ts';
import { StepSet } from './step-set.ts';

/** Whether there is a match at the current place: the last two bits of the notes on states. */
const NO_MATCH = 0;
/** Only if the text ends here. */
const MATCH_AT_END = 1;
const MATCH = 2;
/** The same, and nothing else could still match. */
const ONLY_MATCH = 3;
const FOUND = 3;

/** More would take longer to find than they save. */
const MOST_LISTED = 256;

const ASCII = 0x80;
const BYTES = 256;
/** The classes of bytes in tables: those beyond ASCII, the line feed, and from here on the classes of the alphabet. */
const OTHER = 0;
const AT_END = 1;
const OF_ALPHABET = 2;
/** By what is found: the target of reading that stops there. */
const STOPS = [undefined, undefined, 1, 3];

export class Dfa {
  readonly alphabet: Alphabet;
  readonly initial: number;
  /** How many bytes the last {@link reach} examined. */
  looked = 0;
  private readonly states: LazyStates;

  /** @param cuts ascending: once a step before one of these is reached, those from there on are given up */
  constructor(automaton: Automaton, cuts: readonly number[] = []) {
    this.alphabet = automaton.alphabet;
    this.states = new LazyStates(new ForwardMoves(automaton, cuts), (set) => matchOf(automaton, set));
    this.initial = this.states.initial;
  }

  /** The state after a character of this class. */
  next(state: number, characterClass: number): number {
    return this.states.next(state, characterClass);
  }

  /** Whether the text read so far matches if nothing follows it. */
  matchesAtEnd(state: number): boolean {
    return (state & FOUND) !== NO_MATCH;
  }

  /** Whether no text that matches, followed by this byte of ASCII, is the beginning of one that matches. */
  endsBefore(byte: number): boolean {
    const symbol = this.alphabet.direct[byte]!;
    return this.all()?.every((state) => !this.matchesAtEnd(state) || this.next(state, symbol) === DEAD) ?? false;
  }

  /**
   * All states as tables. They decide on lines of ASCII: success is a match, whatever follows, and sure if nothing else could
   * still match, or a match of the entire line when its line feed is read. Undefined if there are too many states.
   */
  byteAutomaton(): ByteAutomaton | undefined {
    const { alphabet } = this;
    const all = this.all();
    if (!all) return undefined;
    const classes = new Uint16Array(BYTES).fill(OTHER);
    for (let byte = 0; byte < ASCII; byte++) classes[byte] = byte === LINE_FEED ? AT_END : OF_ALPHABET + alphabet.direct[byte]!;
    const width = OF_ALPHABET + alphabet.size;
    const rowOf = new Map(all.map((state, index) => [state, index * width]));
    const rows = new Int32Array(all.length * width).fill(-1);
    for (const [state, row] of rowOf) {
      if (this.matchesAtEnd(state)) rows[row + AT_END] = 1;
      for (let symbol = 0; symbol < alphabet.size; symbol++) {
        const next = this.next(state, symbol);
        if (next !== DEAD) rows[row + OF_ALPHABET + symbol] = STOPS[next & FOUND] ?? rowOf.get(next)! * 4;
      }
    }
    return { classes, rows };
  }

  /** The states in which reading goes on, the initial one first; undefined if there are too many. */
  private all(): number[] | undefined {
    const { states, alphabet } = this;
    const all = new Set([this.initial]);
    for (const state of all) {
      for (let symbol = 0; symbol < alphabet.size; symbol++) {
        const next = states.next(state, symbol);
        if (all.size > MOST_LISTED || states.count < all.size) return undefined;
        if (next !== DEAD && (next & FOUND) < MATCH) all.add(next);
      }
    }
    return [...all];
  }

  /** Whether there is a match in a text. */
  finds(text: string): boolean {
    const { states, alphabet } = this;
    let state = this.initial;
    for (let at = 0; at < text.length && (state & FOUND) < MATCH; at++) {
      if (state === DEAD) return false;
      const code = text.codePointAt(at)!;
      if (code > 0xffff) at++;
      state = states.next(state, alphabet.of(code));
    }
    return (state & FOUND) !== NO_MATCH;
  }

  /** Whether there is a match in bytes. */
  findsIn(bytes: Uint8Array, start: number, end: number): boolean {
    const { states, alphabet } = this;
    const { direct } = alphabet;
    let state = this.initial;
    for (let at = start; at < end && (state & FOUND) < MATCH; ) {
      if (state === DEAD) return false;
      const byte = bytes[at]!;
      if (byte < 0x80) {
        state = states.next(state, direct[byte]!);
        at++;
      } else {
        const character = characterAt(bytes, at, end);
        state = states.next(state, alphabet.of(codeOf(character)));
        at += lengthOf(character);
      }
    }
    return (state & FOUND) !== NO_MATCH;
  }

  /**
   * The greatest end, at most `most`, of a match that begins at `start` and is followed by one of these bytes or, if
   * they include it, the end of the text; -1 if there is none.
   */
  reach(bytes: Uint8Array, start: number, end: number, most: number, following: ByteSet): number {
    const { states, alphabet } = this;
    const { direct } = alphabet;
    let { table } = states;
    let state = this.initial;
    let found = -1;
    let at = start;
    while (at <= most) {
      if ((state & FOUND) !== NO_MATCH && following.has(at < end ? bytes[at]! : TEXT_END)) found = at;
      if (at === end) break;
      const byte = bytes[at]!;
      let symbol: number;
      if (byte < 0x80) {
        symbol = direct[byte]!;
        at++;
      } else {
        const character = characterAt(bytes, at, end);
        symbol = alphabet.of(codeOf(character));
        at += lengthOf(character);
      }
      let next = table[state + symbol]!;
      if (next <= DEAD) {
        if (next === UNKNOWN) next = states.next(state, symbol);
        if (next === DEAD) break;
        table = states.table;
      }
      state = next;
    }
    this.looked = at - start;
    return found;
  }
}

function matchOf({ steps }: Automaton, set: Int32Array): number {
  let found = NO_MATCH;
  for (const number of set) {
    const step = steps[number]!;
    if (step.kind === 'match') found = Math.max(found, step.atEnd ? MATCH_AT_END : set.length === 1 ? ONLY_MATCH : MATCH);
  }
  return found;
}

/** Moves from left to right; a set holds the steps that wait for a character, and matches. */
class ForwardMoves implements Moves {
  readonly symbols: number;
  private readonly reached: StepSet;
  private readonly open: number[] = [];

  constructor(
    private readonly automaton: Automaton,
    private readonly cuts: readonly number[],
  ) {
    this.symbols = automaton.alphabet.size;
    this.reached = new StepSet(automaton.steps.length);
  }

  initial(): Int32Array {
    this.reached.clear();
    this.reach(this.automaton.start);
    return this.reached.sorted();
  }

  move(set: Int32Array, symbol: number): Int32Array {
    const { steps, takes } = this.automaton;
    this.reached.clear();
    for (const number of set) {
      const step = steps[number]!;
      if (step.kind === 'chars' && takes[number]![symbol] === 1) this.reach(step.next);
    }
    const all = this.reached.sorted();
    const cut = this.cuts.find((cut) => all.length > 0 && all[0]! < cut);
    return cut === undefined ? all : all.filter((number) => number < cut);
  }

  /** Adds all steps that one leads to without taking a character. */
  private reach(from: number): void {
    const { open, automaton } = this;
    open.push(from);
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (!this.reached.isNew(number)) continue;
      const step = automaton.steps[number]!;
      if (step.kind === 'fork') open.push(...step.to);
      else if (step.kind === 'save') open.push(step.next);
      else this.reached.keep(number);
    }
  }
}
