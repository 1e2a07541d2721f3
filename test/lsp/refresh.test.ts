/** What an edit of one file changes in others is requested anew. */

import { expect, it } from 'vitest';
import { until } from '../until.ts';
import { type Client, start } from './client.ts';

const KINDS = ['diagnostic', 'semanticTokens', 'inlayHint', 'codeLens'];
const LIB = 'file:///rules/lib.corr';
const MAIN = 'file:///rules/main.corr';
const EDITS = 20;

const open = ({ connection }: Client, uri: string, text: string) =>
  connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'corr', version: 1, text } });
const look = ({ connection }: Client) => connection.sendRequest('textDocument/inlayHint', { textDocument: { uri: MAIN }, range: ALL });
const ALL = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };

/** The refreshes that a client is asked for. */
function refreshes({ connection }: Client): string[] {
  const asked: string[] = [];
  for (const kind of KINDS) connection.onRequest(`workspace/${kind}/refresh`, () => void asked.push(kind));
  return asked;
}

it('all that the client can refresh, and less often than edits come', async () => {
  const can = { refreshSupport: true };
  const client = await start(
    { '/rules/lib.corr': 'param patience = 1h\n' },
    { textDocument: { diagnostic: {} }, workspace: { diagnostics: can, semanticTokens: can, inlayHint: can } },
  );
  const asked = refreshes(client);
  await open(client, LIB, 'param patience = 1h\n');
  await open(client, MAIN, 'import { patience } from "lib"\n');
  await look(client);
  for (let version = 2; version < 2 + EDITS; version++) {
    const contentChanges = [{ text: `param patience = ${version}h\n` }];
    await client.connection.sendNotification('textDocument/didChange', { textDocument: { uri: LIB, version }, contentChanges });
    await look(client);
  }
  await until(
    () => asked.length >= 3,
    () => asked.join(),
  );
  expect([...new Set(asked)].sort()).toEqual(['diagnostic', 'inlayHint', 'semanticTokens']);
  expect(asked.length).toBeLessThan(3 * EDITS);
});

it('lenses, which count samples, once a log changes', async () => {
  const client = await start({}, { workspace: { codeLens: { refreshSupport: true }, inlayHint: { refreshSupport: true } } });
  const asked = refreshes(client);
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///rules/a.ndjson', type: 2 }] });
  await until(
    () => asked.length > 0,
    () => 'a refresh',
  );
  expect(asked).toEqual(['codeLens']);
});
