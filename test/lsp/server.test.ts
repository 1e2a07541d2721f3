import { describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { type Client, positionOf, start } from './client.ts';
import { JOB } from './editor.ts';

const URI = 'file:///rules/main.corr';
const textDocument = { uri: URI };

async function openIn(client: Client, text: string): Promise<void> {
  await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: URI, languageId: 'corr', version: 1, text } });
}

async function change(client: Client, version: number, contentChanges: object[]): Promise<void> {
  await client.connection.sendNotification('textDocument/didChange', { textDocument: { uri: URI, version }, contentChanges });
}

describe('a session', () => {
  it('goes with its client from a mistake to a clean file', async () => {
    const client = await start({});
    const broken = JOB.replace('sshd.accepted', 'sshd.acepted');
    const told = client.next(URI);
    await openIn(client, broken);
    const [diagnostic] = await told;
    expect(diagnostic).toMatchObject({ code: 'unknown-record', source: 'corr', severity: 1, range: { start: { line: 7, character: 13 } } });

    const items = await client.connection.sendRequest<{ label: string }[]>('textDocument/completion', {
      textDocument,
      position: positionOf(broken, 'sshd.acepted', true),
    });
    expect(items.map(({ label }) => label)).toEqual(['accepted', 'failed']);

    const [action] = await client.connection.sendRequest<
      { title: string; edit: { changes: Record<string, { range: object; newText: string }[]> } }[]
    >('textDocument/codeAction', { textDocument, range: diagnostic?.range, context: { diagnostics: [diagnostic] } });
    expect(action?.title).toBe('Replace with accepted');
    const [edit] = action?.edit.changes[URI] ?? [];
    const clean = client.next(URI);
    await change(client, 2, [{ range: edit?.range, text: edit?.newText }]);
    expect(await clean).toEqual([]);
    expect(client.log).toEqual([]);
  });

  it('takes changes of parts, several at once, and in lines with signs of two units', async () => {
    const client = await start({});
    await openIn(client, 'param a = "🚀🚀" // \nparam b = 1\n');
    await client.next(URI);
    const told = client.next(URI);
    await change(client, 2, [
      { range: { start: { line: 0, character: 11 }, end: { line: 0, character: 13 } }, text: 'é' },
      { range: { start: { line: 1, character: 10 }, end: { line: 1, character: 11 } }, text: '"' },
    ]);
    expect((await told).map(({ code, range }) => [code, range.start])).toContainEqual(['unclosed-text', { line: 1, character: 10 }]);
  });
});

describe('diagnostics', () => {
  it('answers a client that asks for diagnostics, and pushes none', async () => {
    const client = await start({}, { textDocument: { diagnostic: {} } });
    await openIn(client, JOB.replace('key addr', 'key adr'));
    const report = await client.connection.sendRequest<{ kind: string; items: { code: string }[] }>('textDocument/diagnostic', {
      textDocument,
    });
    expect(report.kind).toBe('full');
    expect(report.items.map(({ code }) => code)).toContain('uncaptured-key');
    expect(client.pushed.size).toBe(0);
  });

  it('continues with a client that refuses what it said it supports', async () => {
    const client = await start(
      { '/rules/lib.corr': 'param patience = 1h\n' },
      {
        textDocument: { diagnostic: {} },
        workspace: { didChangeWatchedFiles: { dynamicRegistration: true }, diagnostics: { refreshSupport: true } },
      },
    );
    await openIn(client, 'import { patience } from "lib"\n');
    await client.connection.sendRequest('textDocument/diagnostic', { textDocument });
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///rules/lib.corr', type: 2 }] });
    const refused = (method: string) => client.log.some((line) => line.includes(`Unhandled method ${method}`));
    await until(
      () => refused('client/registerCapability') && refused('workspace/diagnostic/refresh'),
      () => client.log.join('; '),
    );
    expect(await client.connection.sendRequest('textDocument/diagnostic', { textDocument })).toMatchObject({ kind: 'full' });
  });

  it('tells of files that an edit elsewhere concerns, and of changes on disk', async () => {
    const client = await start({ '/rules/lib.corr': 'param patience = 1h\n' });
    const text = 'import { patience } from "lib"\nparam other = 1\n';
    await openIn(client, text);
    expect((await client.next(URI)).map(({ code }) => code)).not.toContain('unknown-import');
    const told = client.next(URI);
    client.files.set('/rules/lib.corr', 'param hurry = 1h\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///rules/lib.corr', type: 2 }] });
    expect((await told).map(({ code }) => code)).toContain('unknown-import');
  });

  it('checks a file once for edits that come one behind the other', async () => {
    const client = await start({});
    await openIn(client, 'param a = 1\n');
    await client.next(URI);
    const told = client.next(URI);
    const range = { start: { line: 0, character: 10 }, end: { line: 0, character: 11 } };
    await Promise.all(['2', '3', '"'].map((text, i) => change(client, 2 + i, [{ range, text }])));
    expect((await told).map(({ code }) => code)).toContain('unclosed-text');
    expect(client.versions).toEqual([1, 4]);
  });

  it('clears its diagnostics when a file is closed', async () => {
    const client = await start({});
    await openIn(client, 'param');
    expect(await client.next(URI)).not.toEqual([]);
    const told = client.next(URI);
    await client.connection.sendNotification('textDocument/didClose', { textDocument });
    expect(await told).toEqual([]);
  });
});

