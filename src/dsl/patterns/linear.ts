/**
 * Proves that a backtracking engine needs only linear time to search any text for a pattern.
 *
 * Such an engine tries each place of the text in turn, and at each all ways through the pattern in order of
 * preference, until one gets to the end. Call a *way* a place where it was begun together with the choices made since.
 * At a place p of the text, let w(p) be how many ways, from all beginnings, get there with a character taken just
 * before (or begin there), counted by the step of the pattern that they are at. Between two characters the engine
 * spends on each way a number of steps which depends on that step and on the characters before and after p only, as
 * `\b`, `^` and `$` ask about nothing else. So the work done at p is at most the sum of ways times steps, and the
 * whole work at most the sum over all p: an engine that stops at the first match does part of it.
 *
 * w(p + 1) follows from w(p), the kind of the character before p and the character at p. Starting from w(0), all w
 * that any text whatever can lead to are visited here, one character of each kind that the pattern tells apart being
 * enough. If there are finitely many, and the work is at most MOST_STEPS in each, no text costs more than MOST_STEPS
 * for each of its characters, and that was proved by looking at every case. In all other cases nothing is claimed:
 * when the work grows beyond (`\s+$`: each blank begins another way through all that follow), and when there are too
 * many w to visit.
 */

import type { RegexNode } from '../pattern-plan.ts';
import { type Program, programOf } from './program.ts';
import { contains, LAST_CODE_POINT, WORD } from './ranges.ts';

/** For each character of a text. */
const MOST_STEPS = 100;
/** How many ways are followed before giving up: in all, and for each step of the program. */
const MOST_FOLLOWED = 200_000;
const MOST_FOLLOWED_EACH = 1000;

/** What stands at one side of a place: nothing, a letter, digit or `_`, or anything else. */
type Side = 'none' | 'word' | 'other';

/** A character that stands for all that the pattern does not tell apart from it; without one, the end of the text. */
interface Kind {
  code?: number;
  side: Side;
}

/** How many ways are at which step, and what is before them. */
interface Ways {
  before: Side;
  at: ReadonlyMap<number, number>;
}

/** `once`: the pattern is tried at the start of the text only. */
export function isLinear(node: RegexNode, once: boolean): boolean {
  return new Proof(programOf(node), once).holds();
}

class Proof {
  private readonly kinds: Kind[];
  private readonly reached = new Map<string, { steps: number; chars: number[] }>();
  private followed = 0;

  constructor(
    private readonly program: Program,
    private readonly once: boolean,
  ) {
    this.kinds = kindsOf(program);
  }

  holds(): boolean {
    const first: Ways = { before: 'none', at: new Map([[this.program.start, 1]]) };
    const seen = new Set([keyOf(first)]);
    const open = [first];
    const most = Math.min(MOST_FOLLOWED, MOST_FOLLOWED_EACH * this.program.steps.length);
    for (let ways = open.pop(); ways; ways = open.pop()) {
      for (const kind of this.kinds) {
        const next = this.advance(ways, kind);
        if (!next || this.followed > most) return false;
        const key = keyOf(next);
        if (kind.code === undefined || seen.has(key)) continue;
        seen.add(key);
        open.push(next);
      }
    }
    return true;
  }

  /** The ways after a character of this kind; undefined when there is more work than may be. */
  private advance({ before, at }: Ways, { code, side }: Kind): Ways | undefined {
    const next = new Map<number, number>(this.once ? [] : [[this.program.start, 1]]);
    let work = 0;
    for (const [entry, count] of at) {
      this.followed++;
      const { steps, chars } = this.reach(entry, before, side);
      work += count * steps;
      if (work > MOST_STEPS) return undefined;
      for (const after of chars) {
        const step = this.program.steps[after];
        if (code === undefined || step?.kind !== 'chars' || !contains(step.ranges, code)) continue;
        next.set(step.next, (next.get(step.next) ?? 0) + count);
      }
    }
    return { before: side, at: next };
  }

  private reach(entry: number, before: Side, after: Side): { steps: number; chars: number[] } {
    const key = `${entry} ${before} ${after}`;
    const known = this.reached.get(key) ?? this.walk(entry, before, after);
    this.reached.set(key, known);
    return known;
  }

  /** All that an engine does from a step on until it needs a character: how many steps, and which wait for one. */
  private walk(entry: number, before: Side, after: Side): { steps: number; chars: number[] } {
    const chars: number[] = [];
    const open = [entry];
    let steps = 0;
    for (let at = open.pop(); at !== undefined && steps <= MOST_STEPS; at = open.pop()) {
      steps++;
      const step = this.program.steps[at];
      if (step?.kind === 'chars') chars.push(at);
      else if (step?.kind === 'fork') for (const to of step.to) open.push(to);
      else if (step?.kind === 'assert' && holds(step.node, before, after)) open.push(step.next);
    }
    return { steps, chars };
  }
}

function holds(node: Extract<RegexNode, { kind: 'start' | 'end' | 'boundary' }>, before: Side, after: Side): boolean {
  if (node.kind === 'start') return before === 'none';
  if (node.kind === 'end') return after === 'none';
  return ((before === 'word') !== (after === 'word')) !== node.negated;
}

/** The first character of each stretch that no class of the pattern divides, and the end of the text. */
function kindsOf({ steps }: Program): Kind[] {
  const firsts = new Set([0]);
  const classes = steps.flatMap((step) => (step.kind === 'chars' ? [step.ranges] : []));
  for (const [low, high] of [WORD, ...classes].flat()) firsts.add(low).add(high + 1);
  firsts.delete(LAST_CODE_POINT + 1);
  const characters = [...firsts].map((code): Kind => ({ code, side: contains(WORD, code) ? 'word' : 'other' }));
  return [{ side: 'none' }, ...characters];
}

function keyOf({ before, at }: Ways): string {
  const counts = [...at].sort(([a], [b]) => a - b);
  return `${before} ${counts.join(' ')}`;
}
