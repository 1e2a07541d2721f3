/** The beginnings of items in each kind of block, which the parser searches for after an error. */

import type { IToken } from 'chevrotain';
import { SCHEDULE_FORMS, TEST_FORMS, TRANSACTION_FORMS, WINDOW_FORMS } from '../forms.ts';
import { OUTCOME_WORDS } from '../plan.ts';
import {
  Duration,
  ENDING_WORDS,
  Ident,
  Int,
  Member,
  Name,
  POLICY_WORDS,
  QuotedName,
  SCHEDULE_WORDS,
  Str,
  TEST_WORDS,
  TRANSACTION_WORDS,
  WINDOW_WORDS,
} from '../tokens.ts';
import { categoriesOf } from './outline.ts';

export interface BlockKind {
  /** What messages say is expected where an item should begin. */
  expected: string;
  /** The name of the block in messages, if it is not closed. */
  what: string;
  /** Words that may begin an item, or continue the previous one: for "did you mean". */
  known: readonly string[];
  /** The forms of its items, by the word that begins them. */
  forms?: ReadonlyMap<string, readonly string[]>;
  /** Whether an item begins here; `sure` demands more evidence, in the middle of a line. */
  begins(token: IToken, next: IToken | undefined, before: IToken | undefined, sure: boolean): boolean;
}

const RECORD = ['name', 'any', 'all', '('];
const ENDING = ['text', 'on', 'after', 'by', 'when', 'all'];

/** Tokens that may follow the word that begins a clause or a statement. */
const FOLLOWERS = new Map<string, readonly string[]>([
  ['key', ['name', 'none', 'every', 'each']],
  ['start', RECORD],
  ['next', RECORD],
  ['await', RECORD],
  ['then', [...RECORD, 'wait', 'no']],
  ...ENDING_WORDS.map((word): [string, readonly string[]] => [word, ENDING]),
  ['on', POLICY_WORDS],
  ['linger', ['duration']],
  ['release', ['name', 'on']],
  ['emit', ['{']],
  ['labels', ['{']],
  ['limit', ['int']],
  ['message', ['=', ...OUTCOME_WORDS]],
  ['severity', ['=', ...OUTCOME_WORDS]],
  ['report', ['once', ...OUTCOME_WORDS]],
  ['over', ['duration', 'every', 'session']],
  ['open', ['when']],
  ['close', ['when']],
  ['fire', ['when', 'on']],
  ['log', ['name']],
  ['advance', ['duration', 'to']],
  ['restart', ['}', ...TEST_WORDS]],
  ['end', ['}', ...TEST_WORDS]],
  ['expect', ['int', 'no', 'nothing', 'name']],
]);

function isOneOf(token: IToken, wanted: readonly string[]): boolean {
  if (wanted.includes(token.image)) return true;
  const { tokenType } = token;
  if (tokenType === Str) return wanted.includes('text');
  if (tokenType === Duration) return wanted.includes('duration');
  if (tokenType === Int) return wanted.includes('int');
  return wanted.includes('name') && (tokenType === Name || tokenType === QuotedName || categoriesOf(token).includes(Ident));
}

/** These follow a field, not the word that begins a clause. */
const OPERATORS = new Set('. , ) ] : == != < <= > >= + - / % ?? and or in contains matches'.split(' '));

function words(
  expected: string,
  what: string,
  heads: readonly string[],
  more: readonly string[],
  forms: NonNullable<BlockKind['forms']>,
): BlockKind {
  const begin = new Set(heads);
  return {
    expected,
    what,
    known: [...heads, ...more],
    forms,
    begins: (token, next, before, sure) => {
      if (!begin.has(token.image) || before?.image === '.') return false;
      if (!next) return true;
      return sure ? isOneOf(next, FOLLOWERS.get(token.image) ?? []) : !OPERATORS.has(next.image);
    },
  };
}

const STEP_WORDS = ['as', 'where', 'within', 'without', 'since', 'before', 'hold', 'idle', 'when', 'else', 'zone', 'all'];

export const TRANSACTION = words("a clause of the transaction or '}'", 'transaction', TRANSACTION_WORDS, STEP_WORDS, TRANSACTION_FORMS);
export const WINDOW = words(
  "a clause of the window or '}'",
  'window',
  WINDOW_WORDS,
  ['for', 'max', 'zone', 'where', 'as', 'when', 'forget'],
  WINDOW_FORMS,
);
export const SCHEDULE = words(
  "a clause of the schedule or '}'",
  'schedule',
  SCHEDULE_WORDS,
  ['from', 'learn', 'daily', 'every', 'grace', 'zone'],
  SCHEDULE_FORMS,
);
export const TEST = words("a statement of the test or '}'", 'test', TEST_WORDS, ['at', 'to'], TEST_FORMS);

export const RECORDS: BlockKind = {
  expected: "a record or '}'",
  what: 'group of records',
  known: ['where', 'let', 'weight'],
  // Behind a name on its line it is rather the field of a misspelt `let`.
  begins: (token, next, before, sure) =>
    next?.image === '=' &&
    categoriesOf(token).includes(Member) &&
    before?.image !== 'let' &&
    before?.image !== ',' &&
    !(sure && before && isOneOf(before, ['name'])),
};
