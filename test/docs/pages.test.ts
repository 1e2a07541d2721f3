/**
 * Runs every command on a page with the built program, which must print what the page shows; every rule on a page must
 * compile, and its tests must pass. Rules that begin with ```corr NAME are a file of that name for the commands after them.
 * `UPDATE_PAGES=1` writes the current output to the pages.
 */

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/dsl/compiler.ts';
import { DiskReader } from '../../src/library/disk-reader.ts';
import { runTest } from '../../src/runtime/rule-tests.ts';
import { corr } from '../cli/corr.ts';
import { temporaryFolder } from '../folder.ts';
import { anchorsOf, commandsOf, type Snippet, snippetsOf, withOutputs } from './snippets.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDERS = ['docs', 'examples'];

const pages = ['README.md', ...FOLDERS.flatMap(pagesBelow)];

function pagesBelow(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => join(folder, file));
}

/** Contains a `corr` that is the built program. */
const bin = temporaryFolder();
writeFileSync(join(bin, 'corr'), `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'dist', 'corr.js')}" "$@"\n`);
chmodSync(join(bin, 'corr'), 0o755);

/** Where readers are who have the examples, and save what pages tell them to. */
const here = temporaryFolder();
symlinkSync(join(ROOT, 'examples'), join(here, 'examples'));

function save({ file, text }: Snippet): void {
  if (file !== undefined) writeFileSync(join(here, file), `${text}\n`);
}

/** The program alone or at the front of a pipe, with arguments that a shell would not change. */
const PLAIN = /^corr((?: (?:'[^']*'|[\w@%+=:,./-]+))+)( \| .+| > \/dev\/null)?$/;

/** As a terminal would show it, without colour; the input of a pipe is what a pipe gets. */
function run(command: string): string {
  const isPiped = command.includes('|');
  const env = { ...(isPiped ? {} : { CORR_FORMAT: 'text' }), NO_COLOR: '1', TZ: 'UTC', COLUMNS: '120' };
  const [, words, rest] = PLAIN.exec(command) ?? [];
  if (words !== undefined) {
    const args = Array.from(words.matchAll(/'([^']*)'|[^\s']+/g), ([word, quoted]) => quoted ?? word);
    const { stdout, stderr } = corr(args, { cwd: here, env });
    if (rest?.startsWith(' >')) return stderr;
    // A shell would mix them as they come.
    if (stdout === '' || stderr === '') return `${stderr}${rest === undefined ? stdout : shell(`cat${rest}`, env, stdout)}`;
  }
  return shell(command, env);
}

function shell(command: string, env: Readonly<Record<string, string>>, input?: string): string {
  const path = `${bin}${delimiter}${process.env['PATH']}`;
  const options = { cwd: here, env: { ...process.env, PATH: path, ...env }, encoding: 'utf8' } as const;
  return execFileSync('/bin/sh', ['-c', `( ${command} ) 2>&1 || true`], { ...options, ...(input === undefined ? {} : { input }) });
}

describe.each(pages)('%s', (page) => {
  const path = join(ROOT, page);
  if (process.env['UPDATE_PAGES']) writeFileSync(path, withOutputs(readFileSync(path, 'utf8'), run, save));
  const markdown = readFileSync(path, 'utf8');
  const snippets = snippetsOf(markdown);

  it('links to files and headings that exist', () => {
    const links = Array.from(markdown.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?[^)]*\)/g));
    const isThere = (target: string, anchor: string | undefined) =>
      existsSync(target) && (anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor));
    const targetOf = (written: string) => (written === '' ? path : join(dirname(path), written));
    expect(links.flatMap(([link, written = '', anchor]) => (isThere(targetOf(written), anchor) ? [] : [link]))).toEqual([]);
  });

  if (snippets.some(({ language }) => language === 'console'))
    it('prints what it says', () => {
      for (const snippet of snippets) {
        save(snippet);
        const commands = snippet.language === 'console' ? commandsOf(snippet) : [];
        for (const { command, output } of commands) expect(`$ ${command}\n${run(command)}`).toBe(`$ ${command}\n${output}`);
      }
    });

  const rules = snippets.filter(({ language }) => language === 'corr');
  if (rules.length > 0)
    it('shows rules that compile, and tests that pass', () => {
      for (const { text, line } of rules) {
        const name = `line ${line}`;
        const { plan, tests, diagnostics } = compile(new DiskReader(new Map([[name, text]])), [name]);
        expect(diagnostics, name).toEqual([]);
        for (const test of tests) expect(runTest(plan!, test, () => undefined).failures, `${name}: ${test.name}`).toEqual([]);
      }
    });
});

it('every command that the README gives for a clone is run in CI', () => {
  const [, setUp = ''] = /^```\n(npm ci [^`]*)```$/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  const typed = setUp.split(/\n| && /).filter((command) => command !== '');
  expect(typed).toEqual(['npm ci', 'npm run build', expect.stringMatching(/^node dist\/corr\.js run /), 'npm test']);
  const inCi = readFileSync(join(ROOT, '.ci', 'run'), 'utf8').replace('npx vitest run', 'npm test');
  expect(typed.filter((command) => !inCi.includes(command))).toEqual([]);
});
