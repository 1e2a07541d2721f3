import { expect, it } from 'vitest';
import { applyEdits } from '../../../src/dsl/edits.ts';
import type { Move } from '../../../src/lsp/features/moves.ts';
import { open } from '../editor.ts';

const RULES = `import { sshd } from "std/sshd"
import { a } from "lib/a"
import { b } from "lib/b.corr"
param hosts: list(text) from "data/hosts.txt"
test "t" {
  log syslog file "data/auth.log"
}
`;
const FILES = {
  '/rules/lib/a.corr': 'import { b } from "b"\nrecords a from line { x = "x" }\n',
  '/rules/lib/b.corr': 'records b from line { x = "x" }\n',
  '/rules/data/hosts.txt': 'gw1\n',
};

/** The files that change, as they are once everything is moved. */
function after(...moves: Move[]): Record<string, string> {
  const { service, texts } = open(RULES, FILES);
  const edits = service.move(moves);
  const changed = [...new Set(edits.map(({ file }) => file))];
  const shown = (file: string) =>
    applyEdits(
      texts.get(file) ?? '',
      edits.filter((edit) => edit.file === file),
    );
  return Object.fromEntries(changed.map((file) => [file, shown(file)]));
}

const rewritten = (...changes: [string, string][]) => changes.reduce((text, [from, to]) => text.replace(from, to), RULES);

it('a renamed file is imported by its new name, with an extension where there was one', () => {
  expect(after({ from: '/rules/lib/b.corr', to: '/rules/lib/new.corr' })).toEqual({
    '/rules/lib/a.corr': FILES['/rules/lib/a.corr'].replace('"b"', '"new"'),
    '/rules/main.corr': rewritten(['lib/b.corr', 'lib/new.corr']),
  });
});

it('a file in another folder names others from there', () => {
  expect(after({ from: '/rules/main.corr', to: '/rules/lib/main.corr' })).toEqual({
    '/rules/main.corr': rewritten(['lib/a', 'a'], ['lib/b.corr', 'b.corr'], ['data/h', '../data/h'], ['data/a', '../data/a']),
  });
  expect(after({ from: '/rules/lib/a.corr', to: '/rules/a.corr' })).toEqual({
    '/rules/lib/a.corr': FILES['/rules/lib/a.corr'].replace('"b"', '"lib/b"'),
    '/rules/main.corr': rewritten(['lib/a', 'a']),
  });
});

it('what is in a renamed folder is named by its new path, except from within', () => {
  expect(after({ from: '/rules/lib', to: '/rules/old/lib' })).toEqual({
    '/rules/main.corr': rewritten(['lib/a', 'old/lib/a'], ['lib/b', 'old/lib/b']),
  });
  expect(after({ from: '/rules', to: '/others' })).toEqual({});
});

it('several moves at once, also of files of values and of logs', () => {
  const moves = [
    { from: '/rules/data', to: '/data' },
    { from: '/rules/data/auth.log', to: '/rules/auth.log' },
  ];
  expect(after(...moves)).toEqual({ '/rules/main.corr': rewritten(['data/h', '../data/h'], ['data/auth', 'auth']) });
});

it('an import of nothing yet is left alone', () => {
  const { service, path } = open('import { x } from ""\nparam a = 1\n');
  expect(service.move([{ from: path, to: '/others/deep/main.corr' }])).toEqual([]);
});

it('a folder that is called like the libraries is not taken for them', () => {
  expect(after({ from: '/rules/lib/a.corr', to: '/rules/std/a.corr' })).toMatchObject({
    '/rules/main.corr': rewritten(['lib/a', './std/a']),
  });
});
