/**
 * A session of any length leaves a server that answers as one that has just been started on the same files.
 * `CORR_SESSIONS` is the number of sessions, 12 by default.
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CancellationTokenSource, type Diagnostic } from 'vscode-languageserver/node';
import { until } from '../until.ts';
import { type Client, start } from './client.ts';
import { answersAbout, checkAnswers, Lines } from './questions.ts';

const SESSIONS = Number(process.env['CORR_SESSIONS'] ?? 12);

/** Rules that import each other, with characters of two units, and all three ends of lines. */
const FILES: Readonly<Record<string, string>> = {
  '/rules/lib.corr': `/// 🚀 e\u0301 lines.
records app from json where service == "🚀" {
  begin = { event: "b 🚀", id: text, n: int } // 🚀
  done  = { event: "d", id: text, took: duration }
}
param patience = 10m
`,
  '/rules/job.corr': `import { app, patience } from "lib"\r
/// Jobs 🚀.\r
transaction job {\r
  key id\r
  start app.begin as first where first.n > 1\r
  then  app.done as last within patience\r
  emit { id2 = first.id, tookn = last.took }\r
  message success = "🚀 {id} {tookn}"\r
}\r
`,
  '/rules/many.corr': `import { job } from "./job"\rwindow many {\r  over every 1h zone "Europe/Paris"\r  open when count(job.success) > 3 /* 🚀 */\r  emit { n = count(job.timeout) }\r}\rtest "🚀" {\r  log json """\r    {"🚀": 1}\r  """\r  expect many.open\r}\r`,
  '/rules/values.corr': `import { app } from "std/sshd"\nimport { patience } from "lib"\nparam names: list(text) from "names.txt"\nparam 🚀 = "a\nwindow w { over patience\n open when count(sshd.failed) > 1 }\n`,
};
const NAMES = [...Object.keys(FILES), '/rules/new.corr'];
const PIECES = [
  '🚀', 'e\u0301', '\n', '\r\n', '\r', '"', '"""', '}', '{', ' where ', 'id', 'patience', '//', '/*', 'then app.', '\ud83d', 'import { app } from "lib"\n', '\u2028',
]; // biome-ignore format: one family

/** What files that import it depend on. */
const NEW_NAMES = [
  ['param patience', 'param hurry'],
  ['begin =', 'ended ='],
  ['id: text', 'id: int'],
  ['transaction job', 'transaction work'],
  ['over every', 'over'],
] as const;

const file = fc.constantFrom(...NAMES);
const place = fc.double({ min: 0, max: 1, noNaN: true });
const by = fc.constantFrom(...NEW_NAMES, ['', ''] as const);
const edit = { at: place, cut: fc.nat(30), put: fc.constantFrom(...PIECES), whole: fc.boolean(), late: fc.boolean() };
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), file }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), file }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), file, ...edit }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('replace' as const), file, by }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('write' as const), file, by: fc.option(by) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), file, to: file }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ask' as const), file, at: place, cancel: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const uriOf = (path: string) => `file://${path}`;

const variant = ({ file, by: [from, to] }: { file: string; by: readonly [string, string] }) =>
  (FILES[file] ?? 'param x = 1\n').replace(from, to);

/** An editor: what it has open, and what it holds of the answers. */
class Session {
  readonly open = new Map<string, { text: string; version: number }>();
  private readonly tokens = new Map<string, { resultId: string; data: number[] }>();

  constructor(readonly client: Client) {}

  text(path: string): string | undefined {
    return this.open.get(path)?.text ?? this.client.files.get(path);
  }

  async take(one: Step): Promise<void> {
    switch (one.do) {
      case 'open':
        return this.openFile(one.file);
      case 'close':
        return this.close(one.file);
      case 'edit':
        return this.edit(one);
      case 'replace':
        return this.replace(one.file, variant(one));
      case 'write':
        return this.write(one.file, one.by ? variant({ file: one.file, by: one.by }) : undefined);
      case 'move':
        return this.move(one.file, one.to);
      case 'ask':
        return this.ask(one);
    }
  }

  async openFile(path: string): Promise<void> {
    if (this.open.has(path)) return;
    const text = this.client.files.get(path) ?? '';
    this.open.set(path, { text, version: 1 });
    await this.tell('textDocument/didOpen', { textDocument: { uri: uriOf(path), languageId: 'corr', version: 1, text } });
  }

  private async close(path: string): Promise<void> {
    if (!this.open.delete(path)) return;
    this.tokens.delete(path);
    await this.tell('textDocument/didClose', { textDocument: { uri: uriOf(path) } });
  }

  private async edit({ file, at, cut, put, whole, late }: Extract<Step, { do: 'edit' }>): Promise<void> {
    const held = this.open.get(file);
    if (!held) return;
    const lines = new Lines(held.text);
    const [from, to] = [Math.floor(at * held.text.length), Math.min(held.text.length, Math.floor(at * held.text.length) + cut)];
    const range = { start: lines.at(from), end: lines.at(to) };
    const text = held.text.slice(0, lines.within(range.start)) + put + held.text.slice(lines.within(range.end));
    // Some editors begin again with their versions.
    if (late) held.version = 0;
    await this.change(file, text, whole ? { text } : { range, text: put });
  }

  private async replace(path: string, text: string): Promise<void> {
    if (this.open.has(path)) await this.change(path, text, { text });
  }