describe('questions', () => {
  it('are all answered', async () => {
    const client = await start(
      { '/rules/other.corr': 'param other = 1\n' },
      {
        textDocument: {
          completion: { completionItem: { snippetSupport: true } },
          documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        },
      },
    );
    const text = `${JOB}test "a" {\n  end\n}\n`;
    await openIn(client, text);
    const position = positionOf(text, 'login.user');
    const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    const ask = (method: string, params: object = {}) =>
      client.connection.sendRequest(`textDocument/${method}`, { textDocument, position, ...params });
    const link = { uri: 'file:///usr/lib/corr/std/sshd.corr' };
    expect(await ask('hover')).toMatchObject({ contents: { kind: 'plaintext' } });
    expect(await ask('definition')).toMatchObject([{ uri: URI, range: { start: { line: 7 } } }]);
    expect(await ask('definition', { position: positionOf(text, 'accepted') })).toMatchObject([link]);
    expect(await ask('references', { context: { includeDeclaration: true } })).toHaveLength(3);
    expect(await ask('documentHighlight')).toHaveLength(3);
    expect(await ask('prepareRename')).toMatchObject({ placeholder: 'login' });
    expect(await ask('rename', { newName: 'entry' })).toMatchObject({ changes: { [URI]: { length: 3 } } });
    expect(await ask('documentSymbol')).toMatchObject([{ name: 'patience' }, { name: 'visit' }, { name: 'a' }]);
    expect(await client.connection.sendRequest('workspace/symbol', { query: 'oth' })).toMatchObject([{ name: 'other' }]);
    expect(await ask('foldingRange')).not.toEqual([]);
    expect(await ask('selectionRange', { positions: [position] })).toMatchObject([{ parent: { parent: {} } }]);
    expect(await ask('formatting', { options: { tabSize: 2, insertSpaces: true } })).toEqual([]);
    expect(await ask('rangeFormatting', { range, options: { tabSize: 2, insertSpaces: true } })).toEqual([]);
    expect(await ask('codeLens')).toMatchObject([{ command: { command: 'corr.test', arguments: [URI, 'a'] } }]);
    expect(await ask('documentLink')).toMatchObject([{ target: link.uri }]);
    expect(await ask('onTypeFormatting', { ch: '}', options: { tabSize: 2, insertSpaces: true } })).toEqual([]);
    expect(await ask('semanticTokens/full')).toHaveProperty('data');
    expect(await ask('semanticTokens/range', { range })).toHaveProperty('data');
    expect(await ask('inlayHint', { range })).not.toEqual([]);
    expect(await ask('signatureHelp', { position: positionOf(text, 'count(', true) })).toMatchObject({ activeParameter: 0 });
    const [rule] = (await ask('prepareCallHierarchy')) as object[];
    expect(rule).toMatchObject({ name: 'visit' });
    expect(await client.connection.sendRequest('callHierarchy/incomingCalls', { item: rule })).toEqual([]);
    expect(await client.connection.sendRequest('callHierarchy/outgoingCalls', { item: rule })).toEqual([]);
    const items = (await ask('completion', { position: positionOf(text, '  emit') })) as { label: string; textEdit: { newText: string } }[];
    expect(items.find(({ label }) => label === 'limit')?.textEdit.newText).toBe(`limit \${1:50000}`);
    expect(client.log).toEqual([]);
  });
});

