/**
 * Finds the groups of a match in time proportional to the text times the program: follows all threads through the
 * program at once, in order of preference, of which each step keeps the most preferred one (Pike's algorithm; Thompson
 * 1968). The lists of threads and their transitions are memoised, as in a lazy tagged automaton (Laurikari 2000): a
 * character then costs no more than moving saved positions.
 */

import type { Automaton } from './automaton.ts';
import { areSame, hashOf } from './lazy-states.ts';

/** Begins and ends of groups, by slot. */
type Noted = readonly number[];

/** The list of all threads at one place of a text. */
interface Ways {
  /** Most preferred first, none after a match: steps that wait for a character, and matches. */
  readonly steps: readonly number[];
  /** The index of the last thread if it matches however the text continues; otherwise -1. */
  readonly match: number;
  /** The index of the first thread that matches if the text ends here; -1 if there is none. */
  readonly matchAtEnd: number;
  /** By class of the next character, as far as computed. */
  readonly moves: (Move | undefined)[];
}

/** A transition between lists: each new thread continues one of the old. */
interface Move {
  readonly to: Ways;
  readonly from: readonly number[];
  /** The slots that each thread saves on its way; undefined if none. */
  readonly saves: readonly (readonly number[] | undefined)[];
}

/** The most threads in all memoised lists. Some programs have more lists than fit in memory (`(a|b)*a(a|b){18}`). */
const MOST_HELD = 1 << 16;

export class Pike {
  /** By hash of the steps. */
  private readonly known = new Map<number, Ways[]>();
  private held = 0;
  /** By step: the last list to which it was added. */
  private readonly seen: Int32Array;
  private round = 0;
  private readonly begin: Move;
  private readonly nothing: Noted;

  /** @param slots two for each group, the whole match being group 0 */
  constructor(
    private readonly automaton: Automaton,
    slots: number,
  ) {
    this.seen = new Int32Array(automaton.steps.length);
    this.nothing = new Array<number>(slots).fill(-1);
    this.begin = this.moveTo([automaton.start]);
  }

  /** Begins and ends of the groups of the preferred match, -1 for a group that took no part; undefined if there is no match. */
  exec(text: string): Noted | undefined {
    const { alphabet } = this.automaton;
    let { to: ways } = this.begin;
    let noted: Noted[] = [];
    let next: Noted[] = [];
    carry(this.begin, [this.nothing], noted, 0);
    let found = noted[ways.match];
    let at = 0;
    while (at < text.length && ways.steps.length > 0) {
      const code = text.codePointAt(at)!;
      at += code > 0xffff ? 2 : 1;
      const move = this.moveOf(ways, alphabet.of(code));
      carry(move, noted, next, at);
      [noted, next] = [next, noted];
      ways = move.to;
      if (ways.match >= 0) found = noted[ways.match];
    }
    return at === text.length && ways.matchAtEnd >= 0 ? noted[ways.matchAtEnd] : found;
  }

  private moveOf(ways: Ways, characterClass: number): Move {
    const known = ways.moves[characterClass];
    if (known) return known;
    const { steps, takes } = this.automaton;
    const entered = ways.steps.map((number) => {
      const step = steps[number]!;
      return step.kind === 'chars' && takes[number]![characterClass] === 1 ? step.next : -1;
    });
    const move = this.moveTo(entered);
    ways.moves[characterClass] = move;
    return move;
  }

  /** The threads that continue from these steps, one for each old thread; -1 if that thread ends. */
  private moveTo(entered: readonly number[]): Move {
    const steps: number[] = [];
    const from: number[] = [];
    const saves: (readonly number[] | undefined)[] = [];
    this.round++;
    for (const [way, first] of entered.entries()) {
      if (first < 0) continue;
      for (const [step, slots] of this.reached(first)) {
        steps.push(step);
        from.push(way);
        saves.push(slots);
        if (this.isMatch(step, false)) return { to: this.waysAt(steps), from, saves };
      }
    }
    return { to: this.waysAt(steps), from, saves };
  }

  /** All steps reached without taking a character that wait for one or match, in order of preference, with the slots saved on the way. */
  private *reached(first: number): Iterable<[step: number, slots: readonly number[] | undefined]> {
    const open: [step: number, slots: readonly number[] | undefined][] = [[first, undefined]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [number, slots] = next;
      if (this.seen[number] === this.round) continue;
      this.seen[number] = this.round;
      const step = this.automaton.steps[number]!;
      if (step.kind === 'fork') for (const to of step.to.toReversed()) open.push([to, slots]);
      else if (step.kind === 'save') open.push([step.next, [...(slots ?? []), step.slot]]);
      else yield next;
    }
  }

  private waysAt(steps: readonly number[]): Ways {
    const hash = hashOf(steps);
    const known = this.known.get(hash)?.find((ways) => areSame(ways.steps, steps));
    if (known) return known;
    if (this.held > MOST_HELD) this.forget();
    this.held += steps.length;
    const last = steps.length - 1;
    const match = last >= 0 && this.isMatch(steps[last]!, false) ? last : -1;
    const ways = { steps, match, matchAtEnd: steps.findIndex((step) => this.isMatch(step, true)), moves: [] };
    this.known.set(hash, [...(this.known.get(hash) ?? []), ways]);
    return ways;
  }

  private forget(): void {
    for (const ways of [...this.known.values()].flat()) ways.moves.length = 0;
    this.known.clear();
    this.held = 0;
  }

  private isMatch(number: number, atEnd: boolean): boolean {
    const step = this.automaton.steps[number]!;
    return step.kind === 'match' && (atEnd || !step.atEnd);
  }
}

/** Computes the positions that the new threads have saved, at a place of the text. */
function carry({ from, saves }: Move, noted: readonly Noted[], into: Noted[], at: number): void {
  for (let i = 0; i < from.length; i++) {
    const slots = saves[i];
    const own = noted[from[i]!]!;
    into[i] = slots ? withPlaces(own, slots, at) : own;
  }
}

function withPlaces(noted: Noted, slots: readonly number[], at: number): Noted {
  const copy = noted.slice();
  for (const slot of slots) copy[slot] = at;
  return copy;
}
