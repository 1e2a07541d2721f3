/** Messages for syntax errors. */

import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain';
import { given } from '../given.ts';
import { diagnose } from './catalogue.ts';
import { type Diagnostic, type Place, replacement } from './diagnostic.ts';
import { outcomeElsewhere } from './foreign-names.ts';
import { helpForHabit, helpForStranger } from './habits.ts';
import { OUTCOME_WORDS } from './plan.ts';
import type { Source } from './source.ts';
import { nearest } from './suggest.ts';
import { Block, Clock, Duration, Ident, Int, Member, Name, OPERATORS, QuotedName, RecordName, Regex, Stamp, Str, Word } from './tokens.ts';

const LITERALS = new Map<TokenType, string>([
  [Str, 'text in double quotes'],
  [Block, 'text in double quotes'],
  [Regex, 'a regular expression'],
  [Int, 'a whole number'],
  [Duration, 'a duration such as 10s'],
  [Clock, 'a time of day such as 06:00'],
  [Stamp, 'a date and time such as 2024-02-29T06:00:00Z'],
  [EOF, 'the end of the text'],
]);
const NAMES = new Set<TokenType>([Member, Word, Ident, RecordName, Name, QuotedName]);

const OUTCOME = 'an outcome such as failure';
const OPERATOR = 'an operator';
/** On a line, a condition goes on where it could also have ended. */
const IN_CONDITION = /\b(?:where|when)\b[^{}\r\n]*$/;

/** What a grammar rule expects where it has a choice. */
const CHOICES = new Map<string, string>([
  ['declaration', 'a declaration'],
  ['paramValue', "'=' or 'from'"],
  ['plainName', 'a name'],
  ['formatBase', 'a template, or the name of a format'],
  ['pattern', 'a pattern: text in double quotes, a regular expression, or { … }'],
  ['fieldValue', 'a type, or a constant'],
  ['constant', 'a constant'],
  ['string', 'text in double quotes'],
  ['duration', 'a duration such as 10s, or the name of a param'],
  ['afterTrigger', 'a duration such as 10s, a param, or the field of a step'],
  ['number', 'a number'],
  ['comparator', `${OPERATOR} such as contains`],
  ['primary', 'a value'],
  ['scalar', 'a value'],
  ['setOrRef', 'a record, or a set of records'],
  ['element', 'a record, a set or a group'],
  ['step', "a record, a set, a group, 'wait' or 'no'"],
  ['triggered', "'on', 'after' or 'by'"],
  ['policy', "'restart', 'conflict', 'orphan' or 'unexpected'"],
  ['key', 'a field'],
  ['keyPart', 'a field'],
  ['report', `${OUTCOME}, or 'once'`],
  ['outcome', OUTCOME],
  ['awaitClause', "'every' or 'daily'"],
  ['logStatement', "text, or 'file'"],
  ['advanceStatement', "a duration such as 10s, or 'to'"],
  ['expectation', "an outcome of a rule, or 'nothing else'"],
  ['expectedAt', 'a time of day, or a date and time'],
]);

/** How much of the text before an unexpected word may decide what it means. */
const BEFORE = 100;

/** The name of a choice of the grammar in messages. */
export function choiceOf(rule: string, given?: string): string {
  return given ?? CHOICES.get(rule) ?? 'something else';
}

/** Only names what was expected; {@link diagnoseSyntax} builds the sentence. */
export const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => LITERALS.get(expected) ?? (NAMES.has(expected) ? 'a name' : expected.name),
  buildNotAllInputParsedMessage: () => 'the end of the text',
  buildNoViableAltMessage: ({ ruleName, customUserDescription }) => choiceOf(ruleName, customUserDescription),
  buildEarlyExitMessage: ({ ruleName, customUserDescription }) => choiceOf(ruleName, customUserDescription),
};

/**
 * Reports a token where another was expected. `known` are the words that are valid there, `forms` those of the
 * construct that contains it.
 */
