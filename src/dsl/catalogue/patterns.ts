/** Diagnostics about templates and regular expressions. */

import { spec } from './spec.ts';

const records = (pattern: string) => `records app from syslog where app == "app" {\n  one = ${pattern}\n}\n`;
const template = (text: string) => records(`"${text}"`);
const regex = (pattern: string, flags = '') => records(`/${pattern}/${flags}`);

const templates = {
  'unclosed-capture': spec('error', () => 'This brace is not closed.', {
    help: 'Write a capture as {name}, and a literal brace twice.',
    bad: template('took {n:int ms'),
    good: template('took {n:int} ms'),
  }),
  'too-many-captures': spec('error', (most: number) => `There are more than ${most} captures and optional pieces here.`, {
    help: 'Capture only what the rules use, and write {*} for everything in between.',
    bad: '',
    good: '',
  }),
  'lone-brace': spec('error', () => 'This closing brace has no opening one.', {
    help: "Write a literal brace twice; inside an optional piece, write a single closing one as {='}'}.",
    bad: template('took n} ms'),
    good: template('took {{n}} ms'),
  }),
  'malformed-capture': spec('error', (text: string) => `'${text}' is not a valid capture.`, {
    help: 'Write {name}, {name:type}, {*}, {?…} or {=a|b}. Put names with special characters in backquotes, and write a literal brace twice.',
    bad: template('took {time in ms}'),
    good: template('took {time_in_ms}'),
  }),
  'foreign-pattern': spec('warning', (text: string) => `'${text}' is matched literally, not as a pattern.`, {
    help: 'In a template, {name} and {name:type} capture and {*} matches anything; write a regular expression between slashes: /…/.',
    bad: template('took (.*) ms'),
    good: template('took {*} ms'),
  }),
  'leading-blank': spec('warning', () => 'No message of syslog begins with a blank, so this matches nothing.', {
    help: 'Remove the blank: those before a message do not count.',
    bad: template(' took {n:int} ms'),
    good: template('took {n:int} ms'),
  }),
  'trailing-blank': spec('warning', () => 'No message ends with a blank, so this matches nothing.', {
    help: 'Remove the blank: those after a message do not count.',
    bad: regex('took \\d+ ms $'),
    good: regex('took \\d+ ms$'),
  }),
  'unknown-capture-type': spec('error', (name: string) => `There is no capture type '${name}'.`, {
    help: "The types are word, text, rest, int, float, hex, ip, mac, host, uuid, path, url, email, quoted, duration, kv, json, list(…), /regex/, and for times stamp(…), as in stamp('iso').",
    bad: template('took {n:integer} ms'),
    good: template('took {n:int} ms'),
  }),
  'wrong-type-argument': spec('error', (type: string, takes: string) => `'${type}' takes ${takes}.`, {
    help: "Examples: {time:stamp('yyMMdd HHmmss')} and {blocks:list(word)}.",
    bad: template('took {n:int(3)} ms'),
    good: template('took {n:int} ms'),
  }),
  'bad-stamp': spec('error', (pattern: string, why: string) => `'${pattern}' is not a valid timestamp pattern: ${why}.`, {
    help: 'Letters are y year, M month, d day, H hour, h and a hour with AM or PM, m minute, s second, S fraction, Z zone, E day of the week, D day of the year. The whole pattern may also be iso, epoch or epoch_ms.',
    bad: template("at {when:stamp('YYYY-MM-DD HH:mm:ss')}"),
    good: template("at {when:stamp('yyyy-MM-dd HH:mm:ss')}"),
  }),
  'empty-option': spec('error', () => 'One of these alternatives is empty.', {
    help: 'Write optional text as {?…}.',
    bad: template('job {=done|} now'),
    good: template('job {?done} now'),
  }),
  'duplicate-option': spec('error', (option: string) => `'${option}' is already one of these alternatives.`, {
    help: 'Remove one of them.',
    bad: template('job {=done|failed|done}'),
    good: template('job {=done|failed}'),
  }),
  'empty-optional': spec('error', () => 'This optional piece is empty.', {
    help: 'Put the text that may be missing between {? and }.',
    bad: template('job {?} done'),
    good: template('job{? really} done'),
  }),
  'text-after-rest': spec('error', () => "'rest' takes everything up to the end, so nothing can follow it.", {
    help: 'Write {name:text} to take as few characters as possible so that the rest of the template still matches.',
    bad: template('failed: {why:rest} ({code:int})'),
    good: template('failed: {why:text} ({code:int})'),
  }),
  'always-empty': spec('error', () => 'This would always be empty, because what follows takes everything.', {
    help: 'Put some text between the two, or give one of them a type.',
    bad: template('from {who:text}{more:text}'),
    good: template('from {who:text} via {more:text}'),
  }),
  'assertion-in-capture': spec(
    'error',
    (text: string) => `'${text}' looks at the text around a capture, which the pattern of the capture cannot see.`,
    {
      help: 'Remove it: the pattern of a capture always matches its whole text, from the first character to the last.',
      bad: template('job {id:/^[0-9]+$/} done'),
      good: template('job {id:/[0-9]+/} done'),
    },
  ),
  'group-in-capture': spec('error', (name: string) => `'${name}' would be a capture inside a capture.`, {
    help: 'Make it a capture of the template, or turn the whole pattern into a regular expression.',
    bad: template('job {id:/(?<year>[0-9]{4})-[0-9]+/} done'),
    good: template('job {year:/[0-9]{4}/}-{id:int} done'),
  }),
} as const;

