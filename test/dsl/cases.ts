/**
 * Tests as text: a source, `==>`, and the result. `UPDATE_CASES=1 npx vitest run test/dsl` rewrites the expected
 * results, to be reviewed in the diff.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** A file that all cases may import. */
export const library = { 'app.corr': readFileSync(join(import.meta.dirname, 'cases', 'app.corr'), 'utf8') };

export interface Case {
  title: string;
  source: string;
  expected: string;
}

/** Files of a source, separated by lines `--- path`; the first is `main.corr`. */
export function filesOf(source: string): Record<string, string> {
  const [main = '', ...others] = source.split(/^--- (?=\S+$)/m);
  const files = others.map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)]);
  return Object.fromEntries([['main.corr', main], ...files]);
}

/** Tests all cases of `cases/FILE.txt`, in this folder or the given one. */
export function testCases(file: string, run: (source: string) => string, folder?: string): void {
  const path = pathOf(file, folder);
  const cases = casesOf(file, folder);
  if (process.env['UPDATE_CASES']) {
    for (const one of cases) one.expected = run(one.source);
    writeFileSync(path, cases.map(({ title, source, expected }) => `### ${title}\n${source}==>\n${expected}\n`).join('\n'));
  }
  describe(file, () => {
    it.each(cases)('$title', ({ source, expected }) => {
      expect(run(source).trimEnd()).toBe(expected.trimEnd());
    });
  });
}

function pathOf(file: string, folder = import.meta.dirname): string {
  return join(folder, 'cases', `${file}.txt`);
}

/** The cases of `cases/FILE.txt`. */
export function casesOf(file: string, folder?: string): Case[] {
  return readCases(readFileSync(pathOf(file, folder), 'utf8'));
}

function readCases(text: string): Case[] {
  return text
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const [, title = '', source = '', expected = ''] = /^(.*)\n([\s\S]*?)^==>\n?([\s\S]*)$/m.exec(part) ?? [];
      return { title, source, expected: expected.replace(/\n+$/, '') };
    });
}
