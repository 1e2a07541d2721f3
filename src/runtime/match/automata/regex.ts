/** Regular expressions of a Plan, compiled. Matching takes time proportional to the length of the text. */

import type { RegexNode, RegexPlan } from '../../../dsl/pattern-plan.ts';
import { Automaton } from './automaton.ts';
import { Dfa } from './dfa.ts';
import { Pike } from './pike.ts';
import { searchProgram } from './program.ts';
import { v8Source } from './v8-source.ts';

export interface RegexMatcher {
  /** Whether the expression matches somewhere in a text. */
  test(text: string): boolean;
  /** Like {@link test} for the text of the bytes, without decoding them. */
  testBytes(bytes: Uint8Array, start: number, end: number): boolean;
  /**
   * Begin (2n) and end (2n + 1) of group n in the text, -1 if it took no part; group 0 is the whole match. Undefined if
   * there is no match.
   */
  exec(text: string): ArrayLike<number> | undefined;
}

/** V8 runs expressions that cannot backtrack catastrophically; an automaton runs all others, and every test of bytes. */
export function compileRegex(plan: RegexPlan): RegexMatcher {
  const linear = new LinearRegex(plan);
  return plan.backtracks || hasNonBoundary(plan.node) ? linear : new V8Regex(plan, linear);
}

/** V8 sees a `\B` within a surrogate pair, where no other engine looks. */
function hasNonBoundary(node: RegexNode): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.some(hasNonBoundary);
    case 'choice':
      return node.options.some(hasNonBoundary);
    case 'repeat':
    case 'group':
      return hasNonBoundary(node.body);
    default:
      return node.kind === 'boundary' && node.negated;
  }
}

/** V8 keeps a way back for each choice, and throws where these fill its stack: 64 MB, which no text of this length needs. */
const LONGEST_OF_V8 = 64 * 1024;

class V8Regex implements RegexMatcher {
  private readonly tester: RegExp;
  private readonly finder: RegExp;

  constructor(
    plan: RegexPlan,
    private readonly linear: LinearRegex,
  ) {
    const source = v8Source(plan.node);
    this.tester = new RegExp(source, 'u');
    this.finder = new RegExp(source, 'du');
  }

  test(text: string): boolean {
    return text.length > LONGEST_OF_V8 ? this.linear.test(text) : this.tester.test(text);
  }

  testBytes(bytes: Uint8Array, start: number, end: number): boolean {
    return this.linear.testBytes(bytes, start, end);
  }

  exec(text: string): ArrayLike<number> | undefined {
    if (text.length > LONGEST_OF_V8) return this.linear.exec(text);
    return this.finder.exec(text)?.indices?.flatMap((group: [number, number] | undefined) => group ?? [-1, -1]);
  }
}

/** Its automata are created on first use: most expressions are only ever run by V8. */
class LinearRegex implements RegexMatcher {
  private automaton: Automaton | undefined;
  private tester: Dfa | undefined;
  private finder: Pike | undefined;

  constructor(private readonly plan: RegexPlan) {}

  test(text: string): boolean {
    return this.dfa().finds(text);
  }

  testBytes(bytes: Uint8Array, start: number, end: number): boolean {
    return this.dfa().findsIn(bytes, start, end);
  }

  exec(text: string): ArrayLike<number> | undefined {
    if (!this.test(text)) return undefined;
    this.finder ??= new Pike(this.ready(), 2 * (this.plan.groups + 1));
    return this.finder.exec(text);
  }

  private dfa(): Dfa {
    this.tester ??= new Dfa(this.ready());
    return this.tester;
  }

  private ready(): Automaton {
    this.automaton ??= new Automaton(searchProgram(this.plan.node, this.plan.anchored));
    return this.automaton;
  }
}
