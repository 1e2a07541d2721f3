/** What can be wrong inside a template or a regular expression. */

import { spec } from './spec.ts';

const records = (pattern: string) => `records app from syslog where app == "app" {\n  one = ${pattern}\n}\n`;
const template = (text: string) => records(`"${text}"`);
const regex = (pattern: string, flags = '') => records(`/${pattern}/${flags}`);

const templates = {
  'unclosed-capture': spec('error', () => 'This brace is not closed.', {
    help: 'Captures are written {name}; a brace itself is written twice.',
    bad: template('took {n:int ms'),
    good: template('took {n:int} ms'),
  }),
  'too-many-captures': spec('error', (most: number) => `There are more than ${most} captures and optional pieces here.`, {
    help: 'Capture what the rules use; {*} stands for all that lies between.',
    bad: '',
    good: '',
  }),
  'lone-brace': spec('error', () => 'This brace closes nothing.', {
    help: "A brace itself is written twice; inside an optional piece a single closing one is written {='}'}.",
    bad: template('took n} ms'),
    good: template('took {{n}} ms'),
  }),
  'malformed-capture': spec('error', (text: string) => `'${text}' is no capture.`, {
    help: 'Write {name}, {name:type}, {*}, {?…} or {=a|b}; names with other signs stand in backquotes, and a brace itself is written twice.',
    bad: template('took {time in ms}'),
    good: template('took {time_in_ms}'),
  }),
  'foreign-pattern': spec('warning', (text: string) => `'${text}' is text as it stands, and no pattern.`, {
    help: 'In a template {name} and {name:type} capture, and {*} is anything; a regular expression stands between slashes: /…/.',
    bad: template('took (.*) ms'),
    good: template('took {*} ms'),
  }),
  'unknown-capture-type': spec(
    'error',
    (name: string, meant?: string) => `There is no type of capture '${name}'.${meant === undefined ? '' : ` Did you mean '${meant}'?`}`,
    {
      help: 'They are word, text, rest, int, float, hex, ip, mac, host, uuid, path, url, email, quoted, duration, kv, json, stamp(…), list(…) and /regex/.',
      bad: template('took {n:integer} ms'),
      good: template('took {n:int} ms'),
    },
  ),
  'wrong-type-argument': spec('error', (type: string, takes: string) => `'${type}' takes ${takes}.`, {
    help: "Write it as in {time:stamp('yyMMdd HHmmss')} or {blocks:list(word)}.",
    bad: template('took {n:int(3)} ms'),
    good: template('took {n:int} ms'),
  }),
  'bad-stamp': spec('error', (pattern: string, why: string) => `'${pattern}' is no pattern of a time stamp: ${why}.`, {
    help: 'Letters are y year, M month, d day, H hour, h and a hour with AM or PM, m minute, s second, S fraction, Z zone, E day of the week; or write iso, epoch or epoch_ms.',
    bad: template("at {when:stamp('YYYY-MM-DD HH:mm:ss')}"),
    good: template("at {when:stamp('yyyy-MM-dd HH:mm:ss')}"),
  }),
  'empty-option': spec('error', () => 'One of these choices is empty.', {
    help: 'Text that may be missing is written {?…}.',
    bad: template('job {=done|} now'),
    good: template('job {?done} now'),
  }),
  'duplicate-option': spec('error', (option: string) => `'${option}' is among these choices already.`, {
    help: 'Leave one of them out.',
    bad: template('job {=done|failed|done}'),
    good: template('job {=done|failed}'),
  }),
  'empty-optional': spec('error', () => 'Nothing is optional here.', {
    help: 'What may be missing stands between {? and }.',
    bad: template('job {?} done'),
    good: template('job{? really} done'),
  }),
  'text-after-rest': spec('error', () => "'rest' takes all up to the end, so that nothing can stand behind it.", {
    help: 'Write {name:text} for as few characters as let what is behind it match.',
    bad: template('failed: {why:rest} ({code:int})'),
    good: template('failed: {why:text} ({code:int})'),
  }),
  'always-empty': spec('error', () => 'This would always be empty, as what follows takes everything.', {
    help: 'Put a text between the two, or give one of them a type.',
    bad: template('from {who:text}{more:text}'),
    good: template('from {who:text} via {more:text}'),
  }),
  'assertion-in-capture': spec(
    'error',
    (text: string) => `'${text}' asks about what stands around a capture, which its pattern does not see.`,
    {
      help: 'Leave it out: the pattern of a capture is all of its text, from the first to the last character.',
      bad: template('job {id:/^[0-9]+$/} done'),
      good: template('job {id:/[0-9]+/} done'),
    },
  ),
  'group-in-capture': spec('error', (name: string) => `'${name}' would capture inside a capture.`, {
    help: 'Make it a capture of the template, or the whole pattern a regular expression.',
    bad: template('job {id:/(?<year>[0-9]{4})-[0-9]+/} done'),
    good: template('job {year:/[0-9]{4}/}-{id:int} done'),
  }),
} as const;

