/** The terminals of the language. Chevrotain matches them; the tables here define everything about a token. */

import { type CustomPatternMatcherFunc, createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import { getOrMake } from '../get-or-make.ts';

// ── categories: what is valid where a name is expected; see the head of grammar.ebnf ──

const category = (name: string) => createToken({ name, pattern: Lexer.NA });
/** After a dot, before ':' of a field, before '=' in a map: any word. */
export const Member = category('Member');
/** Fields, steps, aliases: any word that is not reserved. */
export const Word = category('Word');
/** Names of rules, groups, formats, tables: neither reserved nor beginning a clause. */
export const Ident = category('Ident');
/** Names of record patterns: any word but the operators. */
export const RecordName = category('RecordName');

// ── words ──

const list = (words: string): string[] => words.split(' ');

export const OPERATORS = list('and or not in contains matches starts ends');
const RESERVED = [...OPERATORS, ...list('true false none any all every as')];

export const DECLARATION_WORDS = list('import param table format records transaction window schedule test');
/** The outcomes that an ending can lead to, which it begins with. */
export const ENDING_WORDS = list('success failure timeout abandoned warning');
/** The words after `on` that begin a policy. */
export const POLICY_WORDS = list('restart conflict orphan unexpected');
const REPORTING_WORDS = list('emit labels limit message severity report');
export const TRANSACTION_WORDS = [...list('key start then next'), ...ENDING_WORDS, ...list('on linger release'), ...REPORTING_WORDS];
export const WINDOW_WORDS = [...list('key over open close fire'), ...REPORTING_WORDS];
export const SCHEDULE_WORDS = [...list('key await'), ...REPORTING_WORDS];
export const TEST_WORDS = list('log advance restart end expect');

/** Words that begin a declaration or a clause. */
const LEADING = [
  ...new Set([
    ...DECLARATION_WORDS,
    ...TRANSACTION_WORDS,
    ...WINDOW_WORDS,
    ...SCHEDULE_WORDS,
    ...TEST_WORDS,
    ...list('where let weight wait no'),
  ]),
];

const OTHER = list(
  'from multiline idle max lines time zone each hold learn for within without when else since before after by abandon ignore overlap overtake conflict count take orphan unexpected fail once per session forget daily grace file to nothing at with evicted begin fired met missing',
);

export const Name = createToken({ name: 'Name', pattern: /[A-Za-z_][A-Za-z0-9_]*/, categories: [Member, Word, Ident, RecordName] });
export const QuotedName = createToken({ name: 'QuotedName', pattern: /`[^`\r\n]+`/, categories: [Member, Word, Ident, RecordName] });

function categoriesOf(word: string): TokenType[] {
  const found = [Member];
  if (!OPERATORS.includes(word)) found.push(RecordName);
  if (RESERVED.includes(word)) return found;
  found.push(Word);
  if (!LEADING.includes(word)) found.push(Ident);
  return found;
}

/**
 * The lexer reads a word as a name, see {@link settle}: a pattern for each would double the time to build it. Words and signs
 * are completed together when they are used: `createToken` would take as long for each.
 */
const words = new Map<string, TokenType>(
  [...new Set([...RESERVED, ...LEADING, ...OTHER])].map((word) => [
    word,
    { name: `'${word}'`, PATTERN: Lexer.NA, CATEGORIES: categoriesOf(word) },
  ]),
);

/** The type of a token: words are names in the lexer. */
function typeOf({ tokenType, image }: IToken): TokenType {
  return (tokenType === Name && words.get(image)) || (STOPPED.get(tokenType) ?? tokenType);
}

/** The token of a word of the language. */
export function word(text: string): TokenType {
  const found = words.get(text);
  if (!found) throw new Error(`no word of the language: ${text}`);
  return found;
}

/** All words of the language. */
export const allWords: readonly string[] = [...words.keys()];

/**
 * The spelling of a name where a category is expected: unchanged, or in backquotes if it would be read as something
 * else. Undefined if it cannot be written.
 */
export function spelled(name: string, wanted: TokenType): string | undefined {
  const known = words.get(name);
  const plain = known ? known.CATEGORIES?.includes(wanted) : /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
  if (plain) return name;
  return /^[^`\r\n]+$/.test(name) ? `\`${name}\`` : undefined;
}