const groups = {
  'unclosed-group': spec('error', () => 'This parenthesis is not closed.', {
    help: 'Write a literal parenthesis as \\(.',
    bad: regex('failed (twice'),
    good: regex('failed \\(twice'),
  }),
  'unopened-group': spec('error', () => 'This closing parenthesis has no opening one.', {
    help: 'Write a literal parenthesis as \\).',
    bad: regex('failed twice)'),
    good: regex('failed twice\\)'),
  }),
  'look-around': spec('error', (text: string) => `'${text}' looks around, which is not supported: it cannot be matched in linear time.`, {
    help: 'Match the text itself and capture the part you want, or test the rest in `where`.',
    bad: regex('user (?=root)(?<user>.*)'),
    good: regex('user (?<user>root.*)'),
  }),
  'atomic-group': spec('error', () => "Atomic groups '(?>' are not supported.", {
    help: 'Write (?:…): patterns here never take more than linear time.',
    bad: regex('(?>a+)b'),
    good: regex('(?:a+)b'),
  }),
  'inline-flags': spec('error', (text: string) => `'${text}' sets flags in the middle of a pattern.`, {
    help: 'Put flags after the pattern: /…/i.',
    bad: regex('(?i)failed'),
    good: regex('failed', 'i'),
  }),
  'unknown-group-kind': spec('error', (text: string) => `'${text}' does not begin a valid group.`, {
    help: 'Groups are (…), (?:…) and (?<name>…).',
    bad: regex('user (?P<user>.*)'),
    good: regex('user (?<user>.*)'),
  }),
  'group-name': spec('error', (text: string) => `The name of the group '${text}' cannot be the name of a field.`, {
    help: 'A name is made of letters, digits and _, and does not begin with a digit.',
    bad: regex('user (?<user-name>.*)'),
    good: regex('user (?<user_name>.*)'),
  }),
  'back-reference': spec(
    'error',
    (text: string) => `'${text}' is a back-reference, which is not supported: it cannot be matched in linear time.`,
    {
      help: 'Capture both, and compare them in `where`.',
      bad: regex('(?<a>\\w+) is \\1'),
      good: regex('(?<a>\\w+) is (?<b>\\w+)'),
    },
  ),
  'duplicate-capture': spec('error', (name: string) => `'${name}' is captured twice.`, {
    help: 'Give one of them another name, or do not capture it: {*} in a template, (?:…) in a regular expression.',
    bad: template('from {addr:ip} to {addr:ip}'),
    good: template('from {source:ip} to {target:ip}'),
  }),
} as const;