const groups = {
  'unclosed-group': spec('error', () => 'This parenthesis is not closed.', {
    help: 'A parenthesis itself is written \\(.',
    bad: regex('failed (twice'),
    good: regex('failed \\(twice'),
  }),
  'unopened-group': spec('error', () => 'This parenthesis closes nothing.', {
    help: 'A parenthesis itself is written \\).',
    bad: regex('failed twice)'),
    good: regex('failed twice\\)'),
  }),
  'look-around': spec('error', (text: string) => `'${text}' looks around, which no engine can do in linear time.`, {
    help: 'Match what is there, and capture the part that is wanted; or ask for the rest in `where`.',
    bad: regex('user (?=root)(?<user>.*)'),
    good: regex('user (?<user>root.*)'),
  }),
  'atomic-group': spec('error', () => "'(?>' is not part of these patterns.", {
    help: 'Write (?:…): no pattern here can take more than linear time.',
    bad: regex('(?>a+)b'),
    good: regex('(?:a+)b'),
  }),
  'inline-flags': spec('error', (text: string) => `'${text}' sets flags in the middle of a pattern.`, {
    help: 'Flags stand behind the pattern: /…/i.',
    bad: regex('(?i)failed'),
    good: regex('failed', 'i'),
  }),
  'unknown-group-kind': spec('error', (text: string) => `'${text}' begins no group that there is.`, {
    help: 'Groups are (…), (?:…) and (?<name>…).',
    bad: regex('user (?P<user>.*)'),
    good: regex('user (?<user>.*)'),
  }),
  'group-name': spec('error', (text: string) => `'${text}' has no name that a field can have.`, {
    help: 'A name is made of letters, digits and _, and does not begin with a digit.',
    bad: regex('user (?<user-name>.*)'),
    good: regex('user (?<user_name>.*)'),
  }),
  'back-reference': spec('error', (text: string) => `'${text}' refers back to a group, which no engine can do in linear time.`, {
    help: 'Capture both, and compare them in `where`.',
    bad: regex('(?<a>\\w+) is \\1'),
    good: regex('(?<a>\\w+) is (?<b>\\w+)'),
  }),
  'duplicate-capture': spec('error', (name: string) => `'${name}' is captured twice.`, {
    help: 'Give one of them another name, or write {*} for what is not wanted.',
    bad: template('from {addr:ip} to {addr:ip}'),
    good: template('from {source:ip} to {target:ip}'),
  }),
} as const;

