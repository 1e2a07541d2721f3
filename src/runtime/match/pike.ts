/**
 * The groups of a match in time proportional to the text times the program: all ways through the program at once, in
 * order of preference, of which each step keeps the most preferred one (Pike's algorithm; Thompson 1968).
 */

import type { Automaton } from './automaton.ts';

/** The ways that are at one place of the text: at which step, and what each has noted. */
class Ways {
  count = 0;
  readonly steps: Int32Array;
  readonly saved: Int32Array[];

  constructor(size: number) {
    this.steps = new Int32Array(size);
    this.saved = new Array<Int32Array>(size);
  }

  add(step: number, saved: Int32Array): void {
    this.steps[this.count] = step;
    this.saved[this.count++] = saved;
  }
}

export class Pike {
  private ways: Ways;
  private next: Ways;
  /** By step: the last place of the text at which it was reached, counted over all texts. */
  private readonly seen: Int32Array;
  private round = 0;
  private found: Int32Array | undefined;

  /** `slots`: two for each group, the whole match being group 0. */
  constructor(
    private readonly automaton: Automaton,
    private readonly slots: number,
  ) {
    const size = automaton.steps.length;
    this.ways = new Ways(size);
    this.next = new Ways(size);
    this.seen = new Int32Array(size);
  }

  /** Where the groups of the preferred match begin and end; -1: the group took no part. Undefined: no match. */
  exec(text: string): Int32Array | undefined {
    const { alphabet } = this.automaton;
    this.found = undefined;
    this.ways.count = 0;
    this.round++;
    this.reach(this.ways, this.automaton.start, new Int32Array(this.slots).fill(-1), 0);
    let at = 0;
    while (at < text.length && this.ways.count > 0) {
      const code = text.codePointAt(at)!;
      const after = at + (code > 0xffff ? 2 : 1);
      this.advance(alphabet.of(code), after);
      at = after;
    }
    this.matchIn(this.ways, this.ways.count, at === text.length);
    return this.found;
  }

  /** Takes one character; ways that are less preferred than a match are dropped. */
  private advance(characterClass: number, after: number): void {
    const { ways, next, automaton } = this;
    const { steps, takes } = automaton;
    const kept = this.matchIn(ways, ways.count, false);
    next.count = 0;
    this.round++;
    for (let i = 0; i < kept; i++) {
      const number = ways.steps[i]!;
      const step = steps[number]!;
      if (step.kind === 'chars' && takes[number]![characterClass] === 1) this.reach(next, step.next, ways.saved[i]!, after);
    }
    this.ways = next;
    this.next = ways;
  }

  /** Notes the most preferred way that is a match; answers how many ways are preferred to it. */
  private matchIn(ways: Ways, count: number, atEnd: boolean): number {
    for (let i = 0; i < count; i++) {
      const step = this.automaton.steps[ways.steps[i]!]!;
      if (step.kind !== 'match' || (step.atEnd && !atEnd)) continue;
      this.found = ways.saved[i]!;
      return i;
    }
    return count;
  }

  /** Adds all steps that wait for a character and are reached from one without taking any, in order of preference. */
  private reach(into: Ways, from: number, saved: Int32Array, at: number): void {
    const { steps } = this.automaton;
    const open: [number, Int32Array][] = [[from, saved]];
    for (let way = open.pop(); way; way = open.pop()) {
      const [number, noted] = way;
      if (this.seen[number] === this.round) continue;
      this.seen[number] = this.round;
      const step = steps[number]!;
      if (step.kind === 'fork') {
        for (let i = step.to.length - 1; i >= 0; i--) open.push([step.to[i]!, noted]);
      } else if (step.kind === 'save') {
        const copy = noted.slice();
        copy[step.slot] = at;
        open.push([step.next, copy]);
      } else into.add(number, noted);
    }
  }
}
