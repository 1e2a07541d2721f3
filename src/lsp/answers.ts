/** Translates requests of the Language Server Protocol for the service, and its results into responses. */

import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeLens,
  type CompletionItem,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type InlayHint,
  InlayHintKind,
  type Location,
  LSPErrorCodes,
  type TextEdit as LspTextEdit,
  type Position,
  type Range,
  type RenameFilesParams,
  ResponseError,
  type SelectionRange,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SignatureHelp,
  type SymbolInformation,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../dsl/ast.ts';
import type { Plan } from '../dsl/plan.ts';
import {
  toCallItem,
  toCodeAction,
  toCompletion,
  toEdits,
  toFold,
  toFoundSymbol,
  toMarkup,
  toSelection,
  toSignatureHelp,
  toSymbol,
  toWorkspaceEdit,
} from './convert.ts';
import { type Documents, rangeIn, type SampleMatches, spanIn } from './documents.ts';
import type { RuleCall, RuleName } from './features/call-hierarchy.ts';
import { type FoundSymbol, flattened } from './features/symbols.ts';
import { encoded, SemanticTokenEncoder } from './semantic-token-encoder.ts';
import type { LanguageService } from './service.ts';

interface OfFile {
  textDocument: { uri: string };
}
interface OfPlace extends OfFile {
  position: Position;
}
interface OfRange extends OfFile {
  range: Range;
}

export class Answers {
  /** What the client supports. */
  client: ClientCapabilities = {};

  private readonly tokens = new SemanticTokenEncoder();

  constructor(
    private readonly service: LanguageService,
    private readonly documents: Documents,
    /** Logs what fails without failing an answer. */
    private readonly logFault: (error: unknown) => void,
  ) {}

  private get versioned(): boolean {
    return this.client.workspace?.workspaceEdit?.documentChanges ?? false;
  }

  /** The file that a request is about. */
  private file({ textDocument }: OfFile): [path: string, lines: TextDocument] {
    const path = this.documents.pathOf(textDocument.uri);
    return [path, this.documents.lines(path)];
  }

  private place(params: OfPlace): [path: string, offset: number, lines: TextDocument] {
    const [path, lines] = this.file(params);
    return [path, lines.offsetAt(params.position), lines];
  }

  private span(params: OfRange): [path: string, span: Span, lines: TextDocument] {
    const [path, lines] = this.file(params);
    return [path, spanIn(lines, params.range), lines];
  }

  readonly completion = (params: OfPlace): CompletionItem[] => {
    const [path, offset, lines] = this.place(params);
    const support = this.client.textDocument?.completion?.completionItem ?? {};
    return this.service.completion(path, offset).map((one) => toCompletion(one, lines, support));
  };

  readonly hover = (params: OfPlace): Hover | undefined => {
    const [path, offset, lines] = this.place(params);
    const found = this.service.hover(path, offset);
    if (!found) return undefined;
    return { contents: toMarkup(found.markdown, this.client.textDocument?.hover?.contentFormat), range: rangeIn(lines, found) };
  };

  readonly signatureHelp = (params: OfPlace): SignatureHelp | undefined => {
    const [path, offset] = this.place(params);
    const help = this.service.signatureHelp(path, offset);
    return help && toSignatureHelp(help, this.client.textDocument?.signatureHelp?.signatureInformation?.documentationFormat);
  };

  readonly definition = (params: OfPlace): Location[] => {
    const [path, offset] = this.place(params);
    return this.documents.locations(this.service.definition(path, offset));
  };

  readonly references = ({ context, ...params }: OfPlace & { context: { includeDeclaration: boolean } }): Location[] => {
    const [path, offset] = this.place(params);
    const { declared, used } = this.service.references(path, offset);
    return this.documents.locations([...(context.includeDeclaration ? declared : []), ...used]);
  };

