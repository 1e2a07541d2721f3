/** The Language Server Protocol for the language service: a table from requests to responses. */

import {
  type ClientCapabilities,
  type Connection,
  createConnection,
  ErrorCodes,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { Workspace } from '../dsl/workspace.ts';
import { Answers } from './answers.ts';
import { Documents, type Host } from './documents.ts';
import { drainingStreams } from './draining-streams.ts';
import { FORMAT_TRIGGERS } from './features/format-typed.ts';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from './features/semantic-tokens.ts';
import { logFault } from './log-fault.ts';
import { LanguageService } from './service.ts';
import { Synchronizer } from './synchronize.ts';

const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: ['.', '{', '"', ':'] },
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  codeLensProvider: {},
  documentLinkProvider: {},
  semanticTokensProvider: {
    legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
    full: { delta: true },
    range: true,
  },
  diagnosticProvider: { identifier: 'corr', interFileDependencies: true, workspaceDiagnostics: false },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter: FORMAT_TRIGGERS[0], moreTriggerCharacter: FORMAT_TRIGGERS.slice(1) },
  inlayHintProvider: true,
  callHierarchyProvider: true,
  workspace: {
    workspaceFolders: { supported: true, changeNotifications: true },
    fileOperations: { willRename: { filters: [{ scheme: 'file', pattern: { glob: '**/*' } }] } },
  },
};

/** Some options may be announced only to clients that know them. */
function capabilitiesFor({ textDocument: { rename, codeAction } = {} }: ClientCapabilities): ServerCapabilities {
  return {
    ...CAPABILITIES,
    renameProvider: rename?.prepareSupport ? { prepareProvider: true } : true,
    ...(codeAction?.codeActionLiteralSupport ? { codeActionProvider: { codeActionKinds: ['quickfix'] } } : {}),
  };
}

/** Runs the server on two streams until its client ends it or disconnects; pending requests are answered first. */
export function serve(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, host: Host): void {
  listen(createConnection(...drainingStreams(input, output)), host);
}

/** Answers all requests of a connection. */
export function listen(connection: Connection, host: Host): void {
  const workspace = new Workspace(host);
  const documents = new Documents(workspace, host);
  const service = new LanguageService(workspace);
  const answers = new Answers(service, documents, (error) => logFault(connection, error));
  const synchronizer = new Synchronizer(connection, service, documents);
  const session = new Session();
  connection.onInitialize((params) => {
    session.begin();
    answers.client = params.capabilities;
    synchronizer.initialize(params);
    return { capabilities: capabilitiesFor(params.capabilities), serverInfo: { name: 'corr', version: host.version } };
  });
  connection.onShutdown(() => session.end());
  synchronizer.listen();
  answerAll(connection, answers, synchronizer, session);
  connection.listen();
}

/** Between `initialize` and `shutdown`; outside of it requests are refused, as the protocol demands. */
class Session {
  private refusal: ResponseError<void> | undefined = new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize comes first');
  private begun = false;

  begin(): void {
    if (this.begun) throw new ResponseError(ErrorCodes.InvalidRequest, 'initialize comes only once');
    this.begun = true;
    this.refusal = undefined;
  }

  end(): void {
    this.refusal = new ResponseError(ErrorCodes.InvalidRequest, 'the server has been shut down');
  }

  /** @throws ResponseError if no request may come */
  check(): void {
    if (this.refusal) throw this.refusal;
  }
}

function answerAll(connection: Connection, answers: Answers, synchronizer: Synchronizer, session: Session): void {
  /** A fault of the program is logged, and answered with a neutral value, so that the server survives. */
  const or =
    <P, R, F>(otherwise: F, answer: (params: P) => R | Promise<R>) =>
    async (params: P): Promise<NonNullable<R> | F> => {
      session.check();
      try {
        return (await answer(params)) ?? otherwise;
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        logFault(connection, error);
        return otherwise;
      }
    };
  connection.onCompletion(or(null, answers.completion));
  connection.onHover(or(null, answers.hover));
  connection.onSignatureHelp(or(null, answers.signatureHelp));
  connection.onDefinition(or(null, answers.definition));
  connection.onReferences(or(null, answers.references));
  connection.onDocumentHighlight(or(null, answers.highlights));
  connection.onPrepareRename(or(null, answers.prepareRename));
  connection.onRenameRequest(or(null, answers.rename));
  connection.workspace.onWillRenameFiles(or(null, answers.willRename));
  connection.onDocumentSymbol(or(null, answers.documentSymbols));
  connection.onWorkspaceSymbol(or(null, answers.workspaceSymbols));
  connection.onFoldingRanges(or(null, answers.folds));
  connection.onSelectionRanges(or(null, answers.selections));
  connection.onDocumentFormatting(or(null, answers.format));
  connection.onDocumentRangeFormatting(or(null, answers.formatRange));
  connection.onDocumentOnTypeFormatting(or(null, answers.formatTyped));
  connection.onCodeAction(or(null, answers.codeActions));
  connection.onCodeLens(or(null, answers.lenses));
  connection.onDocumentLinks(or(null, answers.links));
  connection.languages.inlayHint.on(or(null, answers.inlayHints));
  connection.languages.semanticTokens.on(or({ data: [] }, answers.semanticTokens));
  connection.languages.semanticTokens.onDelta(or({ data: [] }, answers.semanticTokensDelta));
  connection.languages.semanticTokens.onRange(or({ data: [] }, answers.semanticTokensRange));
  connection.languages.diagnostics.on(or({ kind: 'full', items: [] }, synchronizer.report));
  connection.languages.callHierarchy.onPrepare(or(null, answers.prepareCalls));
  connection.languages.callHierarchy.onIncomingCalls(or(null, answers.incomingCalls));
  connection.languages.callHierarchy.onOutgoingCalls(or(null, answers.outgoingCalls));
}
