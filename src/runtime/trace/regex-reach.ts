/** How far a regular expression fits a message, for each alternative beginning. */

import type { RegexNode, RegexPlan } from '../../dsl/pattern-plan.ts';
import { textIn } from '../decode/text.ts';
import { compileRegex, type RegexMatcher } from '../match/automata/regex.ts';
import { v8Source } from '../match/automata/v8-source.ts';
import type { LogRecord } from '../record.ts';
import { furthest, greatest, hasWord, type Reach } from './reach.ts';

export class RegexReach {
  private readonly whole: RegexMatcher;
  private readonly ways: readonly Way[];

  constructor(plan: RegexPlan) {
    this.whole = compileRegex(plan);
    this.ways = optionsOf(plan.node).map((items) => new Way(items, plan));
  }

  of({ bytes, messageStart, messageEnd }: LogRecord): Reach {
    const text = textIn(bytes, messageStart, messageEnd);
    if (this.whole.test(text)) return { whole: true, at: text.length, expected: 'nothing more', fits: '', near: true };
    return furthest(this.ways.map((way) => way.of(text))) as Reach;
  }
}

/** The item sequences of an expression, one for each alternative beginning. */
function optionsOf(node: RegexNode): RegexNode[][] {
  if (node.kind === 'choice') return node.options.flatMap(optionsOf);
  if (node.kind === 'group') return optionsOf(node.body);
  if (node.kind !== 'sequence') return [[node]];
  const at = node.items.findIndex(({ kind }) => kind !== 'start');
  const first = node.items[at];
  if (first?.kind !== 'choice' && first?.kind !== 'group') return [node.items];
  return optionsOf(first).map((items) => [...node.items.slice(0, at), ...items, ...node.items.slice(at + 1)]);
}

class Way {
  /** Matchers of the first items, by their number. */
  private readonly beginnings: RegexMatcher[] = [];

  constructor(
    private readonly items: readonly RegexNode[],
    private readonly plan: RegexPlan,
  ) {}

  of(text: string): Reach {
    const { items } = this;
    const count = greatest(items.length - 1, (count) => count === 0 || this.beginning(count).test(text));
    const end = count === 0 ? 0 : (this.beginning(count).exec(text)?.[1] ?? 0);
    const taken = items.slice(0, count);
    return {
      whole: false,
      at: end,
      expected: nodeText(items.slice(count)),
      fits: taken.map((node) => singleChar(node) ?? v8Source(node)).join(''),
      near: hasWord(taken.map((node) => singleChar(node) ?? ' ').join('')),
    };
  }

  private beginning(count: number): RegexMatcher {
    const node: RegexNode = { kind: 'sequence', items: this.items.slice(0, count) };
    return (this.beginnings[count] ??= compileRegex({ ...this.plan, node, literals: [] }));
  }
}

/** Shows a sequence of single characters as the text it is. */
function nodeText(items: readonly RegexNode[]): string {
  const end = items.findIndex((node) => singleChar(node) === undefined);
  const text = (end < 0 ? items : items.slice(0, end)).map(singleChar).join('');
  const [first] = items;
  if (text !== '' || !first) return JSON.stringify(text);
  return first.kind === 'end' ? 'the end' : `/${v8Source(first)}/`;
}

function singleChar(node: RegexNode): string | undefined {
  const [range, more] = node.kind === 'chars' ? node.ranges : [];
  return range && !more && range[0] === range[1] ? String.fromCodePoint(range[0]) : undefined;
}
