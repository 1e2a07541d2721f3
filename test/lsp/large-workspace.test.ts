/** A workspace with so many files that finding them takes longer than an answer may. */

import { expect, it } from 'vitest';
import { until } from '../until.ts';
import { type Client, positionOf, start } from './client.ts';

const COUNT = 5000;
/** One file in so many uses the name. */
const EVERY = 100;
const TEXT = 'param span = 1m\n';
const USE = 'import { span } from "/rules/main"\nwindow w {\n  over span\n}\n';

const textDocument = { uri: 'file:///rules/main.corr' };
const place = { textDocument, position: positionOf(TEXT, 'span') };

async function startLarge(): Promise<Client> {
  const files = Array.from({ length: COUNT }, (_, i) => [`/rules/d${i}/use.corr`, i % EVERY === 0 ? USE : 'param x = 1\n']);
  const client = await start({ ...Object.fromEntries(files), '/more/m.corr': TEXT }, { workspace: { workspaceFolders: true } });
  await client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { ...textDocument, languageId: 'corr', version: 1, text: TEXT },
  });
  return client;
}

const foundIn = ({ found }: Client) => found.filter((path) => path.startsWith('/rules/')).length;

it('is searched between requests, which do not wait for it', async () => {
  const client = await startLarge();
  await client.connection.sendRequest('textDocument/hover', place);
  expect(foundIn(client)).toBeLessThan(COUNT / 2);
  await until(
    () => foundIn(client) === COUNT,
    () => `${foundIn(client)} found`,
  );
});

it('is searched at once for a request about all files', async () => {
  const client = await startLarge();
  const used = await client.connection.sendRequest('textDocument/references', { ...place, context: { includeDeclaration: false } });
  expect(foundIn(client)).toBe(COUNT);
  expect(used).toHaveLength((COUNT / EVERY) * 2);
});

it('is searched no further where a folder is closed', async () => {
  const client = await startLarge();
  const event = { added: [{ uri: 'file:///more', name: 'more' }], removed: [{ uri: 'file:///rules', name: 'rules' }] };
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  const symbols = await client.connection.sendRequest<{ location: { uri: string } }[]>('workspace/symbol', { query: 'span' });
  expect(symbols.map(({ location }) => location.uri)).toEqual(['file:///more/m.corr', textDocument.uri]);
  expect(foundIn(client)).toBeLessThan(COUNT / 2);
});
