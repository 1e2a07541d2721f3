/**
 * The grammar for editors that highlight with regular expressions, line by line. Most words of the language may also be
 * names: a word is highlighted as a keyword if the grammar allows what follows it.
 */

import { allSigns, allWords, Ident, Word, word } from '../../src/dsl/tokens.ts';
import { Followers, OUTCOME } from './followers.ts';
import { type GrammarRule, partsOf } from './productions.ts';
import { shapes } from './terminals.ts';

const NUMBERS = new Set(['Stamp', 'Ip', 'Clock', 'Duration', 'Size', 'Float', 'Int']);
const CONSTANTS = new Set(['true', 'false', 'none']);
const NAME = '[A-Za-z_][A-Za-z0-9_]*';

interface Pattern {
  name?: string;
  match?: string;
  begin?: string;
  end?: string;
  include?: string;
  captures?: Record<string, Pattern>;
  beginCaptures?: Record<string, Pattern>;
  patterns?: Pattern[];
}

export function textmate(rules: readonly GrammarRule[]): string {
  const grammar = {
    name: 'Corr',
    scopeName: 'source.corr',
    fileTypes: ['corr'],
    patterns: ['comments', 'texts', 'records', 'outcomes', 'policies', 'words', 'regexes', 'numbers', 'names', 'operators'].map(included),
    repository: {
      comments: { patterns: COMMENTS },
      texts: { patterns: TEXTS },
      hole: { patterns: HOLES },
      records: { patterns: RECORDS },
      braces: { patterns: BRACES },
      outcomes: { patterns: outcomes(rules) },
      policies: { patterns: policies(rules) },
      words: { patterns: words(rules) },
      regexes: { patterns: REGEXES },
      numbers: { patterns: [numbers()] },
      names: { patterns: NAMES },
      operators: { patterns: [{ name: scope('keyword.operator'), match: operators() }] },
    },
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}

const scope = (name: string) => `${name}.corr`;
const included = (name: string): Pattern => ({ include: `#${name}` });
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** Longer ones first. */
const oneOf = (texts: readonly string[]) => `(?:${[...texts].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|')})`;

const COMMENTS: Pattern[] = [
  { name: scope('comment.line.documentation'), match: '///(?!/).*$' },
  { name: scope('comment.line.double-slash'), match: '//.*$' },
  { name: scope('comment.block'), begin: '/\\*', end: '\\*/' },
];

const ESCAPE: Pattern = { name: scope('constant.character.escape'), match: '\\\\.|\\{\\{|\\}\\}' };
const SINGLE: Pattern = { name: scope('string.quoted.single'), match: "'[^'\"]*'" };

/** A string whose braces are captures or expressions follows one of these. */
const BEFORE_HOLES = '(?<=[=|:] |[=|:]|^)\\s*';
const TEXTS: Pattern[] = [
  { name: scope('string.quoted.triple'), begin: `${BEFORE_HOLES}"""`, end: '"""', patterns: [ESCAPE, included('hole')] },
  { name: scope('string.quoted.triple'), begin: '"""', end: '"""' },
  { name: scope('string.quoted.double'), begin: `${BEFORE_HOLES}"`, end: '"|$', patterns: [ESCAPE, included('hole')] },
  { name: scope('string.quoted.double'), begin: '"', end: '"|$', patterns: [{ ...ESCAPE, match: '\\\\.' }] },
];

const HOLES: Pattern[] = [
  { name: scope('meta.embedded.optional'), begin: '\\{\\?', end: '\\}|(?=")|$', patterns: [ESCAPE, included('hole')] },
  {
    name: scope('meta.embedded'),
    begin: '\\{',
    end: '\\}|(?=")|$',
    patterns: [
      { match: ':/(?:[^/\\\\]|\\\\.)*/' },
      ESCAPE,
      SINGLE,
      included('numbers'),
      { name: scope('support.type'), match: `(?<=:)\\s*${NAME}` },
      included('names'),
      included('operators'),
    ],
  },
];

/** In Oniguruma, a '[' in a character class begins a nested one. */
function oniguruma({ source }: RegExp): string {
  const inClass = (text: string) => text.replace(/\\.|\[/g, (part) => (part === '[' ? '\\[' : part));
  return source.replace(/\\.|\[((?:\\.|[^\]\\])*)\]/g, (part, inside?: string) => (inside === undefined ? part : `[${inClass(inside)}]`));
}

const [regex = /(?!)/] = shapes(new Set(['Regex'])).values();
/** A regular expression can only begin where no operand ended. */
const REGEXES: Pattern[] = [
  { name: scope('string.regexp'), match: `(?:(?<=[=|(,:{\\[]|[=|(,:{\\[] |matches |starts )|^\\s*)${oniguruma(regex)}` },
];

function numbers(): Pattern {
  const ways = [...shapes(NUMBERS).values()].map(oniguruma);
  return { name: scope('constant.numeric'), match: `(?<!\\w)(?:${ways.join('|')})(?!\\w)` };
}

const NAMES: Pattern[] = [
  { name: scope('entity.name.function'), match: `(?<!\\.)\\b${NAME}(?=\\()` },
  { match: `(:)\\s*(?!${oneOf([...CONSTANTS])}\\b)(${NAME})`, captures: { 2: { name: scope('support.type') } } },
  { name: scope('variable.other'), match: `\\b${NAME}|\`[^\`]+\`` },
];

const BRACES: Pattern[] = [{ begin: '\\{', end: '\\}', patterns: [included('braces'), { include: '$self' }] }];

/** In a group of records every word before '=' names a record, including words that begin a clause elsewhere. */
const RECORDS: Pattern[] = [
  {
    begin: '(?<!\\.|\\bas )\\b(records)(?=\\s+[A-Za-z_`])',
    beginCaptures: { 1: { name: scope('keyword.control') } },
    end: '(?<=\\})',
    patterns: [
      {
        begin: '\\{',
        end: '\\}',
        patterns: [{ name: scope('variable.other'), match: `(?<=^|\\{)\\s*${NAME}(?=\\s*=)` }, included('braces'), { include: '$self' }],
      },
      { include: '$self' },
    ],
  },
];

const PUNCTUATION = new Set('{}()[],:.');
const operators = () => oneOf(allSigns.filter((text) => !PUNCTUATION.has(text)).map(escaped));

/** The words in a rule of the grammar. */
function wordsIn(rules: readonly GrammarRule[], name: string): string[] {
  const found: string[] = [];
  const visit = (production: GrammarRule['body']): void => {
    if (production.kind === 'literal') found.push(production.text);
    for (const part of partsOf(production)) visit(part);
  };
  for (const rule of rules) if (rule.name === name) visit(rule.body);
  return found.filter((text) => /^[a-z]/.test(text));
}

/** The names of outcomes after certain words. */
function outcomes(rules: readonly GrammarRule[]): Pattern[] {
  const outcome: Pattern = { name: scope('variable.other.enummember'), match: `\\b${oneOf(wordsIn(rules, OUTCOME))}\\b` };
  const [message, severity, report] = ['message', 'severity', 'report'];
  const behind = `${oneOf(wordsIn(rules, OUTCOME))}\\b`;
  const keyword = { name: scope('keyword.control') };
  return [
    { match: `(?<!\\.)\\b(${message}|${severity})\\s+(${behind})`, captures: { 1: keyword, 2: outcome } },
    {
      match: `(?<!\\.)\\b(${report})\\s+(${behind}[^/]*?)(?=\\bonce\\b|/|$)`,
      captures: { 1: keyword, 2: { patterns: [outcome, included('texts')] } },
    },
  ];
}

/** `on restart abandon`: the option is a keyword there. */
function policies(rules: readonly GrammarRule[]): Pattern[] {
  const [on = '', ...about] = wordsIn(rules, 'policy');
  const keyword = { name: scope('keyword.control') };
  return [{ match: `(?<!\\.)\\b(${on})\\s+(${about.join('|')})\\s+(${NAME})`, captures: { 1: keyword, 2: keyword, 3: keyword } }];
}

/** Words that can never be names. */
const isReserved = (text: string) => !word(text).CATEGORIES?.includes(Word);
const isLeading = (text: string) => !isReserved(text) && !word(text).CATEGORIES?.includes(Ident);

function words(rules: readonly GrammarRule[]): Pattern[] {
  const reserved = allWords.filter((text) => isReserved(text) && !CONSTANTS.has(text));
  const byContext = new Map<string, string[]>();
  for (const [text, followers] of new Followers(rules).words) {
    if (!allWords.includes(text) || isReserved(text)) continue;
    const context = contextOf(text, followers);
    byContext.set(context, [...(byContext.get(context) ?? []), text]);
  }
  const reservedHere = (texts: readonly string[]) => `(?<!\\.)\\b${oneOf(texts)}\\b(?!\\s*=[^=])`;
  return [
    { name: scope('constant.language'), match: reservedHere([...CONSTANTS]) },
    { name: scope('keyword.control'), match: reservedHere(reserved) },
    ...[...byContext].map(([context, texts]) => ({
      name: scope('keyword.control'),
      match: `(?<!\\.|\\bas )\\b${oneOf(texts)}\\b(?=\\s*(?:${context}))`,
    })),
  ];
}

const isSign = (text: string) => /^[^a-z]/.test(text);
const KINDS_OF_NAMES = new Set(['Word', 'Ident', 'Member', 'RecordName', 'Name', 'QuotedName']);

/** The lookahead that identifies a keyword: what follows it on its line. */
function contextOf(text: string, followers: ReadonlySet<string>): string {
  const literals = [...followers].filter((one) => one.startsWith("'")).map((one) => one.slice(1, -1));
  const kinds = [...followers].filter((one) => !one.startsWith("'"));
  const signs = literals.filter(isSign).map((sign) => (sign === '=' ? '=(?!=)' : escaped(sign)));
  const own = literals.filter((one) => !isSign(one));
  // Words that end a clause are the last on their line, or precede a closing brace.
  const ends = literals.includes('}') || kinds.includes('EOF');
  return [
    ...(kinds.some((kind) => KINDS_OF_NAMES.has(kind)) ? [nameBehind(text)] : []),
    ...(own.length > 0 ? [`${oneOf(own)}\\b`] : []),
    ...(kinds.some((kind) => NUMBERS.has(kind)) ? ['\\d'] : []),
    ...(kinds.includes('Ip') ? ['[0-9A-Fa-f]*:'] : []),
    ...(kinds.includes('String') ? ['"'] : []),
    ...(kinds.includes('Regex') ? ['/(?![/*])'] : []),
    ...signs,
    ...(ends ? ['$', '/[/*]'] : []),
  ].join('|');
}

/**
 * After a word that begins a clause, any name is allowed; after others no word of the language, as they might be names
 * themselves.
 */
function nameBehind(text: string): string {
  const words = isLeading(text) ? allWords.filter(isReserved) : allWords;
  return `(?!${oneOf(words)}\\b)[A-Za-z_]|\`|${NAME}\\(`;
}
