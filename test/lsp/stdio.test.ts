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

it('answers what was asked before its input ended', () => {
  const message = (json: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...json });
    return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };
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
