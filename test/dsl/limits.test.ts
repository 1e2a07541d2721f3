/**
 * Texts that are too long, too deep, or have too many parts. Nothing is thrown, and each diagnostic names the limit.
 */

import { describe, expect, it } from 'vitest';
import { compiled } from './programs.ts';

const codes = (text: string, files: Record<string, string> = {}) => [...new Set(compiled(text, files).diagnostics.map(({ code }) => code))];
const repeat = (text: string, count: number, separator = '') => Array<string>(count).fill(text).join(separator);
const numbered = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('\n');
const app = 'records app from line { a = "a {id}" b = "b {id}" }\n';
const job = (clauses: string) => `${app}transaction job { key id ${clauses} timeout after 1h }\n`;

describe('files', () => {
  it('are read up to a mebibyte', () => {
    const most = 2 ** 20;
    expect(codes(`//${'x'.repeat(most - 2)}`)).toEqual([]);
    expect(codes(`//${'x'.repeat(most - 1)}`)).toEqual(['file-too-large']);
  });

  it('of values up to a million lines', () => {
    const program = `param ids: list(int) from "ids.txt"\n${job('start app.a where length(id) in ids then app.b')}`;
    expect(codes(program, { 'ids.txt': repeat('1\n', 1_000_000) })).toEqual([]);
    expect(codes(program, { 'ids.txt': repeat('1\n', 1_000_001) })).toEqual(['too-many-values']);
  });
});

describe('bytes that are no text in UTF-8', () => {
  const text = 'records app from line { a = "a" }\ntable hosts (name: text) from "hosts.csv"\n';
  const read = (bytes: Buffer) => bytes.toString('utf8');
  const le = Buffer.from(text, 'utf16le');
  const be = Buffer.from(le).swap16();
  const told = (main: string, files: Record<string, string> = {}) =>
    compiled(main, { 'hosts.csv': 'a\n', ...files })
      .diagnostics.filter(({ code }) => !code.startsWith('unused'))
      .map(({ code, message }) => `${code}: ${message}`);

  it('are reported once, by their encoding', () => {
    for (const [mark, bytes] of [
      [[0xff, 0xfe], le],
      [[0xfe, 0xff], be],
      [[], le],
      [[], be],
    ] as const) {
      expect(told(read(Buffer.concat([Buffer.from(mark), bytes])))).toEqual(['not-text: The file is UTF-16, not UTF-8.']);
    }
    expect(told(read(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0xff])))).toEqual(['not-text: The file is binary data, not UTF-8.']);
    expect(told(read(Buffer.from(`// café\n// déjà vu\n${text}`, 'latin1')))).toEqual([
      'not-utf8: The file has bytes that are not UTF-8; each is read as U+FFFD.',
    ]);
    expect(told(`${text}\0`)).toEqual([expect.stringMatching(/^unknown-character: /)]);
    expect(told(`// café \u{1f980}\n${text}`)).toEqual([]);
  });

  it('are no values either', () => {
    expect(told(text, { 'hosts.csv': read(Buffer.from('\ufeffa\n', 'utf16le')) })).toEqual(['not-text: hosts.csv is UTF-16, not UTF-8.']);
    expect(told(text, { 'hosts.csv': read(Buffer.from('ä\n', 'latin1')) })).toEqual([
      'not-utf8: hosts.csv has bytes that are not UTF-8; each is read as U+FFFD.',
    ]);
  });
});

describe('nesting', () => {
  it.each([
    ['parentheses', (n: number) => `param a = ${repeat('(', n)}1${repeat(')', n)}\n`],
    ['lists', (n: number) => `param a = ${repeat('[', n)}1${repeat(']', n)}\n`],
    ['types', (n: number) => `param a: ${repeat('list(', n)}int${repeat(')', n)} = ${repeat('[', n)}1${repeat(']', n)}\n`],
    ['groups of steps', (n: number) => job(`start app.a then ${repeat('( ', n - 1)}app.b${repeat(' )', n - 1)}`)],
    ['sets', (n: number) => job(`start app.a then ${repeat('any { ', n - 1)}app.b${repeat(' }', n - 1)}`)],
    ['calls', (n: number) => `records r from line where ${repeat('text(', n)}1${repeat(')', n)} == "1" { a = "a" }\n`],
  ])('of %s', (_, text) => {
    expect(codes(text(64)).filter((code) => !code.startsWith('unused'))).toEqual([]);
    expect(codes(text(65))).toContain('nesting-too-deep');
    expect(codes(text(50_000))).toContain('nesting-too-deep');
  });

  it.each([
    ['operators', (n: number) => `records r from line where ${repeat('message == "x"', n + 1, ' or ')} { a = "a" }\n`],
    ['members', (n: number) => `records r from json where a${repeat('.b', n)}[0] == 1 { a = "a" }\n`],
    ['signs', (n: number) => `records r from line where ${repeat('-', n - 2)}length(message) == 1 { a = "a" }\n`],
    ['negations', (n: number) => `records r from line where ${repeat('not ', n - 1)}message == "x" { a = "a" }\n`],
    [
      'paths',
      (n: number) => `records r from json { a = {} }\nwindow w { key a${repeat('.b', n)} over every 1h emit { n = count(r.a) } }\n`,
    ],
    ['conditions of a step', (n: number) => job(`start app.a then app.b ${repeat('where id != "x"', n, ' ')}`)],
    [
      'conditions of a key',
      (n: number) =>
        `${app}window w { key id ${repeat('where id != "x"', n, ' ')} over every 1h emit { n = count(app.a) + count(app.b) } }\n`,
    ],
    [
      'names of a key',
      (n: number) =>
        `records r from json { a = {} }\nwindow w { key k = ${Array.from({ length: n }, (_, i) => `a${i}`).join(' | ')} over every 1h emit { n = count(r.a) } }\n`,
    ],
  ])('of %s', (_, text) => {
    expect(codes(text(200))).toEqual([]);
    expect(codes(text(300))).toEqual(['expression-too-long']);
    expect(codes(text(50_000))).toEqual(['expression-too-long']);
  });
});