// ── literals ──

const TEXT = /"(?:[^"\\\r\n]|\\[^\r\n])*"/;
export const Str = createToken({ name: 'String', pattern: TEXT });
export const Block = createToken({ name: 'Block', pattern: /"""[\s\S]*?"""/, line_breaks: true });
export const OpenString = createToken({ name: 'OpenString', pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/ });
/** Text in the quotes of other languages, or of word processors; always an error. */
export const ForeignText = createToken({
  name: 'ForeignText',
  pattern: /'''[\s\S]*?'''|'[^'\r\n]*'|‘[^‘’\r\n]*’|“[^“”\r\n]*”/,
  line_breaks: true,
});
export const OpenBlock = createToken({ name: 'OpenBlock', pattern: /"""[\s\S]*/, line_breaks: true });

/** Where an unclosed text or comment is assumed to end: before a line that begins or ends a declaration. */
const STOP = new RegExp(`(?:\\r\\n?|\\n)(?=\\}|(?:${DECLARATION_WORDS.join('|')})[ \\t])`, 'g');

function stopAfter(text: string, from: number, until = text.length): number {
  STOP.lastIndex = 0;
  const found = STOP.exec(text.slice(from, until));
  return found ? from + found.index : until;
}

/** A file with an unclosed literal is lexed again with these, which end at a STOP. */
const StoppedBlock = createToken({
  name: 'StoppedBlock',
  pattern: (text, offset) => {
    const close = text.startsWith('"""', offset) ? text.indexOf('"""', offset + 3) : -1;
    return close < 0 || stopAfter(text, offset, close) < close ? null : [text.slice(offset, close + 3)];
  },
  line_breaks: true,
  start_chars_hint: ['"'],
});
/** Where the last comment that is closed ends: a search for the end of each one behind it would be quadratic. */
let endOfComments = -1;
const StoppedComment = createToken({
  name: 'StoppedComment',
  pattern: (text, offset) =>
    text.startsWith('/*', offset) && offset + 2 <= endOfComments ? [text.slice(offset, text.indexOf('*/', offset + 2) + 2)] : null,
  group: 'comments',
  line_breaks: true,
  start_chars_hint: ['/'],
});
const opened = (name: string, sign: string, group?: 'comments') =>
  createToken({
    name,
    ...(group ? { group } : {}),
    pattern: (text, offset) => (text.startsWith(sign, offset) ? [text.slice(offset, stopAfter(text, offset))] : null),
    line_breaks: true,
    start_chars_hint: [sign.charAt(0)],
  });
const StoppedOpenBlock = opened('StoppedOpenBlock', '"""');
const StoppedOpenComment = opened('StoppedOpenComment', '/*', 'comments');

/** The patterns of tokens that are matched by functions. */
const shapes = new Map<TokenType, RegExp>();

/** Digits and everything attached to them, also the signs of micro; the whole run determines its kind, so that `900km` is one token. */
const RUN = /\d[0-9A-Za-z_µμ]*(?:\.\d[0-9A-Za-z_µμ]*)*(?:(?<=[eE])[+-]\d+)?/y;

function wholeRun(kind: RegExp): CustomPatternMatcherFunc {
  return (text, offset) => {
    RUN.lastIndex = offset;
    const run = RUN.exec(text);
    return run && kind.test(run[0]) ? run : null;
  };
}

const DIGITS = '0123456789'.split('');
function number(name: string, kind: RegExp, categories: TokenType[] = []): TokenType {
  const type = createToken({ name, pattern: wholeRun(kind), line_breaks: false, start_chars_hint: DIGITS, categories });
  shapes.set(type, new RegExp(kind.source.replace(/^\^|\$$/g, '')));
  return type;
}

export const Duration = number('Duration', /^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h|d|w))+$/);
export const Size = number('Size', /^\d+(?:\.\d+)?(?:[KMG]i?B|B)$/);
export const Float = number('Float', /^\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)$/);
export const Int = number('Int', /^\d+$/);
/** Stands for an invalid number or duration, so that what follows it is read. */
export const BadNumber = number('BadNumber', /^/, [Duration, Int]);

