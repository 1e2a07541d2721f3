/** Proposals where the grammar expects a word of the language. */

import { outcomesOf } from '../../../dsl/lower/uses.ts';
import type { Expected } from '../../../dsl/parser.ts';
import { given } from '../../../given.ts';
import { headPage, partPage } from '../../manual/words.ts';
import { type Proposal, RANK } from './proposal.ts';
import type { Spot } from './spot.ts';

/** Clauses that a rule has once, as a rule. */
const ONCE = new Set(['key', 'start', 'over', 'open', 'close', 'fire', 'await', 'emit', 'labels', 'limit', 'linger', 'report']);

/**
 * The word with its description; at the beginning of an item with its form. What continues an item comes first behind
 * it, and last where a line begins in a block; so does what the rule has already.
 */
export function proposeWord(spot: Spot, { token, rules }: Expected): Proposal[] {
  const isOutcome = rules.at(-1) === 'outcome';
  if (isOutcome && !outcomes(spot).includes(token)) return [];
  if (token === 'when' && rules.at(-1) === 'whenTrigger' && spot.before?.text !== 'success') return [];
  const head = isOutcome ? undefined : headPage(spot.block, token);
  const item = spot.first || spot.block === 'file' ? head : undefined;
  const continues = spot.first && spot.block !== 'file' ? RANK.last : RANK.word;
  const rank = head ? rankOf(spot, token, head.order) : continues;
  const page = item ?? partPage(token);
  const kind = item ? 'item' : 'word';
  return [{ label: token, kind, text: token, rank, ...given({ doc: page?.doc, form: item?.form }) }];
}

function rankOf({ view, chain }: Spot, word: string, order: number): number {
  const [, rule] = chain;
  const clauses = ONCE.has(word) && rule && 'clauses' in rule ? rule.clauses : [];
  return clauses.some(({ start }) => view.tokenAt(start)?.text === word) ? RANK.last : RANK.item + order;
}

/** The outcomes of the rule that is reported on or expected. */
function outcomes({ view, chain, path }: Spot): readonly string[] {
  const declaration = chain[1];
  const expected = path[0] === undefined ? undefined : view.scope?.peek(path[0], 'rule')?.decl;
  const own = declaration && view.ruleOf(declaration)?.symbol.decl;
  const decl = expected ?? own;
  return decl ? outcomesOf(decl) : [];
}
