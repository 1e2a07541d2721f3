/** One scenario in every client: in process, over standard input and output, and in Neovim where it is installed. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { applyEdits } from '../../src/dsl/edits.ts';
import { Workspace } from '../../src/dsl/workspace.ts';
import { LanguageService } from '../../src/lsp/service.ts';
import { folderWith, ROOT } from '../cli/corr.ts';
import { BROKEN, CODE, COLUMN, FIX, LINE, MENDED, PROPOSED } from './scenario.ts';
import { TinyClient } from './tiny-client.ts';

const PROGRAM = [process.execPath, join(ROOT, 'dist', 'corr.js')] as const;

it('in process: from a mistake to a clean file', () => {
  const path = '/rules/job.corr';
  const service = new LanguageService(new Workspace({ read: () => undefined }));
  service.workspace.update(path, BROKEN);
  const [diagnostic] = service.diagnostics(path);
  const wrong = BROKEN.indexOf('endd');
  expect(diagnostic).toMatchObject({ code: CODE, start: wrong });
  expect(service.completion(path, wrong).map(({ label }) => label)).toEqual(PROPOSED);
  const [fix] = service.quickFixes(path, { start: wrong, end: wrong });
  expect(fix?.title).toBe(FIX);
  const mended = applyEdits(BROKEN, fix?.edits ?? []);
  expect(mended).toBe(MENDED);
  service.workspace.update(path, mended);
  expect(service.diagnostics(path)).toEqual([]);
});

interface Told {
  /** The version of the text that they are about. */
  version: number;
  diagnostics: { code: string; range: { start: { line: number; character: number } } }[];
}
type Range = { start: { line: number; character: number }; end: { line: number; character: number } };

it('over standard input and output: from a mistake to a clean file', async () => {
  const client = new TinyClient(PROGRAM[0], [PROGRAM[1], 'lsp', '--stdio']);
  const log = ['begun', 'begun', 'ended'].map((event) => `{"time":"2024-03-01T08:00:00Z","event":"${event}","id":"1"}\n`).join('');
  const uri = pathToFileURL(join(folderWith({ 'samples/app.log': log }), 'job.corr')).href;
  const textDocument = { uri };
  await client.ask('initialize', { processId: null, rootUri: null, capabilities: {} });
  client.notify('initialized', {});
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'corr', version: 1, text: BROKEN } });
  const { diagnostics } = await client.told<Told>('textDocument/publishDiagnostics', ({ version }) => version === 1);
  expect(diagnostics).toMatchObject([{ code: CODE, range: { start: { line: LINE, character: COLUMN } } }]);
  const position = { line: LINE, character: COLUMN };
  const items = await client.ask<{ label: string }[]>('textDocument/completion', { textDocument, position });
  expect(items.map(({ label }) => label)).toEqual(PROPOSED);
  const [action] = await client.ask<{ title: string; edit: { changes: Record<string, { range: Range; newText: string }[]> } }[]>(
    'textDocument/codeAction',
    { textDocument, range: { start: position, end: position }, context: { diagnostics } },
  );
  expect(action?.title).toBe(FIX);
  const changes = action?.edit.changes[uri]?.map(({ range, newText }) => ({ range, text: newText }));
  client.notify('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: changes });
  const clean = await client.told<Told>('textDocument/publishDiagnostics', ({ version }) => version === 2);
  expect(clean.diagnostics).toEqual([]);
  const lenses = await client.ask<{ command: { title: string } }[]>('textDocument/codeLens', { textDocument });
  expect(lenses.map(({ command }) => command.title)).toEqual(['2 matches in app.log', '1 match in app.log']);
  expect(await client.end()).toBe(0);
});

const neovim = spawnSync('nvim', ['--version']).status === 0;

it.skipIf(!neovim)(`in Neovim${neovim ? '' : ' (SKIPPED: it is not installed)'}: from a mistake to a clean file`, () => {
  const folder = folderWith({ 'my rules, old/corr.config.json': '{}', 'my rules, old/jobs/job.corr': BROKEN });
  const settings = join(folder, 'settings.lua');
  writeFileSync(settings, `vim.g.corr_program = ${JSON.stringify(PROGRAM).replace('[', '{').replace(']', '}')}\n`);
  const args = [
    ...['--headless', '--clean', '--cmd', `set rtp^=${join(ROOT, 'editors', 'nvim')}`, '--cmd', `luafile ${settings}`],
    ...[join(folder, 'my rules, old', 'jobs', 'job.corr'), '-c', `luafile ${join(ROOT, 'test', 'editors', 'neovim.lua')}`],
  ];
  const env = { ...process.env, CORR_LINE: String(LINE), CORR_COLUMN: String(COLUMN) };
  const { stdout, stderr } = spawnSync('nvim', args, { cwd: folder, encoding: 'utf8', env });
  const steps = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { step: string; value: unknown });
  expect(Object.fromEntries(steps.map(({ step, value }) => [step, value])), stderr).toEqual({
    filetype: 'corr',
    root: 'my rules, old',
    diagnostic: { code: CODE, line: LINE, column: COLUMN, source: 'corr' },
    completion: PROPOSED,
    fix: FIX,
    text: MENDED,
    renamed: ['  start app.begun as opening', '  then  app.ended within 10m', '  emit { since = opening.time }'],
  });
});