describe('files that are not open', () => {
  it('are found in the folders that the client has open at the time', async () => {
    const client = await start(
      { '/rules/a.corr': 'param first = 1\n', '/more/b.corr': 'param second = 1\n', '/apart/c.corr': 'param fourth = 1\n' },
      { workspace: { workspaceFolders: true } },
    );
    const found = async () =>
      (await client.connection.sendRequest<{ name: string }[]>('workspace/symbol', { query: '' })).map(({ name }) => name);
    const folders = (added: string[], removed: string[]) => {
      const [now, before] = [added, removed].map((paths) => paths.map((path) => ({ uri: `file://${path}`, name: path })));
      return client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: now, removed: before } });
    };
    await openIn(client, 'param third = 1\n');
    expect(await found()).toEqual(['first', 'third']);
    await folders(['/more'], []);
    expect(await found()).toEqual(['second', 'first', 'third']);
    await folders([], ['/rules']);
    expect(await found()).toEqual(['second', 'third']);
    await client.connection.sendNotification('textDocument/didClose', { textDocument });
    expect(await found()).toEqual(['second']);
    const apart = { uri: 'file:///apart/c.corr', languageId: 'corr', version: 1, text: 'param fourth = 1\n' };
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: apart });
    expect(await found()).toEqual(['fourth', 'second']);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: apart.uri } });
    expect(await found()).toEqual(['second']);
    expect(client.log).toEqual([]);
  });

  it('are known as what they are once they are open, if they are libraries', async () => {
    const client = await start({});
    await openIn(client, JOB);
    const uri = 'file:///usr/lib/corr/std/sshd.corr';
    const text = client.files.get('std/sshd.corr') ?? '';
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'corr', version: 1, text } });
    const here = { textDocument: { uri }, position: positionOf(text, 'accepted') };
    const found = await client.connection.sendRequest('textDocument/references', { ...here, context: { includeDeclaration: true } });
    expect(found).toMatchObject([{ uri }, { uri: URI }]);
    await expect(client.connection.sendRequest('textDocument/prepareRename', here)).rejects.toThrow('belongs to a library');
  });

  it('are read once for all places in them', async () => {
    const uses = 50;
    const other = `import { span } from "main"\n${Array.from({ length: uses }, (_, i) => `window w${i} {\n  over span\n}\n`).join('')}`;
    const client = await start({ '/rules/other.corr': other });
    let reads = 0;
    const get = client.files.get.bind(client.files);
    client.files.get = (path) => {
      if (path === '/rules/other.corr') reads++;
      return get(path);
    };
    const text = 'param span = 1m\n';
    await openIn(client, text);
    const asked = { textDocument, position: positionOf(text, 'span'), context: { includeDeclaration: false } };
    await client.connection.sendRequest('textDocument/references', asked);
    reads = 0;
    expect(await client.connection.sendRequest('textDocument/references', asked)).toHaveLength(uses + 1);
    expect(reads).toBeLessThan(uses / 5);
  });
});

describe('semantic tokens', () => {
  it('are sent as changes since the last answer, and whole after any other', async () => {
    type Answer = { resultId: string; data?: number[]; edits?: { start: number; deleteCount: number; data?: number[] }[] };
    const client = await start({});
    const ask = (method: string, params = {}) =>
      client.connection.sendRequest<Answer>(`textDocument/semanticTokens/${method}`, { textDocument, ...params });
    await openIn(client, JOB);
    let { data: held = [], resultId } = await ask('full');
    const first = resultId;
    for (const [i, text] of ['// new\n', 'param x = 1\n', ''].entries()) {
      const position = { line: i === 2 ? 8 : 2, character: 0 };
      await change(client, 2 + i, [{ range: { start: position, end: { line: position.line + (i === 2 ? 1 : 0), character: 0 } }, text }]);
      const { edits = [], resultId: next } = await ask('full/delta', { previousResultId: resultId });
      expect(edits).toHaveLength(1);
      for (const { start: from, deleteCount, data = [] } of edits) held = held.toSpliced(from, deleteCount, ...data);
      resultId = next;
      expect(held).toEqual((await ask('full')).data);
      resultId = (await ask('full')).resultId;
    }
    expect((await ask('full/delta', { previousResultId: resultId })).edits).toEqual([]);
    expect((await ask('full/delta', { previousResultId: first })).data).toEqual(held);
  });

  it('of a range are those that touch it', async () => {
    const client = await start({});
    await openIn(client, JOB);
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 20 } };
    const { data } = await client.connection.sendRequest<{ data: number[] }>('textDocument/semanticTokens/range', { textDocument, range });
    // param, patience, '=' and 10m.
    expect([data.length / 5, data.slice(0, 3)]).toEqual([4, [1, 0, 5]]);
  });
});

