/** Synchronizes the workspace with the client, and the client's diagnostics with the workspace. */

import {
  type ClientCapabilities,
  type Connection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  type FullDocumentDiagnosticReport,
  type InitializeParams,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { toDiagnostic } from './convert.ts';
import type { Documents } from './documents.ts';
import { logFault } from './log-fault.ts';
import { Refresher } from './refresh.ts';
import type { LanguageService } from './service.ts';

/** Files whose changes matter: rules, the files of params, tables and tests, and samples. */
const WATCHED = '**/*.{corr,csv,txt,log,json,jsonl,ndjson}';

export class Synchronizer {
  private client: ClientCapabilities = {};
  /** The folders open in the client; each cancels the search for files in it. */
  private readonly folders = new Map<string, () => void>();
  private searching = false;
  /** Open files to be checked again, one at a time, the one edited last first. */
  private pending = new Set<string>();
  private scheduled = false;
  /** Whether a message arrived in this turn of the event loop. */
  private busy = false;
  private readonly refresher: Refresher;

  constructor(
    private readonly connection: Connection,
    private readonly service: LanguageService,
    private readonly documents: Documents,
  ) {
    this.refresher = new Refresher(connection, (sent) => this.send(sent));
  }

  /** Notes the client's capabilities, and its open folders. */
  initialize({ capabilities, workspaceFolders, rootUri }: InitializeParams): void {
    this.client = capabilities;
    this.changeFolders(workspaceFolders ?? (rootUri ? [{ uri: rootUri }] : []), []);
  }

  private changeFolders(added: readonly { uri: string }[], removed: readonly { uri: string }[]): void {
    const { service, documents, folders } = this;
    const folderOf = ({ uri }: { uri: string }) => documents.diskPath(documents.pathOf(uri));
    for (const folder of removed.map(folderOf)) {
      folders.get(folder)?.();
      folders.delete(folder);
    }
    for (const folder of added.map(folderOf)) {
      folders.get(folder)?.();
      folders.set(folder, service.workspace.find(documents.filesBelow(folder)));
    }
    service.workspace.leaveAllBut((file) => this.belongs(file));
    this.search();
  }

  /** Whether searches include a file: if it is open, or in a folder that is. */
  private belongs(file: string): boolean {
    const { documents, folders } = this;
    return documents.isOpen(file) || [...folders.keys()].some((folder) => documents.diskPath(file).startsWith(`${folder}/`));
  }

  /** Searches the folders one at a time between messages: a workspace may have thousands. */
  private search(): void {
    if (this.searching) return;
    this.searching = true;
    setImmediate(() => {
      this.searching = false;
      if (this.service.workspace.findSome()) this.search();
    });
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
      if (!this.belongs(path)) this.service.workspace.leave(path);
      if (!this.pulls) this.send(this.connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }));
      this.changed(undefined, affected);
    });
    texts.listen(this.connection);
    this.connection.onInitialized(() => {
      this.watch();
      if (!this.client.workspace?.workspaceFolders) return;
      this.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => this.changeFolders(added, removed));
    });
    this.connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) this.changedOnDisk(this.documents.pathOf(uri));
    });
  }

  private watch(): void {
    if (!this.client.workspace?.didChangeWatchedFiles?.dynamicRegistration) return;
    this.send(this.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: WATCHED }] }));
  }

  /** The file may be new, changed, or deleted. */
  private changedOnDisk(path: string): void {
    // For an open file the client's text counts, not the one on disk.
    if (this.documents.isOpen(path)) return;
    const { workspace } = this.service;
    if (path.endsWith('.corr')) workspace.add([path]);
    // It may be a sample, which lenses are about.
    else this.refresher.soon(this.client, ['codeLens']);
    this.changed(undefined, workspace.update(path));
  }

  /** Whether the client requests diagnostics itself. */
  private get pulls(): boolean {
    return this.client.textDocument?.diagnostic !== undefined;
  }

  /** The edited file is reported first, then other open files. */
  private changed(edited: string | undefined, affected: readonly string[]): void {
    const others = affected.filter((path) => path !== edited && this.documents.isOpen(path));
    if (others.length > 0) this.refresher.soon(this.client);
    if (this.pulls) return;
    this.pending = new Set([...(edited === undefined ? [] : [edited]), ...this.pending, ...others]);
    this.busy = true;
    this.schedule();
  }

  /**
   * Postpones checks while edits follow each other: each turn of the event loop takes one message, and results between
   * them would be outdated.
   */
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
      logFault(this.connection, error);
    }
    this.send(this.connection.sendDiagnostics({ uri, version, diagnostics }));
  }

  /**
   * A client that has disconnected, or rejects what it claims to support, misses the message: the session continues.
   */
  private send(sent: Promise<unknown>): void {
    sent.catch((error: Error) => this.connection.console.warn(error.message));
  }

  /** Diagnostics requested by the client. */
  readonly report = ({ textDocument }: { textDocument: { uri: string } }): FullDocumentDiagnosticReport => {
    return { kind: 'full', items: this.diagnostics(this.documents.pathOf(textDocument.uri)) };
  };

  private diagnostics(path: string): Diagnostic[] {
    const lines = this.documents.lines(path);
    return this.service.diagnostics(path).map((one) => toDiagnostic(one, lines, this.documents));
  }
}
