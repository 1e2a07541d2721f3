/** Answers are such as the client can use. */

import { describe, expect, it } from 'vitest';
import type { MarkupContent, MarkupKind } from 'vscode-languageserver/node';
import { type Client, positionOf, start } from './client.ts';
import { JOB } from './editor.ts';

const URI = 'file:///rules/main.corr';
const textDocument = { uri: URI };

async function openIn(client: Client, text: string): Promise<void> {
  await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: URI, languageId: 'corr', version: 1, text } });
}

describe('a client that supports less than others', () => {
  const ask = (client: Client, method: string, params = {}) =>
    client.connection.sendRequest(`textDocument/${method}`, { textDocument, ...params });
  const all = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

  it('is announced only the options that it knows', async () => {
    const able = { rename: { prepareSupport: true }, codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } };
    expect((await start({}, { textDocument: able })).announced).toMatchObject({
      renameProvider: { prepareProvider: true },
      codeActionProvider: { codeActionKinds: ['quickfix'] },
    });
    const { announced } = await start({});
    expect([announced.renameProvider, announced.codeActionProvider]).toEqual([true, undefined]);
  });

  it('gets symbols as a list where it knows no tree of them', async () => {
    const flat = await start({});
    await openIn(flat, JOB);
    const found = (await ask(flat, 'documentSymbol')) as { name: string; containerName: string; location: { uri: string } }[];
    expect(found.map(({ name, containerName, location }) => [name, containerName, location.uri])).toEqual([
      ['patience', '', URI],
      ['visit', '', URI],
      ...['try', 'login', 'stalled'].map((name) => [name, 'visit', URI]),
    ]);
    const tree = await start({}, { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } });
    await openIn(tree, JOB);
    expect(await ask(tree, 'documentSymbol')).toMatchObject([
      { name: 'patience', selectionRange: {} },
      { children: [{ name: 'try' }, {}, {}] },
    ]);
  });

  it('sees the closing bracket of what it has folded where it folds whole lines', async () => {
    const text = 'records a from line {\n  b = "b"\n}\n// 1\n// 2\nrecords c from line {\n}\n';
    const client = await start({}, { textDocument: { foldingRange: { lineFoldingOnly: true } } });
    await openIn(client, text);
    expect(await ask(client, 'foldingRange')).toEqual([
      { startLine: 0, endLine: 1 },
      { startLine: 3, endLine: 4, kind: 'comment' },
    ]);
  });

  it('gets texts in the format that it prefers', async () => {
    const text = JOB.replace('count(try)', 'count()');
    const formats = async (...documentationFormat: MarkupKind[]) => {
      const item = documentationFormat.length > 0 ? { documentationFormat } : {};
      const hover = documentationFormat.length > 0 ? { contentFormat: documentationFormat } : {};
      const client = await start(
        {},
        { textDocument: { hover, completion: { completionItem: item }, signatureHelp: { signatureInformation: item } } },
      );
      await openIn(client, text);
      const { contents } = (await ask(client, 'hover', { position: positionOf(text, 'visit {') })) as { contents: MarkupContent };
      const inCall = { position: positionOf(text, 'count(', true) };
      const { signatures } = (await ask(client, 'signatureHelp', inCall)) as { signatures: { documentation: MarkupContent }[] };
      const items = (await ask(client, 'completion', inCall)) as { documentation?: MarkupContent }[];
      const kinds = items.flatMap(({ documentation }) => (documentation ? [documentation.kind] : []));
      expect(kinds.length).toBeGreaterThan(0);
      return [contents.value, [...new Set([contents.kind, signatures[0]?.documentation.kind, ...kinds])].join()];
    };
    const plain = ['transaction visit\n\nOne visit.', 'plaintext'];
    const fenced = ['```corr\ntransaction visit\n```\n\nOne visit.', 'markdown'];
    expect(await formats()).toEqual(plain);
    expect(await formats('plaintext', 'markdown')).toEqual(plain);
    expect(await formats('markdown', 'plaintext')).toEqual(fenced);
  });

  it('gets fixes for whatever kind they belong to', async () => {
    const client = await start({});
    await openIn(client, JOB.replace('sshd.accepted', 'sshd.acepted'));
    const fixes = (only?: string[]) => ask(client, 'codeAction', { range: all, context: { diagnostics: [], only } }) as Promise<object[]>;
    expect(await fixes(['refactor'])).toEqual([]);
    expect((await fixes()).length).toBeGreaterThan(0);
    for (const only of [[''], ['refactor', 'quickfix']]) expect(await fixes(only)).toEqual(await fixes());
  });
});