  /** @param change leads to the text */
  private async change(path: string, text: string, change: object): Promise<void> {
    const version = (this.open.get(path)?.version ?? 0) + 1;
    this.open.set(path, { text, version });
    await this.tell('textDocument/didChange', { textDocument: { uri: uriOf(path), version }, contentChanges: [change] });
  }

  private async write(path: string, text: string | undefined): Promise<void> {
    const type = text === undefined ? 3 : this.client.files.has(path) ? 2 : 1;
    if (text === undefined) this.client.files.delete(path);
    else this.client.files.set(path, text);
    await this.tell('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(path), type }] });
  }

  /** As an editor renames: it asks for edits, which it may not make, closes the file, and opens it anew. */
  private async move(from: string, to: string): Promise<void> {
    const text = this.client.files.get(from);
    if (text === undefined || from === to) return;
    await this.client.connection.sendRequest('workspace/willRenameFiles', { files: [{ oldUri: uriOf(from), newUri: uriOf(to) }] });
    const wasOpen = this.open.has(from);
    await this.close(from);
    await this.write(from, undefined);
    await this.write(to, text);
    if (wasOpen) await this.openFile(to);
  }

  private async ask({ file, at, cancel }: Extract<Step, { do: 'ask' }>): Promise<void> {
    const lines = new Lines(this.text(file) ?? '');
    if (cancel) {
      const source = new CancellationTokenSource();
      const params = { textDocument: { uri: uriOf(file) }, position: lines.at(Math.floor(at * lines.text.length)) };
      const asked = this.client.connection.sendRequest('textDocument/completion', params, source.token).catch(() => undefined);
      source.cancel();
      await asked;
    }
    if (this.open.has(file)) await this.tokensNow(file);
    // From then on the server holds results about all files.
    for (const path of NAMES) await this.client.connection.sendRequest('textDocument/foldingRange', { textDocument: { uri: uriOf(path) } });
  }

  /** The semantic tokens that a client holds which asks for changes alone. */
  async tokensNow(path: string): Promise<number[]> {
    type Answer = { resultId: string; data: number[]; edits?: { start: number; deleteCount: number; data?: number[] }[] };
    const textDocument = { uri: uriOf(path) };
    const held = this.tokens.get(path);
    const method = `textDocument/semanticTokens/full${held ? '/delta' : ''}`;
    const { resultId, edits, data } = await this.client.connection.sendRequest<Answer>(method, {
      textDocument,
      previousResultId: held?.resultId,
    });
    const now = edits ? edits.reduce((all, one) => all.toSpliced(one.start, one.deleteCount, ...(one.data ?? [])), held?.data ?? []) : data;
    this.tokens.set(path, { resultId, data: now });
    return now;
  }

  private tell(method: string, params: object): Promise<void> {
    return this.client.connection.sendNotification(method, params);
  }
}

/** A server that has just been started, with the same files, and the same of them open with the same texts. */
async function anew({ client, open }: Session, capabilities: object): Promise<Session> {
  const fresh = new Session(await start(Object.fromEntries(client.files), capabilities));
  for (const [path, { text }] of open) {
    fresh.open.set(path, { text, version: 1 });
    const textDocument = { uri: uriOf(path), languageId: 'corr', version: 1, text };
    await fresh.client.connection.sendNotification('textDocument/didOpen', { textDocument });
  }
  return fresh;
}

/** The diagnostics of open files, once they are up to date. */
async function pushed({ client, open }: Session, wanted: (path: string) => Diagnostic[]): Promise<void> {
  const now = (path: string) => JSON.stringify(client.pushed.get(uriOf(path)) ?? []);
  for (const path of NAMES) {
    const right = JSON.stringify(open.has(path) ? wanted(path) : []);
    await until(
      () => now(path) === right,
      () => `${path}: ${right}, not ${now(path)}`,
    );
  }
}

const TREES = { documentSymbol: { hierarchicalDocumentSymbolSupport: true } };

it('leaves a server that answers as a new one', { timeout: 60_000 + 10_000 * SESSIONS }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.array(place, { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      async (steps, places, pulls) => {
        const capabilities = { textDocument: { ...TREES, ...(pulls ? { diagnostic: {} } : {}) } };
        const session = new Session(await start(FILES as Record<string, string>, capabilities));
        for (const one of steps) await session.take(one);
        const fresh = await anew(session, capabilities);
        const reports = new Map<string, Diagnostic[]>();
        for (const path of NAMES) {
          const lines = new Lines(session.text(path) ?? '');
          const offsets = places.map((at) => Math.floor(at * lines.text.length));
          const answers = await answersAbout(session.client, uriOf(path), lines, offsets);
          expect(answers, path).toEqual(await answersAbout(fresh.client, uriOf(path), lines, offsets));
          checkAnswers(
            answers,
            uriOf(path),
            (uri) => session.text(decodeURI(uri).slice('file://'.length)) ?? fresh.client.files.get('std/sshd.corr') ?? '',
          );
          if (session.open.has(path))
            expect(await session.tokensNow(path)).toEqual((answers['textDocument/semanticTokens/full'] as { data: number[] }).data);
          reports.set(path, (answers['textDocument/diagnostic'] as { items: Diagnostic[] }).items);
        }
        const found = ({ client }: Session) => client.connection.sendRequest('workspace/symbol', { query: '' });
        expect(await found(session)).toEqual(await found(fresh));
        if (!pulls) await pushed(session, (path) => reports.get(path) ?? []);
        expect([...session.client.log, ...fresh.client.log]).toEqual([]);
      },
    ),
    { numRuns: SESSIONS },
  );
});