const characters = {
  'regex-flag': spec('error', (flag: string) => `The flag '${flag}' is not one of these patterns, or stands here twice.`, {
    help: 'They are i (both cases of a letter) and s (the dot stands for line feeds too); ^ and $ are always the ends of the text.',
    bad: regex('failed', 'gi'),
    good: regex('failed', 'i'),
  }),
  'unknown-escape': spec('error', (text: string) => `'${text}' means nothing here.`, {
    help: 'Escapes are \\d \\w \\s \\b (capitals for the opposite), \\t \\n \\r \\f \\v \\0 \\xHH \\uHHHH \\u{H…}, and signs.',
    bad: regex('\\Afailed'),
    good: regex('^failed'),
  }),
  'malformed-escape': spec('error', (text: string) => `'${text}' is no character.`, {
    help: 'Write \\xHH, \\uHHHH or \\u{H…} with hexadecimal digits, up to \\u{10FFFF}.',
    bad: regex('\\u{110000}'),
    good: regex('\\u{10FFFF}'),
  }),
  'unicode-property': spec('error', (text: string) => `'${text}' depends on the version of Unicode, so that engines differ in it.`, {
    help: 'Write the ranges that are meant, as in [\\u0400-\\u04ff].',
    bad: regex('\\p{L}+'),
    good: regex('[a-z\\u0400-\\u04ff]+'),
  }),
  'unclosed-class': spec('error', () => 'This bracket is not closed.', {
    help: 'A bracket itself is written \\[.',
    bad: '',
    good: '',
  }),
  'empty-class': spec('error', (text: string) => `'${text}' stands for no character, or for every one.`, {
    help: 'A closing bracket in a class is written \\]; any character is [\\s\\S].',
    bad: regex('a[]b'),
    good: regex('a[\\]]b'),
  }),
  'posix-class': spec('error', (text: string) => `'${text}' is not part of these patterns.`, {
    help: 'Write the ranges: [0-9], [A-Za-z], or \\d, \\w, \\s.',
    bad: regex('[[:digit:]]+'),
    good: regex('[0-9]+'),
  }),
  'range-order': spec('error', (text: string) => `The range '${text}' ends before it begins.`, {
    help: 'Write the lower end first; a - itself stands first or last, or behind a backslash.',
    bad: regex('[z-a]'),
    good: regex('[a-z]'),
  }),
  'class-in-range': spec('error', (text: string) => `'${text}' is no range: its ends must be single characters.`, {
    help: 'A - itself stands first or last, or behind a backslash.',
    bad: regex('[\\w-.]'),
    good: regex('[\\w.-]'),
  }),
} as const;

const repetition = {
  'nothing-to-repeat': spec('error', (text: string) => `There is nothing that '${text}' could repeat.`, {
    help: 'It stands behind a character, a class or a group; the sign itself is written with a backslash.',
    bad: regex('ok|*failed'),
    good: regex('ok|.*failed'),
  }),
  'repeat-bounds': spec(
    'error',
    (text: string, most: number) => `'${text}' counts nothing that can be: the bounds are 0 to ${most}, the first not above the last.`,
    {
      help: 'Write {n}, {n,} or {n,m}.',
      bad: regex('a{3,2}'),
      good: regex('a{2,3}'),
    },
  ),
  'possessive-quantifier': spec('error', (text: string) => `'${text}' never gives back, which is not part of these patterns.`, {
    help: 'Leave out the last +: no pattern here can take more than linear time.',
    bad: regex('a++b'),
    good: regex('a+b'),
  }),
  'empty-repeat': spec('error', () => 'What is repeated here can be empty, and engines differ in what that means.', {
    help: 'Let each repetition take a character, as in (a+)? for (a*)?, or leave one of the two quantifiers out.',
    bad: regex('(?:a*)*b'),
    good: regex('a*b'),
  }),
  'repeated-capture': spec(
    'error',
    (name: string) => `'${name}' is captured in each repetition, and engines differ in which of them is kept.`,
    {
      help: 'Capture the whole repetition: (?<name>(?:…)+).',
      bad: regex('(?:(?<part>\\w+)\\/)+'),
      good: regex('(?<parts>(?:\\w+\\/)+)'),
    },
  ),
  'pattern-too-large': spec('error', (most: number) => `With its repetitions written out, this is more than ${most} characters.`, {
    help: 'Repeat less, or without a bound: + instead of {1,1000}.',
    bad: regex('(?:[a-f]{1,200}:){1,200}'),
    good: regex('(?:[a-f]+:)+'),
  }),
  'pattern-too-deep': spec('error', (most: number) => `This is nested more than ${most} deep.`, {
    help: 'Leave out parentheses or braces that are not needed.',
    bad: regex(`${'('.repeat(70)}a${')'.repeat(70)}`),
    good: regex('(a)'),
  }),
} as const;

export const patterns = { ...templates, ...groups, ...characters, ...repetition } as const;
