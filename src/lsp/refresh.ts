/** Asks a client to request again what an edit of another file may have changed. */

import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  type Connection,
  DiagnosticRefreshRequest,
  InlayHintRefreshRequest,
  SemanticTokensRefreshRequest,
} from 'vscode-languageserver/node';

/** By the capability of the client's workspace that allows it. */
const REQUESTS = {
  diagnostics: DiagnosticRefreshRequest.type,
  semanticTokens: SemanticTokensRefreshRequest.type,
  inlayHint: InlayHintRefreshRequest.type,
  codeLens: CodeLensRefreshRequest.type,
};

type Refreshed = keyof typeof REQUESTS;

/** Milliseconds without a change: a client answers each refresh with requests for all files that are visible. */
const PAUSE = 300;

export class Refresher {
  private wanted = new Set<Refreshed>();
  private timer: NodeJS.Timeout | undefined;

  /** @param send sends a request whose failure does not matter */
  constructor(
    private readonly connection: Connection,
    private readonly send: (sent: Promise<unknown>) => void,
  ) {}

  /** Refreshes these, or all, as far as the client can, once no further change comes. */
  soon({ workspace }: ClientCapabilities, kinds = Object.keys(REQUESTS) as Refreshed[]): void {
    for (const kind of kinds) if (workspace?.[kind]?.refreshSupport) this.wanted.add(kind);
    if (this.wanted.size === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE);
  }

  private now(): void {
    const kinds = this.wanted;
    this.wanted = new Set();
    for (const kind of kinds) this.send(this.connection.sendRequest(REQUESTS[kind]));
  }
}