export function diagnoseSyntax(
  source: Source,
  expected: string,
  token: IToken,
  known: readonly string[] = [],
  forms?: readonly string[],
): Diagnostic {
  const found = { ...token, image: wholeSign(source, token) };
  const at = placeOf(source, found);
  const before = source.text.slice(Math.max(0, at.start - BEFORE), at.start);
  const habit = helpForHabit(expected, found.image, before);
  if (habit !== undefined) return diagnose('unexpected-text', at, [expected, shown(found)], { help: habit });
  const written = found.tokenType === Name ? found.image : '';
  const meant = written === '' ? undefined : (operatorIn(written) ?? nearestWord(written, wordsFor(expected, known, before)));
  if (meant !== undefined) {
    return diagnose('unexpected-text', at, [expected, shown(found), meant], { fixes: [replacement(at, meant)] });
  }
  const isName = expected === 'a name' || (expected === "a record or '}'" && isDefined(source, at.end));
  if (isName && /^[a-z]+$/.test(found.image)) {
    const quoted = `\`${found.image}\``;
    const help = `'${found.image}' is a keyword: choose another name, or write ${quoted}.`;
    return diagnose('unexpected-text', at, [expected, shown(found)], { help, fixes: [replacement(at, quoted)] });
  }
  const help = helpForStranger(expected, found.image, forms);
  return diagnose('unexpected-text', at, [expected, shown(found)], given({ help }));
}

/** The words that may have been meant where something is expected: those that it names and, if it is something else too, `known`. */
function wordsFor(expected: string, known: readonly string[], before: string): readonly string[] {
  const named = Array.from(expected.matchAll(/'([a-z]+)(?: [a-z]+)?'/g), ([, name = '']) => name);
  if (expected.startsWith(OUTCOME)) return [...OUTCOME_WORDS, ...named];
  if (expected.startsWith(OPERATOR)) return OPERATORS;
  if (named.length > 0 && /^(?:'[^']+'(?:, | or |$))+$/.test(expected)) return named;
  const others = IN_CONDITION.test(before) ? OPERATORS : expected === "'='" ? OUTCOME_WORDS : [];
  return [...named, ...others, ...known];
}

/** The word that was probably meant: the one whose name elsewhere it is, or the most similar one. */
function nearestWord(written: string, words: readonly string[]): string | undefined {
  const meant = outcomeElsewhere(written);
  return words.includes(meant) ? meant : nearest(written, words);
}

/** The operator that a word is in capitals, as in SQL. */
function operatorIn(word: string): string | undefined {
  return OPERATORS.find((operator) => operator.toUpperCase() === word);
}

/** Signs of other languages, whose beginnings are tokens here. */
const FOREIGN_SIGNS = ['->', '=~'];

/** The text of a token with what it is the beginning of. */
function wholeSign({ text }: Source, { image, startOffset }: IToken): string {
  return FOREIGN_SIGNS.find((sign) => sign[0] === image && text.startsWith(sign, startOffset)) ?? image;
}

/** Whether an equals sign follows. */
function isDefined({ text }: Source, end: number): boolean {
  return /^\s*=/.test(text.slice(end));
}

/** Reports a number that a percent sign follows. */
export function diagnosePercent(source: Source, number: IToken): Diagnostic {
  const { start, end, ...file } = placeOf(source, number);
  const share = String(Number((Number(number.image) / 100).toPrecision(15)));
  const help = `There are no percentages: write ${share} for a share of 1. The remainder of a division is a % b.`;
  return diagnose('unexpected-text', { ...file, start, end: end + 1 }, ['a number', `'${number.image}%'`], { help });
}

/** The place of a token; at the end of the text, that of its end. */
export function placeOf(source: Source, token: IToken): Place {
  const length = source.text.length;
  const start = Number.isNaN(token.startOffset) ? length : token.startOffset;
  return { file: source.path, start, end: Math.min(length, start + token.image.length) };
}

/** The text of a token for a message: short, and on one line. */
export function shown(token: IToken): string {
  if (token.tokenType === EOF) return 'the end of the text';
  const [short = ''] = /^[^\r\n]{0,40}/u.exec(token.image) ?? [];
  return `'${short}${short.length < token.image.length ? '…' : ''}'`;
}
