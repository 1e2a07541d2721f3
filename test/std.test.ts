/**
 * The pattern libraries: they compile without a word, their tests pass, and every pattern of theirs is shown by a line in
 * `std/NAME.txt`. `UPDATE_LINES=1` writes anew what is recognised there; what has changed is then read in the difference.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiskReader } from '../src/cli/rule-files.ts';
import { compile } from '../src/dsl/compiler.ts';
import { runTest } from '../src/runtime/rule-tests.ts';
import { told } from './dsl/programs.ts';
import { annotated, unseen } from './std/lines.ts';
import { librariesPage, libraryOf } from './std/page.ts';

const ROOT = join(import.meta.dirname, '..');
const NAMES = readdirSync(join(ROOT, 'std'))
  .map((file) => file.replace(/\.corr$/, ''))
  .sort();
const READER = new DiskReader();

describe.each(NAMES)('std/%s', (name) => {
  const compiled = compile(READER, [`std/${name}.corr`]);

  it('compiles without a word', () => {
    expect(told(compiled)).toEqual([]);
    expect(compiled.plan).toBeDefined();
  });

  it.each(compiled.tests.map((test) => [test.name, test] as const))('passes "%s"', (_, test) => {
    expect(runTest(compiled.plan!, test, () => undefined).failures).toEqual([]);
  });

  const { plan } = libraryOf(READER, name);
  const path = join(import.meta.dirname, 'std', `${name}.txt`);
  const lines = readFileSync(path, 'utf8');
  if (process.env['UPDATE_LINES']) writeFileSync(path, annotated(plan, lines));

  it('recognises the lines of its program', () => {
    expect(annotated(plan, lines)).toBe(readFileSync(path, 'utf8'));
  });

  it('has no pattern and no field that no line shows', () => {
    expect(unseen(plan, lines)).toEqual([]);
  });
});