export const Stamp = createToken({
  name: 'Stamp',
  pattern: /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?(?![\w:])/,
});
const V4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
const H = '[0-9A-Fa-f]{1,4}';
const V6 = `(?:${H}:){7}${H}|(?:${H}(?::${H}){0,6})?::(?:(?:${H}:){0,6}(?:${V4}|${H}))?`;
export const Ip = createToken({ name: 'Ip', pattern: new RegExp(`(?:${V4}|${V6})(?:/\\d{1,3})?(?![\\w:]|\\.\\d)`) });
export const Clock = createToken({ name: 'Clock', pattern: /\d{1,2}:\d\d(?::\d\d)?(?![\w:])/ });

const OPERANDS = new Set([Name, QuotedName, Str, OpenString, ForeignText, Block, Duration, Size, Float, Int, BadNumber, Stamp, Ip, Clock]);
const OPERAND_IMAGES = new Set([')', ']', 'true', 'false', 'none']);

/** After these a '/' divides: names, including those that only a dot makes names, literals, and closing brackets. */
function endsOperand(matched: IToken[], text: string, offset: number): boolean {
  const last = matched[matched.length - 1];
  // What precedes a regular expression in other languages is no token.
  if (!last || /^\s*!?~\s*$/.test(text.slice(last.startOffset + last.image.length, offset))) return false;
  const type = typeOf(last);
  if (OPERANDS.has(type) || OPERAND_IMAGES.has(last.image)) return true;
  const categories = type.CATEGORIES ?? [];
  return categories.includes(Word) || (categories.includes(Member) && matched[matched.length - 2]?.image === '.');
}

function whereRegexMayStand(pattern: RegExp): CustomPatternMatcherFunc {
  return (text, offset, matched) => {
    if (endsOperand(matched, text, offset)) return null;
    pattern.lastIndex = offset;
    return pattern.exec(text);
  };
}

