/** The server as an editor starts it. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const ROOT = join(import.meta.dirname, '..', '..');

it('runs over standard input and output, knows the libraries, and ends with its client', async () => {
  const program = spawn(process.execPath, [join(ROOT, 'dist', 'corr.js'), 'lsp', '--stdio'], { cwd: ROOT });
  const connection = createProtocolConnection(new StreamMessageReader(program.stdout), new StreamMessageWriter(program.stdin));
  connection.listen();
  const rootUri = pathToFileURL(join(ROOT, 'examples')).href;
  await connection.sendRequest('initialize', { processId: null, rootUri, capabilities: {} });
  await connection.sendNotification('initialized', {});
  const uri = `${rootUri}/new.corr`;
  const text = 'import { sshd } from "std/sshd"\n';
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'corr', version: 1, text } });
  const position = { line: 0, character: 10 };
  expect(await connection.sendRequest('textDocument/definition', { textDocument: { uri }, position })).toMatchObject([
    { uri: pathToFileURL(join(ROOT, 'std', 'sshd.corr')).href },
  ]);
  const found = await connection.sendRequest<{ name: string }[]>('workspace/symbol', { query: 'ssh_visit' });
  expect(found.map(({ name }) => name)).toContain('ssh_visit');
  await connection.sendRequest('shutdown');
  const exit = once(program, 'exit');
  await connection.sendNotification('exit');
  expect(await exit).toEqual([0, null]);
});

function message(json: object): string {
  const text = JSON.stringify({ jsonrpc: '2.0', ...json });
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

it('refuses requests before it is initialized and after it is shut down, and to be initialized again', () => {
  const params = { processId: null, rootUri: null, capabilities: {} };
  const folds = { method: 'textDocument/foldingRange', params: { textDocument: { uri: 'file:///new.corr' } } };
  const asked = [
    { id: 1, ...folds },
    { id: 2, method: 'initialize', params },
    { id: 3, method: 'initialize', params },
    { id: 4, ...folds },
    { id: 5, method: 'shutdown' },
    { id: 6, ...folds },
    { method: 'exit' },
  ];
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'dist', 'corr.js'), 'lsp'], {
    input: asked.map(message).join(''),
    encoding: 'utf8',
  });
  const codes = [...stdout.matchAll(/"id":(\d+),(?:"result"|"error":\{"code":(-\d+))/g)].map(([, id, code]) => [id, code]);
  expect(status).toBe(0);
  expect(codes).toEqual([
    ['1', '-32002'],
    ['2', undefined],
    ['3', '-32600'],
    ['4', undefined],
    ['5', undefined],
    ['6', '-32600'],
  ]);
});

it('answers what was asked before its input ended', () => {
  const uri = 'file:///new.corr';
  const asked = [
    message({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } }),
    message({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'corr', version: 1, text: 'records a {' } } }),
    message({ id: 2, method: 'textDocument/foldingRange', params: { textDocument: { uri } } }),
  ];
  const leave = [message({ id: 3, method: 'shutdown' }), message({ method: 'exit' })];
  const run = (input: string) => spawnSync(process.execPath, [join(ROOT, 'dist', 'corr.js'), 'lsp'], { input, encoding: 'utf8' });
  const gone = run(asked.join(''));
  expect([gone.status, gone.stderr]).toEqual([1, '']);
  expect(gone.stdout).toContain('"id":1,"result"');
  expect(gone.stdout).toContain('"id":2,"result"');
  expect(run([...asked, ...leave].join('')).status).toBe(0);
});