describe('what cannot be answered', () => {
  it('says why a name cannot be changed', async () => {
    const client = await start({});
    await openIn(client, JOB);
    const position = positionOf(JOB, 'sshd.failed');
    await expect(client.connection.sendRequest('textDocument/rename', { textDocument, position, newName: 'x' })).rejects.toThrow('library');
  });

  it('answers about files that it does not know, and positions that do not exist', async () => {
    const client = await start({});
    const unknown = { textDocument: { uri: 'file:///rules/nowhere.corr' }, position: { line: 4, character: 9 } };
    expect(await client.connection.sendRequest('textDocument/hover', unknown)).toBeNull();
    expect(
      await client.connection.sendRequest('textDocument/completion', { ...unknown, textDocument: { uri: 'untitled:Untitled-1' } }),
    ).toEqual([]);
    await openIn(client, JOB);
    expect(await client.connection.sendRequest('textDocument/hover', { textDocument, position: { line: 999, character: 999 } })).toBeNull();
    expect(client.log).toEqual([]);
  });

  it('logs a fault of its own, and answers the next question', async () => {
    const client = await start({});
    const failing = { uri: URI, languageId: 'corr', version: 1, text: JOB };
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: failing });
    expect(await client.connection.sendRequest('textDocument/hover', { textDocument })).toBeNull();
    expect(client.log).toHaveLength(1);
    expect(
      await client.connection.sendRequest('textDocument/hover', { textDocument, position: positionOf(JOB, 'visit {') }),
    ).not.toBeNull();
  });
});

it('lenses of tests do not depend on samples that can be read', async () => {
  const client = await start({}, {}, { matches: () => Promise.reject(new Error('no log')) });
  await openIn(client, 'records a from json {\n  b = {}\n}\ntest "t" {\n  end\n}\n');
  expect(await client.connection.sendRequest('textDocument/codeLens', { textDocument })).toMatchObject([
    { command: { command: 'corr.test' } },
  ]);
  expect(client.log).toEqual([expect.stringContaining('no log')]);
});

it('edits name the version that they are for, where the client checks it', async () => {
  const other = 'import { patience } from "main"\nwindow w {\n  over patience\n}\n';
  const client = await start({ '/rules/other.corr': other }, { workspace: { workspaceEdit: { documentChanges: true } } });
  await openIn(client, JOB);
  const position = positionOf(JOB, 'patience');
  await change(client, 2, [{ range: { start: position, end: position }, text: '' }]);
  const renamed = await client.connection.sendRequest('textDocument/rename', { textDocument, position, newName: 'hurry' });
  expect(renamed).toEqual({
    documentChanges: [
      { textDocument: { uri: URI, version: 2 }, edits: [expect.anything(), expect.anything()] },
      { textDocument: { uri: 'file:///rules/other.corr', version: null }, edits: [expect.anything(), expect.anything()] },
    ],
  });
});

it('imports follow a file that is renamed', async () => {
  const client = await start({ '/rules/other.corr': 'import { patience } from "main"\n' });
  await openIn(client, JOB);
  expect(client.announced.workspace).toMatchObject({ fileOperations: { willRename: {} } });
  const files = [{ oldUri: URI, newUri: URI.replace('main', 'visits') }];
  const range = { start: { line: 0, character: 25 }, end: { line: 0, character: 31 } };
  expect(await client.connection.sendRequest('workspace/willRenameFiles', { files })).toEqual({
    changes: { 'file:///rules/other.corr': [{ range, newText: '"visits"' }] },
  });
});