const REGEX = /\/(?![/*])(?:[^/\\[\r\n]|\\[^\r\n]|\[(?:[^\]\\\r\n]|\\[^\r\n])*\])+\/[A-Za-z]*/y;
function regex(name: string, pattern: RegExp): TokenType {
  const type = createToken({ name, pattern: whereRegexMayStand(pattern), line_breaks: false, start_chars_hint: ['/'] });
  shapes.set(type, new RegExp(pattern.source));
  return type;
}
export const Regex = regex('Regex', REGEX);
export const OpenRegex = regex('OpenRegex', /\/[^\r\n]+/y);

/** Whether the end of a string or a regular expression is present; without it they are read as if it were. */
export function isClosed({ tokenType, image }: IToken): boolean {
  if (tokenType === Block) return image.length >= 6 && image.endsWith('"""');
  const whole = new RegExp(tokenType === Regex ? REGEX.source : TEXT.source, 'y');
  return whole.exec(image)?.[0].length === image.length;
}

// ── comments and whitespace ──

const space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
export const DocComment = createToken({ name: 'DocComment', pattern: /\/\/\/(?!\/)[^\r\n]*/, group: 'comments' });
const LineComment = createToken({ name: 'LineComment', pattern: /\/\/[^\r\n]*/, group: 'comments' });
const BlockComment = createToken({ name: 'BlockComment', pattern: /\/\*[\s\S]*?\*\//, group: 'comments', line_breaks: true });
export const OpenComment = createToken({ name: 'OpenComment', pattern: /\/\*[\s\S]*/, group: 'comments', line_breaks: true });

// ── signs ──

const signs = new Map<string, TokenType>(
  ['..', '==', '!=', '<=', '>=', '??', '{', '}', '(', ')', '[', ']', ',', ':', '|', '?', '*', '+', '-', '/', '%', '<', '>', '=', '.'].map(
    (text) => [text, { name: `'${text}'`, PATTERN: text }],
  ),
);

/** The token of a sign. */
export function sign(text: string): TokenType {
  const found = signs.get(text);
  if (!found) throw new Error(`no sign of the language: ${text}`);
  return found;
}

/** All signs, longer ones before their prefixes. */
export const allSigns: readonly string[] = [...signs.keys()];

/** The pattern of a token type, regardless of what precedes it; undefined for words, signs and categories. */
export function shapeOf(type: TokenType): RegExp | undefined {
  const { PATTERN } = type;
  return shapes.get(type) ?? (PATTERN instanceof RegExp && PATTERN !== Lexer.NA ? PATTERN : undefined);
}

/** In the order in which they are tried. */
export const allTokens: TokenType[] = [
  space,
  DocComment,
  LineComment,
  BlockComment,
  OpenComment,
  Block,
  OpenBlock,
  Str,
  OpenString,
  ForeignText,
  Regex,
  OpenRegex,
  Stamp,
  Ip,
  Clock,
  Duration,
  Size,
  Float,
  Int,
  BadNumber,
  ...words.values(),
  QuotedName,
  Name,
  ...signs.values(),
  Member,
  Word,
  Ident,
  RecordName,
];

/** The types that stand in for others in a file with an unclosed literal. */
const STOPPED = new Map([
  [StoppedBlock, Block],
  [StoppedOpenBlock, OpenBlock],
  [StoppedComment, BlockComment],
  [StoppedOpenComment, OpenComment],
]);

type Mode = 'usual' | 'stopped';

/** `validate` searches for terminals that can never match, for tests: it takes as long as everything else. */
export function buildLexer(mode: Mode, validate = false): Lexer {
  const stopped = new Map([...STOPPED].map(([instead, usual]) => [usual, instead]));
  const types = mode === 'usual' ? allTokens : allTokens.map((type) => stopped.get(type) ?? type);
  return new Lexer(types, { positionTracking: 'onlyOffset', ensureOptimizations: false, skipValidations: !validate });
}

/** Each is built on first use: a program that only runs plans never pays for one. */
const built = new Map<Mode, Lexer>();

function lexer(mode: Mode): Lexer {
  return getOrMake(built, mode, () => buildLexer(mode));
}

/** The result of the lexer for a text. */
interface Lexed {
  /** Without comments. */
  tokens: IToken[];
  comments: IToken[];
  /** Runs of characters that begin no token. */
  unknown: { offset: number; length: number }[];
}

export function tokenize(text: string): Lexed {
  const usual = read(text, 'usual');
  const isOpen = ({ tokenType }: IToken) => tokenType === OpenBlock || tokenType === OpenComment;
  if (!usual.tokens.some(isOpen) && !usual.comments.some(isOpen)) return usual;
  endOfComments = text.lastIndexOf('*/');
  return read(text, 'stopped');
}

function read(text: string, mode: Mode): Lexed {
  const { tokens, groups, errors } = lexer(mode).tokenize(text);
  const comments = groups['comments'] ?? [];
  for (const token of [...tokens, ...comments]) settle(token);
  return { tokens, comments, unknown: errors.map(({ offset, length }) => ({ offset, length })) };
}

/** Gives a token that the lexer has made its own type. */
function settle(token: IToken): void {
  const type = typeOf(token);
  if (type !== token.tokenType) Object.assign(token, { tokenType: type, tokenTypeIdx: type.tokenTypeIdx });
}

export function retyped(token: IToken, type: TokenType): IToken {
  return { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx as number };
}
