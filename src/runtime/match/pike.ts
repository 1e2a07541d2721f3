/**
 * The groups of a match in time proportional to the text times the program: all ways through the program at once, in
 * order of preference, of which each step keeps the most preferred one (Pike's algorithm; Thompson 1968).
 */

import type { Automaton } from './automaton.ts';

/** Ways through the program: at which step each is, and what it has noted. Its lists only grow. */
class Ways {
  count = 0;
  readonly steps: number[] = [];
  readonly saved: (readonly number[])[] = [];

  push(step: number, saved: readonly number[]): void {
    this.steps[this.count] = step;
    this.saved[this.count++] = saved;
  }

  pop(): number {
    return this.steps[--this.count]!;
  }
}

export class Pike {
  /** Those that are at one place of the text, and at the next one. */
  private ways = new Ways();
  private next = new Ways();
  /** Those to be followed until they wait for a character. */
  private readonly open = new Ways();
  /** By step: the last place of the text at which it was reached, counted over all texts. */
  private readonly seen: Int32Array;
  private round = 0;
  private found: readonly number[] | undefined;

  /** `slots`: two for each group, the whole match being group 0. */
  constructor(
    private readonly automaton: Automaton,
    private readonly slots: number,
  ) {
    this.seen = new Int32Array(automaton.steps.length);
  }

  /** Where the groups of the preferred match begin and end; -1: the group took no part. Undefined: no match. */
  exec(text: string): readonly number[] | undefined {
    const { alphabet } = this.automaton;
    this.found = undefined;
    this.ways.count = 0;
    this.round++;
    this.reach(this.ways, this.automaton.start, new Array<number>(this.slots).fill(-1), 0);
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
  private reach(into: Ways, from: number, saved: readonly number[], at: number): void {
    const { open, seen, round, automaton } = this;
    open.push(from, saved);
    while (open.count > 0) {
      const number = open.pop();
      const noted = open.saved[open.count]!;
      if (seen[number] === round) continue;
      seen[number] = round;
      const step = automaton.steps[number]!;
      if (step.kind === 'fork') {
        for (let i = step.to.length - 1; i >= 0; i--) open.push(step.to[i]!, noted);
      } else if (step.kind !== 'save') into.push(number, noted);
      else if (seen[step.next] !== round) open.push(step.next, withPlace(noted, step.slot, at));
    }
  }
}

function withPlace(noted: readonly number[], slot: number, at: number): readonly number[] {
  const copy = noted.slice();
  copy[slot] = at;
  return copy;
}
