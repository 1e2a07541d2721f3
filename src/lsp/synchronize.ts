/** Keeps the workspace as the client has it, and the client's diagnostics as the workspace finds them. */

import {
  type ClientCapabilities,
  type Connection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FullDocumentDiagnosticReport,
  type InitializeParams,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { toDiagnostic } from './convert.ts';
import type { Documents } from './documents.ts';
import type { LanguageService } from './service.ts';

/** Files whose changes are of interest: rules, and what params, tables and tests read. */
const WATCHED = '**/*.{corr,csv,txt,log,json,jsonl}';

export class Synchronizer {
  private client: ClientCapabilities = {};
  /** Open files that are to be checked again, one at a time, the one that was edited last first. */
  private pending = new Set<string>();
  private scheduled = false;
  /** Something came since it was last looked whether there is time. */
  private busy = false;

  constructor(
    private readonly connection: Connection,
    private readonly service: LanguageService,
    private readonly documents: Documents,
  ) {}

  /** Reads what the client can do, and which folders it has open. */
  initialize({ capabilities, workspaceFolders, rootUri }: InitializeParams): void {
    this.client = capabilities;
    const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    for (const folder of folders) this.service.workspace.add(this.documents.host.filesBelow(this.documents.pathOf(folder)));
  }

  listen(): void {
    const texts = new TextDocuments(TextDocument);
    texts.onDidChangeContent(({ document }) => {
      const path = this.documents.set(document);
      this.changed(path, this.service.workspace.update(path, document.getText()));
    });
    texts.onDidClose(({ document }) => {
      const path = this.documents.pathOf(document.uri);
      this.documents.close(path);
      this.pending.delete(path);
      const affected = this.service.workspace.update(path);
      if (!this.pulls) this.send(this.connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }));
      this.changed(undefined, affected);
    });
    texts.listen(this.connection);
    this.connection.onInitialized(() => this.watch());
    this.connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri, type } of changes) this.changedOnDisk(this.documents.pathOf(uri), type);
    });
  }

  private watch(): void {
    if (!this.client.workspace?.didChangeWatchedFiles?.dynamicRegistration) return;
    this.send(this.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: WATCHED }] }));
  }

  private changedOnDisk(path: string, type: FileChangeType): void {
    // What the client has open counts, not what is on disk.
    if (this.documents.isOpen(path)) return;
    const { workspace } = this.service;
    if (type === FileChangeType.Created && path.endsWith('.corr')) workspace.add([path]);
    this.changed(undefined, type === FileChangeType.Deleted ? workspace.remove(path) : workspace.update(path));
  }

  /** The client asks for diagnostics itself. */
  private get pulls(): boolean {
    return this.client.textDocument?.diagnostic !== undefined;
  }

  /** The edited file is told of first, then others that are open. */
  private changed(edited: string | undefined, affected: readonly string[]): void {
    const others = affected.filter((path) => path !== edited && this.documents.isOpen(path));
    if (this.pulls) {
      if (others.length > 0 && this.client.workspace?.diagnostics?.refreshSupport)
        this.send(this.connection.languages.diagnostics.refresh());
      return;
    }
    this.pending = new Set([...(edited === undefined ? [] : [edited]), ...this.pending, ...others]);
    this.busy = true;
    this.schedule();
  }

  /** Checks nothing while one edit comes behind the other: messages are taken one a turn, and what was checked between them is old. */
  private schedule(): void {
    if (this.scheduled || this.pending.size === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      const [path] = this.pending;
      if (!this.busy && path !== undefined) this.publish(path);
      this.busy = false;
      this.schedule();
    });
  }

  private publish(path: string): void {
    this.pending.delete(path);
    const { uri, version } = this.documents.lines(path);
    let diagnostics: Diagnostic[] = [];
    try {
      diagnostics = this.diagnostics(path);
    } catch (error) {
      this.connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    this.send(this.connection.sendDiagnostics({ uri, version, diagnostics }));
  }

  /** A client that refuses what it said it can do, or has gone, goes without: that ends no session. */
  private send(sent: Promise<unknown>): void {
    sent.catch((error: Error) => this.connection.console.warn(error.message));
  }

  /** Diagnostics that the client asks for. */
  readonly report = ({ textDocument }: { textDocument: { uri: string } }): FullDocumentDiagnosticReport => {
    return { kind: 'full', items: this.diagnostics(this.documents.pathOf(textDocument.uri)) };
  };

  private diagnostics(path: string): Diagnostic[] {
    const lines = this.documents.lines(path);
    return this.service.diagnostics(path).map((one) => toDiagnostic(one, lines, this.documents));
  }
}
