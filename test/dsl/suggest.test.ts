import { describe, expect, it } from 'vitest';
import { compile } from '../../src/dsl/compiler.ts';
import { nearest } from '../../src/dsl/suggest.ts';

describe('did you mean', () => {
  it.each([
    ['thn', ['then', 'next'], 'then'],
    ['tehn', ['then', 'next'], 'then'],
    ['Host', ['host', 'pid'], 'host'],
    ['acepted', ['accepted', 'failed'], 'accepted'],
    ['user', ['users', 'used'], 'users'],
    ['x', ['y', 'z'], undefined],
    ['x', ['X'], 'X'],
    ['something', ['other'], undefined],
    ['', ['a'], undefined],
    ['abc', [], undefined],
    ['fail', ['accepted', 'failed'], 'failed'],
    ['Fail', ['failed', 'failed'], 'failed'],
    ['fail', ['failed', 'failure'], undefined],
    ['hos', ['host', 'hostname'], 'host'],
    ['fa', ['failed'], undefined],
    ['failed_login', ['failed'], undefined],
  ])('%s of %j: %s', (written, known, meant) => {
    expect(nearest(written, known)).toBe(meant);
  });

  it('is not offered for what is not a misspelt name', () => {
    const long = 'a'.repeat(200);
    expect(nearest(`${long}b`, [`${long}c`])).toBeUndefined();
  });
});

it('a text without quotes is not taken for the beginning of a name', () => {
  const text = 'records app from syslog { a = "{password} {result}" where result == pass }';
  const { diagnostics } = compile({ read: () => text }, ['rules.corr']);
  expect(diagnostics.map(({ help }) => help)).toContainEqual('Put text in double quotes: "pass".');
});

describe('a name that is near to none', () => {
  const told = (text: string) => compile({ read: () => text }, ['rules.corr']).diagnostics.map(({ code, help = '' }) => `${code} ${help}`);

  it('is reported with all known names, if they are few', () => {
    expect(told('records web from clf { a = { request: text } }')).toContainEqual(
      expect.stringMatching(/^unknown-field .* Known here: agent, bytes, host, .*vhost\.$/),
    );
  });

  it('is reported without them, if they are many or there are none', () => {
    const many = Array.from({ length: 17 }, (_, i) => `  r${i}0 = { event: "${i}" }`).join('\n');
    const rule = 'transaction t {\n  key id\n  start app.something\n  timeout after 1h\n}\n';
    for (const records of [many, '']) {
      const [unknown = ''] = told(`records app from json {\n${records}\n}\n${rule}`).filter((one) => one.startsWith('unknown-record'));
      expect(unknown).not.toContain('Known here');
    }
  });
});
