/** A client of the server in the same process, over two streams. */

import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  LogMessageNotification,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type ServerCapabilities,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Host } from '../../src/lsp/documents.ts';
import { listen } from '../../src/lsp/server.ts';
import { LIBRARY } from './editor.ts';

export interface Client {
  connection: ProtocolConnection;
  /** What the server has announced. */
  announced: ServerCapabilities;
  /** Messages logged by the server. */
  log: string[];
  /** The last diagnostics that were pushed for a file. */
  pushed: ReadonlyMap<string, Diagnostic[]>;
  /** The versions of files for which diagnostics were pushed, in order. */
  versions: (number | undefined)[];
  /** Resolves to the next diagnostics that are pushed for a file. */
  next(uri: string): Promise<Diagnostic[]>;
  files: Map<string, string>;
  /** The files that searches have found, in order; each is a step of its own. */
  found: string[];
}

/** Starts a server on files in memory, and a client that is connected to it and initialized. */
export async function start(
  files: Record<string, string>,
  capabilities: ClientCapabilities = {},
  more: Pick<Host, 'matches'> = {},
): Promise<Client> {
  const held = new Map(Object.entries({ 'std/sshd.corr': LIBRARY, ...files }));
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const found: string[] = [];
  const host: Host = {
    read: (path) => held.get(path),
    version: '1.2.3',
    libraryFolder: '/usr/lib/corr/std',
    *filesBelow(folder) {
      const files = [...held.keys()].map((path) => path.replace(/^std\//, '/usr/lib/corr/std/'));
      for (const path of files.filter((file) => file.startsWith(`${folder}/`))) {
        found.push(path);
        yield [path];
      }
    },
    ...more,
  };
  listen(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), host);
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const pushed = new Map<string, Diagnostic[]>();
  const waiting = new Map<string, (diagnostics: Diagnostic[]) => void>();
  const versions: Client['versions'] = [];
  const log: string[] = [];
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
    versions.push(version);
    pushed.set(uri, diagnostics);
    waiting.get(uri)?.(diagnostics);
    waiting.delete(uri);
  });
  connection.onNotification(LogMessageNotification.type, ({ message }) => void log.push(message));
  connection.listen();
  const folder = pathToFileURL('/rules').href;
  const { capabilities: announced } = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: folder,
    capabilities,
    workspaceFolders: [{ uri: folder, name: 'rules' }],
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    announced,
    log,
    pushed,
    versions,
    files: held,
    found,
    next: (uri) => new Promise((resolve) => waiting.set(uri, resolve)),
  };
}

/** The position of the first occurrence of a text, or of its end. */
export function positionOf(text: string, part: string, end = false): Position {
  const offset = text.indexOf(part) + (end ? part.length : 0);
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines[lines.length - 1]?.length ?? 0 };
}
