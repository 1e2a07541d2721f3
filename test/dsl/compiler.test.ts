import { describe, expect, it } from 'vitest';
import { compile } from '../../src/dsl/compiler.ts';
import { compiled, told } from './programs.ts';

const LIBRARY = 'records app from line {\n  a = "a {id}"\n  b = "b {id}"\n}\n';
const PROGRAM = `import { app as own } from "app"
param span = 1h
transaction job {
  key id
  start own.a
  then own.b
  timeout after span
}
window many {
  over every span
  emit { n = count(job.timeout) }
}
`;

describe('the compiler', () => {
  it('gives a plan exactly when there is no error', () => {
    expect(compiled(PROGRAM, { 'app.corr': LIBRARY }).plan?.rules.map(({ name }) => name)).toEqual(['job', 'many']);
    expect(compiled(`${PROGRAM}param unused = 1\n`, { 'app.corr': LIBRARY })).toMatchObject({
      plan: {},
      diagnostics: [{ severity: 'warning' }],
    });
    expect(compiled(PROGRAM.replace('own.a', 'own.c'), { 'app.corr': LIBRARY }).plan).toBeUndefined();
  });

  it('tells what is wrong in order of files and of places', () => {
    const library = LIBRARY.replace('{id}"\n}', '{id"\n}').replace('"a {id}"', '"a {id:no}"');
    expect(
      told(compiled(PROGRAM.replace('id\n', 'idd\n').replace('after span', 'after spam'), { 'app.corr': library })).map(
        (line) => line.split(' ')[0],
      ),
    ).toEqual(['main.corr:4:7', 'main.corr:7:17', 'app.corr:2:14', 'app.corr:3:10']);
  });

  it('fails as a diagnostic, when it fails itself', () => {
    const reader = {
      read: (path: string) => {
        if (path === 'main.corr') return 'param a: list(text) from "b"\n';
        throw new Error('the disk is on fire');
      },
    };
    expect(compile(reader, ['main.corr']).diagnostics).toMatchObject([
      { code: 'internal-error', message: 'The compiler failed: the disk is on fire.' },
    ]);
  });

  it('gives the same plan every time', () => {
    const once = JSON.stringify(compiled(PROGRAM, { 'app.corr': LIBRARY }).plan);
    expect(JSON.stringify(compiled(PROGRAM, { 'app.corr': LIBRARY }).plan)).toBe(once);
  });

  it('treats names such as __proto__ as any other', () => {
    const text = `records constructor from json { __proto__ = { __proto__: text, toString: int } }
window hasOwnProperty { key __proto__ over every 1h emit { valueOf = sum(toString), constructor = last(constructor.__proto__.__proto__) } }
test "t" { expect hasOwnProperty.end { valueOf = 1, __proto__ = "x" } }
`;
    const { plan, tests, ...rest } = compiled(text);
    expect(told(rest)).toEqual([]);
    expect(plan?.records.map(({ name, fields }) => [name, fields.map((field) => field.name)])).toEqual([
      ['constructor.__proto__', ['__proto__', 'toString']],
    ]);
    expect(plan?.rules[0]?.reporting.emit.map(({ name }) => name)).toEqual(['valueOf', 'constructor']);
    expect(tests).toHaveLength(1);
  });
});

describe('formats of a plan', () => {
  it('are by name only where no rule asks for a record of them: a log could be taken for one', () => {
    const group = (name: string) => `records ${name} from ${name} { x = { x: text } }\n`;
    const library = `format first = json time at\nformat second = json time when\n${group('first')}${group('second')}${group('json')}`;
    const formatsOf = (main: string) =>
      compiled(main, { 'lib.corr': library }).plan?.formats.map(({ name, byNameOnly }) => [name, byNameOnly]);
    const rule = 'window many { over every 1h emit { n = count(second.x) } }\n';
    expect(formatsOf(`import { second } from "lib"\n${rule}`)).toEqual([
      ['first', true],
      ['json', true],
      ['second', undefined],
    ]);
    expect(formatsOf('import { second } from "lib"\n')).toEqual([
      ['first', undefined],
      ['json', undefined],
      ['second', undefined],
    ]);
    expect(formatsOf('format alone = json time at\n')).toEqual([['alone', undefined]]);
  });
});
