import { type IOrAlt, type IToken, LLkLookaheadStrategy, type LookaheadProductionType } from 'chevrotain';
import { allTokens } from '../tokens.ts';
import { CHOICES } from './choices.ts';

/** How many tokens a choice may depend on. */
export const MAX_LOOKAHEAD = 2;

/** The kinds of choices, in the order of the numbers that Chevrotain gives them, from 1. */
const KINDS: readonly LookaheadProductionType[] = [
  'Alternation',
  'Option',
  'Repetition',
  'RepetitionMandatory',
  'RepetitionWithSeparator',
  'RepetitionMandatoryWithSeparator',
];

/** The name of a choice: its rule, its kind, and the digit of its method, as in CONSUME1. */
export function choiceName(rule: string, kind: LookaheadProductionType, digit: number): string {
  return `${rule} ${kind}${digit || ''}`;
}

/** The parser, as far as a choice looks at it. */
interface Reader {
  LA(ahead: number): IToken;
}

/** What to do with the next tokens: the index of an alternative, or whether to take what is optional. */
export type Decision = (this: Reader, alternatives?: readonly IOrAlt<unknown>[]) => number | boolean | undefined;

const choices = new Map(
  CHOICES.trim()
    .split('\n')
    .map((line) => line.split(': ') as [string, string]),
);

/**
 * @param key of a choice, as Chevrotain gives it: the digit of its method in 8 bits, its kind in 4, and then its rule.
 * @throws Error if the table does not know the choice, because it is older than the grammar.
 */
export function decisionOf(key: number, ruleName: (key: number) => string): Decision {
  const kind = KINDS[((key >> 8) & 15) - 1] ?? 'Option';
  const name = choiceName(ruleName(key & ~0xfff), kind, key & 0xff);
  const ways = choices.get(name);
  if (ways === undefined) throw new Error(`no choice '${name}': npm run generate`);
  const wayOf = decided(ways.split(' | '));
  return kind === 'Alternation'
    ? wayOf
    : function () {
        return wayOf.call(this) !== undefined;
      };
}

/** A way that a first token permits. */
interface Branch {
  way: number;
  /** The types that the second token may have; absent: any. */
  second?: ReadonlySet<number>;
}

/** The first way that the next tokens permit, and its gate, if it has one. */
function decided(ways: readonly string[]) {
  const branches = new Map<number, Branch[]>();
  for (const [way, paths] of ways.entries()) {
    for (const path of paths.split(', ')) {
      const [first = '', next] = path.split(' ');
      const branch: Branch = next === undefined ? { way } : { way, second: new Set(typesOf(next)) };
      for (const type of typesOf(first)) branches.set(type, [...(branches.get(type) ?? []), branch]);
    }
  }
  return function (this: Reader, alternatives?: readonly IOrAlt<unknown>[]): number | undefined {
    for (const { way, second } of branches.get(this.LA(1).tokenTypeIdx) ?? []) {
      if (second !== undefined && !second.has(this.LA(2).tokenTypeIdx)) continue;
      if (alternatives?.[way]?.GATE?.call(this) !== false) return way;
    }
    return undefined;
  };
}

const named = new Map(allTokens.map((type) => [type.name, type]));

/** The numbers of the types of token that a name stands for. */
function typesOf(name: string): number[] {
  const { tokenTypeIdx = -1, categoryMatches = [] } = named.get(name) ?? {};
  return [tokenTypeIdx, ...categoryMatches];
}

/** For a parser that records its grammar: what it chooses by is known, and need not be computed. */
export class KnownLookahead extends LLkLookaheadStrategy {
  override buildLookaheadForAlternation(): () => undefined {
    return () => undefined;
  }

  override buildLookaheadForOptional(): () => boolean {
    return () => false;
  }
}