describe('many of one thing', () => {
  const N = 2_000;
  it.each<[string, string]>([
    ['declarations', numbered(N, (i) => `param a${i} = ${i}`)],
    [
      'rules, each chained to the next',
      app + numbered(N, (i) => `window w${i} { over every 1h emit { n = count(${i + 1 < N ? `w${i + 1}.end` : 'app.a'}) } }`),
    ],
    ['rules in a circle', numbered(N, (i) => `window w${i} { over every 1h emit { n = count(w${(i + 1) % N}.end) } }`)],
    ['rules chained to one', app + numbered(N, (i) => `window w${i} { over every 1h emit { n = count(${i > 0 ? 'w0.end' : 'app.a'}) } }`)],
    ['steps', job(`start app.a ${numbered(N, (i) => `then app.b as b${i}`)}`)],
    ['steps that may be left out', job(`start app.a ${repeat('then app.b ?', N, '\n')} then app.a`)],
    ['endings', job(`start app.a then app.b ${numbered(N, (i) => `failure "f${i}" on app.a where id == "${i}"`)}`)],
    ['endings on one record', job(`start app.a then app.b ${numbered(N * 10, (i) => `failure "f${i}" on app.b`)}`)],
    [
      'fields of the records of one rule',
      `records r from json {\n${numbered(N * 5, (i) => `a${i} = { e: "${i}", f${i}: int }`)}\n}\nwindow w { over every 1h emit { ${numbered(N * 5, (i) => `n${i} = sum(r.a${i}.f${i}),`)} } }\n`,
    ],
    ['deadlines', job(`start app.a then app.b ${numbered(N, (i) => `warning "w${i}" after ${i + 1}ms`)}`)],
    ['members of a set', job(`start any { ${repeat('app.a', N, ', ')} } then app.b`)],
    ['items of a list', `param a = [${repeat('1', N * 10, ', ')}]\n`],
    [
      'records',
      `records r from line {\n${numbered(N, (i) => `a${i} = "a${i} {id}"`)}\n}\nwindow w { over every 1h emit { ${numbered(N, (i) => `n${i} = count(r.a${i}),`)} } }\n`,
    ],
    ['captures of a record', `records r from line {\n  a = "${repeat('{*} ', N)}"\n}\n`],
    ['unknown names', `window w { over every 1h emit { ${numbered(N, (i) => `a${i} = nobody${i},`)} } }\n`],
    ['unknown characters', repeat('; ', N * 20)],
    ['braces', repeat('{', N * 40)],
    ['closing braces', repeat('} ', N * 20)],
    ['words', repeat('window ', N * 5)],
    ['quotes', repeat('"', N * 40)],
    ['typographic quotes', repeat('‘', N * 40)],
    ['open comments', repeat('/*\n}\n', N * 20)],
    [
      'text that begins like a pattern of other languages',
      `records r from line { a = "@${repeat('A', N * 200)}" b = "${repeat('[a-z', N * 80)}" }\n`,
    ],
    [
      'emitted fields and messages',
      job(`start app.a then app.b emit { ${numbered(N * 4, (i) => `e${i} = 1,`)} } ${repeat('message = "x"', N * 4, ' ')}`),
    ],
    ['open blocks of text', repeat('"""\n', N * 3 + 1)],
    ['tests without an end', repeat('test "x" {\n', N * 40)],
    ['slashes', repeat('/', N * 40)],
    ['lines in a block of text', `test "t" {\n  log syslog """\n${repeat('    a\n', N * 10)}  """\n}\n`],
    [
      'messages with holes',
      job(
        `start app.a then app.b ${numbered(N / 10, (i) => `message failure "f${i}" = "{id} {id} {id}" failure "f${i}" on app.b where id == "${i}"`)}`,
      ),
    ],
  ])('%s', (_, text) => {
    expect(codes(text)).not.toContain('internal-error');
  });
});
