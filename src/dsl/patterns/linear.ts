/**
 * Proves that a backtracking engine needs only linear time to search any text for a pattern.
 *
 * Such an engine tries each place of the text in turn, and at each all ways through the pattern in order of
 * preference, until one gets to the end. Call a *way* a place where it was begun together with the choices made since.
 * For a place p of the text, let w(p) be how many ways, from all beginnings, get to p by the character before it (or
 * begin there), counted by the step of the pattern that they are at. Before the next character the engine spends on
 * each way a number of steps which depends on that step and on the characters at both sides of p only, as `\b`, `^`
 * and `$` ask about nothing else. So the work at p is the sum of ways times steps, and the whole work at most the sum
 * over all p: an engine that stops at the first match does a part of it.
 *
 * w(p + 1) follows from w(p), the side before p and the character at p. Starting from w(0), all w that any text
 * whatever can lead to are visited here; one character of each kind that the pattern tells apart is enough. When
 * there are no more to visit, and the work was at most MOST_STEPS in each, no text costs more than MOST_STEPS for
 * each of its characters: every case was looked at. Otherwise nothing is claimed: when the work grows beyond
 * (`\s+$`: each blank begins another way through all that follow), or when there are too many cases.
 */

import { getOrMake } from '../../get-or-make.ts';
import type { RegexNode } from '../pattern-plan.ts';
import { type Kind, kindsOf, LETTER, NOTHING, OTHER, type Side } from './alphabet.ts';
import { type Program, programOf } from './program.ts';

/** The maximum number of steps of an engine for each character of a text. */
const MOST_STEPS = 100;
/** The maximum number of ways followed before giving up: in total, and for each step of the program. */
const MOST_FOLLOWED = 100_000;
const MOST_FOLLOWED_EACH = 250;

/** The number of ways at each step, and what precedes them. */
interface Ways {
  before: Side;
  at: Map<number, number>;
  count: number;
}

/** What an engine does from a step until it needs a character: the number of steps, and those that need one. */
interface Reach {
  steps: number;
  waiting: { class: number; next: number }[];
}

/** @param once whether the pattern is tried only at the start of the text */
export function isLinear(node: RegexNode, once: boolean): boolean {
  const program = programOf(node);
  const kinds = kindsOf(program.classes, program.boundaries);
  return kinds !== undefined && new Proof(program, kinds, once).holds();
}

class Proof {
  /** The sides that characters can be. */
  private readonly sides: readonly Side[];
  /** By class, then by side: the kinds of its characters. */
  private readonly kindsIn: Record<Side, number[]>[];
  private readonly reached = new Map<number, Reach>();
  private followed = 0;

  constructor(
    private readonly program: Program,
    kinds: readonly Kind[],
    private readonly once: boolean,
  ) {
    this.sides = program.boundaries ? [OTHER, LETTER] : [OTHER];
    this.kindsIn = program.classes.map(() => ({ [NOTHING]: [], [OTHER]: [], [LETTER]: [] }));
    for (const [kind, { side, classes }] of kinds.entries()) for (const one of classes) this.kindsIn[one]?.[side].push(kind);
  }

  holds(): boolean {
    const most = Math.min(MOST_FOLLOWED, MOST_FOLLOWED_EACH * this.program.steps.length);
    const open = [this.beginning(NOTHING, true)];
    const seen = new Set(open.map(keyOf));
    for (let ways = open.pop(); ways; ways = open.pop()) {
      const next = this.after(ways);
      if (!next || this.followed > most) return false;
      // The states with most ways first: where the work grows, that is found soon.
      for (const found of next.sort((a, b) => a.count - b.count)) {
        const key = keyOf(found);
        if (seen.has(key)) continue;
        seen.add(key);
        open.push(found);
      }
    }
    return true;
  }

  /** The ways if only a new one begins. */
  private beginning(before: Side, first: boolean): Ways {
    const begins = first || !this.once;
    return { before, at: new Map(begins ? [[this.program.start, 1]] : []), count: begins ? 1 : 0 };
  }

  /** The ways after each kind of character; undefined if the work exceeds the limit. */
  private after({ before, at }: Ways): Ways[] | undefined {
    const byKind = new Map<number, Ways>();
    for (const side of [NOTHING, ...this.sides] satisfies Side[]) {
      let work = 0;
      for (const [entry, count] of at) {
        const { steps, waiting } = this.reach(entry, before, side);
        work += count * steps;
        if (work > MOST_STEPS) return undefined;
        for (const { class: wanted, next } of waiting) {
          for (const kind of this.kindsIn[wanted]?.[side] ?? []) this.follow(byKind, kind, side, next, count);
        }
      }
    }
    return [...this.sides.map((side) => this.beginning(side, false)), ...byKind.values()];
  }

  private follow(byKind: Map<number, Ways>, kind: number, before: Side, step: number, count: number): void {
    this.followed++;
    const ways = getOrMake(byKind, kind, () => this.beginning(before, false));
    ways.at.set(step, (ways.at.get(step) ?? 0) + count);
    ways.count += count;
  }

  private reach(entry: number, before: Side, after: Side): Reach {
    const key = (entry * 3 + before) * 3 + after;
    return getOrMake(this.reached, key, () => this.walk(entry, before, after));
  }

  private walk(entry: number, before: Side, after: Side): Reach {
    const waiting: Reach['waiting'] = [];
    const open = [entry];
    let steps = 0;
    for (let at = open.pop(); at !== undefined && steps <= MOST_STEPS; at = open.pop()) {
      steps++;
      const step = this.program.steps[at];
      if (step?.kind === 'chars') waiting.push(step);
      else if (step?.kind === 'fork') for (const to of step.to) open.push(to);
      else if (step?.kind === 'assert' && holds(step.node, before, after)) open.push(step.next);
    }
    return { steps, waiting };
  }
}

function holds(node: Extract<RegexNode, { kind: 'start' | 'end' | 'boundary' }>, before: Side, after: Side): boolean {
  if (node.kind === 'start') return before === NOTHING;
  if (node.kind === 'end') return after === NOTHING;
  return ((before === LETTER) !== (after === LETTER)) !== node.negated;
}

function keyOf({ before, at }: Ways): string {
  const counts = [...at].sort(([a], [b]) => a - b);
  return `${before} ${counts.join(' ')}`;
}