  readonly highlights = (params: OfPlace): DocumentHighlight[] => {
    const [path, offset, lines] = this.place(params);
    return this.service.highlights(path, offset).map(({ declares, ...span }) => ({
      range: rangeIn(lines, span),
      kind: declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
  };

  readonly prepareRename = (params: OfPlace): { range: Range; placeholder: string } | undefined => {
    const [path, offset, lines] = this.place(params);
    const found = accepted(this.service.prepareRename(path, offset));
    return found && { range: rangeIn(lines, found), placeholder: found.target.name };
  };

  readonly rename = ({ newName, ...params }: OfPlace & { newName: string }): WorkspaceEdit => {
    const [path, offset] = this.place(params);
    return toWorkspaceEdit(accepted(this.service.rename(path, offset, newName)), this.documents, this.versioned);
  };

  readonly willRename = ({ files }: RenameFilesParams): WorkspaceEdit => {
    const moves = files.map(({ oldUri, newUri }) => ({ from: this.documents.pathOf(oldUri), to: this.documents.pathOf(newUri) }));
    return toWorkspaceEdit(this.service.move(moves), this.documents, this.versioned);
  };

  readonly documentSymbols = (params: OfFile): DocumentSymbol[] | SymbolInformation[] => {
    const [path, lines] = this.file(params);
    const found = this.service.documentSymbols(path);
    if (this.client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport) return found.map((one) => toSymbol(one, lines));
    return flattened(found, path).map((one) => toFoundSymbol(one, { uri: params.textDocument.uri, range: rangeIn(lines, one) }));
  };

  readonly workspaceSymbols = ({ query }: { query: string }): SymbolInformation[] => {
    const found = this.service.workspaceSymbols(query);
    const locations = this.documents.locations(found.map(({ file, at }) => ({ file, ...at })));
    return locations.map((location, i) => toFoundSymbol(found[i] as FoundSymbol, location));
  };

  readonly folds = (params: OfFile): FoldingRange[] => {
    const [path, lines] = this.file(params);
    const wholeLines = this.client.textDocument?.foldingRange?.lineFoldingOnly ?? false;
    const folds = this.service.folds(path).map((one) => toFold(one, lines, wholeLines));
    return folds.filter(({ startLine, endLine }) => startLine < endLine);
  };

  readonly selections = ({ positions, ...params }: OfFile & { positions: Position[] }): SelectionRange[] => {
    const [path, lines] = this.file(params);
    return positions.map((position) => toSelection(this.service.selection(path, lines.offsetAt(position)), position, lines));
  };

  readonly format = (params: OfFile): LspTextEdit[] => {
    const [path, lines] = this.file(params);
    return toEdits(this.service.format(path), lines);
  };

  readonly formatRange = (params: OfRange): LspTextEdit[] => {
    const [path, span, lines] = this.span(params);
    return toEdits(this.service.format(path, span), lines);
  };

  readonly formatTyped = ({ ch, ...params }: OfPlace & { ch: string }): LspTextEdit[] => {
    const [path, offset, lines] = this.place(params);
    return toEdits(this.service.formatTyped(path, offset, ch), lines);
  };

  readonly codeActions = ({ context, ...params }: OfRange & { context: CodeActionContext }): CodeAction[] => {
    const wanted = context.only ?? [CodeActionKind.Empty];
    if (!wanted.some((kind) => kind === CodeActionKind.Empty || kind === CodeActionKind.QuickFix)) return [];
    const [path, span] = this.span(params);
    return this.service.quickFixes(path, span).map((one) => toCodeAction(one, this.documents, this.versioned));
  };

  readonly lenses = async (params: OfFile): Promise<CodeLens[]> => {
    return [...this.testLenses(params), ...(await this.sampleLenses(params))];
  };

  /** `corr.test` is a command of the client, which knows how to run the program. */
  private testLenses(params: OfFile): CodeLens[] {
    const [path, lines] = this.file(params);
    return this.service.lenses(path).map(({ title, test, ...span }) => {
      const about = [params.textDocument.uri, ...(test === undefined ? [] : [test])];
      return { range: rangeIn(lines, span), command: { title, command: 'corr.test', arguments: about } };
    });
  }

  /** The number of lines that each record matches in the samples next to a file. */
  private async sampleLenses(params: OfFile): Promise<CodeLens[]> {
    const [path, lines] = this.file(params);
    const records = this.service.declaredRecords(path).map(({ name, ...span }) => ({ name, range: rangeIn(lines, span) }));
    const { plan } = this.service.workspace.compiled(path);
    const found = plan && records.length > 0 ? await this.matchesIn(path, plan) : undefined;
    return records.flatMap(({ name, range }) => {
      const count = found?.counts.get(name);
      if (count === undefined) return [];
      return [{ range, command: { title: `${count} ${count === 1 ? 'match' : 'matches'} in ${found?.where}`, command: '' } }];
    });
  }

  /** Undefined if the samples cannot be read: the other lenses do not depend on them. */
  private async matchesIn(path: string, plan: Plan): Promise<SampleMatches | undefined> {
    try {
      return await this.documents.host.matches?.(this.documents.diskPath(path), plan);
    } catch (error) {
      this.logFault(error);
      return undefined;
    }
  }

  readonly links = (params: OfFile): DocumentLink[] => {
    const [path, lines] = this.file(params);
    const links = this.service.links(path);
    return links.map(({ path: target, ...span }) => ({ range: rangeIn(lines, span), target: this.documents.uriOf(target) }));
  };

  readonly semanticTokens = (params: OfFile): SemanticTokens => {
    const [path, lines] = this.file(params);
    return this.tokens.all(lines, this.service.semanticTokens(path));
  };

  readonly semanticTokensDelta = ({
    previousResultId,
    ...params
  }: OfFile & { previousResultId: string }): SemanticTokens | SemanticTokensDelta => {
    const [path, lines] = this.file(params);
    return this.tokens.changes(lines, previousResultId, this.service.semanticTokens(path));
  };

  readonly semanticTokensRange = (params: OfRange): SemanticTokens => {
    const [path, { start, end }, lines] = this.span(params);
    const tokens = this.service.semanticTokens(path).filter((token) => token.start < end && start < token.end);
    return { data: encoded(lines, tokens) };
  };

  readonly inlayHints = (params: OfRange): InlayHint[] => {
    const [path, span, lines] = this.span(params);
    const hints = this.service.inlayHints(path, span);
    return hints.map(({ kind, offset, label }) => ({
      position: lines.positionAt(offset),
      label,
      ...(kind === 'type' ? { kind: InlayHintKind.Type } : { paddingLeft: true }),
    }));
  };

  readonly prepareCalls = (params: OfPlace): CallHierarchyItem[] | undefined => {
    const [path, offset] = this.place(params);
    const rule = this.service.ruleAt(path, offset);
    return rule && [toCallItem(rule, this.documents)];
  };

  readonly incomingCalls = ({ item }: { item: CallHierarchyItem }): CallHierarchyIncomingCall[] => {
    return this.service.incomingCalls(this.rule(item)).map((call) => ({
      from: toCallItem(call.rule, this.documents),
      fromRanges: this.rangesOf(call, call.rule.file),
    }));
  };

  readonly outgoingCalls = ({ item }: { item: CallHierarchyItem }): CallHierarchyOutgoingCall[] => {
    const rule = this.rule(item);
    return this.service.outgoingCalls(rule).map((call) => ({
      to: toCallItem(call.rule, this.documents),
      fromRanges: this.rangesOf(call, rule.file),
    }));
  };

  private rule({ uri, name }: CallHierarchyItem): RuleName {
    return { file: this.documents.pathOf(uri), name };
  }

  private rangesOf({ places }: RuleCall, path: string): Range[] {
    const lines = this.documents.lines(path);
    return places.map((span) => rangeIn(lines, span));
  }
}

/** The accepted result of the service. @throws ResponseError with the reason for a refusal, which the client shows. */
function accepted<T extends object | undefined>(answer: T | { problem: string }): T {
  if (answer && 'problem' in answer) throw new ResponseError(LSPErrorCodes.RequestFailed, answer.problem);
  return answer as T;
}