const characters = {
  'regex-flag': spec('error', (flag: string) => `The flag '${flag}' is not supported, or is given twice.`, {
    help: 'The flags are i (ignore case) and s (the dot also matches line feeds); ^ and $ always match the ends of the whole text.',
    bad: regex('failed', 'gi'),
    good: regex('failed', 'i'),
  }),
  'unknown-escape': spec('error', (text: string) => `'${text}' is not a valid escape.`, {
    help: 'Escapes are \\d \\w \\s \\b (capitals for the opposite), \\t \\n \\r \\f \\v \\0 \\xHH \\uHHHH \\u{H…}, and \\ before punctuation.',
    bad: regex('\\Afailed'),
    good: regex('^failed'),
  }),
  'malformed-escape': spec('error', (text: string) => `'${text}' is not a valid character.`, {
    help: 'Write \\xHH, \\uHHHH or \\u{H…} with hexadecimal digits, up to \\u{10FFFF}.',
    bad: regex('\\u{110000}'),
    good: regex('\\u{10FFFF}'),
  }),
  'unicode-property': spec('error', (text: string) => `'${text}' is not supported: its meaning depends on the version of Unicode.`, {
    help: 'Write out the ranges you mean, as in [\\u0400-\\u04ff].',
    bad: regex('\\p{L}+'),
    good: regex('[a-z\\u0400-\\u04ff]+'),
  }),
  'unclosed-class': spec('error', () => 'This bracket is not closed.', {
    help: 'Write a literal bracket as \\[.',
    bad: '',
    good: '',
  }),
  'empty-class': spec('error', (text: string) => `'${text}' matches no character at all, or every one.`, {
    help: 'Write a closing bracket in a class as \\], and any character as [\\s\\S].',
    bad: regex('a[]b'),
    good: regex('a[\\]]b'),
  }),
  'posix-class': spec('error', (text: string) => `POSIX classes such as '${text}' are not supported.`, {
    help: 'Write the ranges: [0-9], [A-Za-z], or \\d, \\w, \\s.',
    bad: regex('[[:digit:]]+'),
    good: regex('[0-9]+'),
  }),
  'range-order': spec('error', (text: string) => `The range '${text}' ends before it begins.`, {
    help: 'Write the lower end first; put a literal - first, last or after a backslash.',
    bad: regex('[z-a]'),
    good: regex('[a-z]'),
  }),
  'class-in-range': spec('error', (text: string) => `'${text}' is not a valid range: its ends must be single characters.`, {
    help: 'Put a literal - first, last or after a backslash.',
    bad: regex('[\\w-.]'),
    good: regex('[\\w.-]'),
  }),
} as const;

const repetition = {
  'nothing-to-repeat': spec('error', (text: string) => `There is nothing here for '${text}' to repeat.`, {
    help: 'Put it after a character, a class or a group; to match the character itself, put a backslash before it.',
    bad: regex('ok|*failed'),
    good: regex('ok|.*failed'),
  }),
  'repeat-bounds': spec(
    'error',
    (text: string, most: number) =>
      `The bounds of '${text}' are invalid: they must be 0 to ${most}, and the first must not exceed the last.`,
    {
      help: 'Write {n}, {n,} or {n,m}.',
      bad: regex('a{3,2}'),
      good: regex('a{2,3}'),
    },
  ),
  'possessive-quantifier': spec('error', (text: string) => `'${text}' is possessive, which is not supported.`, {
    help: 'Remove the last +: patterns here never take more than linear time.',
    bad: regex('a++b'),
    good: regex('a+b'),
  }),
  'empty-repeat': spec(
    'error',
    () => 'What is repeated here can match nothing, and regular expression engines disagree on what that means.',
    {
      help: 'Make each repetition match at least one character, as in (a+)? for (a*)?, or remove one of the two quantifiers.',
      bad: regex('(?:a*)*b'),
      good: regex('a*b'),
    },
  ),
  'repeated-capture': spec(
    'error',
    (name: string) => `'${name}' is captured in every repetition, and regular expression engines disagree on which one is kept.`,
    {
      help: 'Capture the whole repetition: (?<name>(?:…)+).',
      bad: regex('(?:(?<part>\\w+)\\/)+'),
      good: regex('(?<parts>(?:\\w+\\/)+)'),
    },
  ),
  'pattern-too-large': spec(
    'error',
    (most: number) => `This pattern is too large: with its repetitions written out, it has more than ${most} characters.`,
    {
      help: 'Repeat fewer times, or without a bound: + instead of {1,1000}.',
      bad: regex('(?:[a-f]{1,200}:){1,200}'),
      good: regex('(?:[a-f]+:)+'),
    },
  ),
  'pattern-too-deep': spec('error', (most: number) => `This is nested more than ${most} deep.`, {
    help: 'Remove parentheses or braces that are not needed.',
    bad: regex(`${'('.repeat(70)}a${')'.repeat(70)}`),
    good: regex('(a)'),
  }),
} as const;

export const patterns = { ...templates, ...groups, ...characters, ...repetition } as const;
