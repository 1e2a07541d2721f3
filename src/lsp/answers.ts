/** Questions of the Language Server Protocol, put to the service, and its answers as the protocol has them. */

import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
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
  MarkupKind,
  type Position,
  type Range,
  ResponseError,
  type SelectionRange,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SignatureHelp,
  type SymbolInformation,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Span } from '../dsl/ast.ts';
import { Colours } from './colours.ts';
import {
  symbolKind,
  toCallItem,
  toCodeAction,
  toCompletion,
  toEdits,
  toFold,
  toSelection,
  toSignatureHelp,
  toSymbol,
  toWorkspaceEdit,
} from './convert.ts';
import type { Documents } from './documents.ts';
import type { RuleCall, RuleItem } from './features/call-hierarchy.ts';
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
  /** The client can fill in the places of a snippet. */
  snippets = false;

  private readonly colours: Colours;

  constructor(
    private readonly service: LanguageService,
    private readonly documents: Documents,
  ) {
    this.colours = new Colours(documents);
    documents.onClose = (path) => this.colours.forget(path);
  }

  private path({ textDocument }: OfFile): string {
    return this.documents.pathOf(textDocument.uri);
  }

  /** The file and the offset that a question is about. */
  private place(params: OfPlace): [path: string, offset: number] {
    const path = this.path(params);
    return [path, this.documents.lines(path).offsetAt(params.position)];
  }

  private span(params: OfRange): [path: string, span: Span] {
    const path = this.path(params);
    return [path, this.documents.span(path, params.range)];
  }

  readonly completion = (params: OfPlace): CompletionItem[] => {
    const [path, offset] = this.place(params);
    return this.service.completion(path, offset).map((one) => toCompletion(path, one, this.documents, this.snippets));
  };

  readonly hover = (params: OfPlace): Hover | undefined => {
    const [path, offset] = this.place(params);
    const found = this.service.hover(path, offset);
    const contents = { kind: MarkupKind.Markdown, value: found?.markdown ?? '' };
    return found && { contents, range: this.documents.range(path, found) };
  };

  readonly signatureHelp = (params: OfPlace): SignatureHelp | undefined => {
    const help = this.service.signatureHelp(...this.place(params));
    return help && toSignatureHelp(help);
  };

  readonly definition = (params: OfPlace): Location[] => {
    return this.service.definition(...this.place(params)).map((one) => this.documents.location(one));
  };

  readonly references = ({ context, ...params }: OfPlace & { context: { includeDeclaration: boolean } }): Location[] => {
    const { declared, used } = this.service.references(...this.place(params));
    return [...(context.includeDeclaration ? declared : []), ...used].map((one) => this.documents.location(one));
  };

  readonly highlights = (params: OfPlace): DocumentHighlight[] => {
    const [path, offset] = this.place(params);
    return this.service.highlights(path, offset).map(({ declares, ...span }) => ({
      range: this.documents.range(path, span),
      kind: declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
  };

  readonly prepareRename = (params: OfPlace): { range: Range; placeholder: string } | undefined => {
    const [path, offset] = this.place(params);
    const found = accepted(this.service.prepareRename(path, offset));
    return found && { range: this.documents.range(path, found), placeholder: found.name };
  };

  readonly rename = ({ newName, ...params }: OfPlace & { newName: string }): WorkspaceEdit => {
    return toWorkspaceEdit(accepted(this.service.rename(...this.place(params), newName)), this.documents);
  };

  readonly documentSymbols = (params: OfFile): DocumentSymbol[] => {
    const path = this.path(params);
    return this.service.documentSymbols(path).map((one) => toSymbol(path, one, this.documents));
  };

  readonly workspaceSymbols = ({ query }: { query: string }): SymbolInformation[] => {
    return this.service.workspaceSymbols(query).map(({ name, kind, file, at, container = '' }) => ({
      name,
      kind: symbolKind(kind),
      containerName: container,
      location: this.documents.location({ file, ...at }),
    }));
  };

  readonly folds = (params: OfFile): FoldingRange[] => {
    const path = this.path(params);
    return this.service.folds(path).map((one) => toFold(path, one, this.documents));
  };

  readonly selections = ({ positions, ...params }: OfFile & { positions: Position[] }): SelectionRange[] => {
    const path = this.path(params);
    const lines = this.documents.lines(path);
    return positions.map((position) => toSelection(path, this.service.selection(path, lines.offsetAt(position)), position, this.documents));
  };

  readonly format = (params: OfFile): LspTextEdit[] => {
    const path = this.path(params);
    return toEdits(path, this.service.format(path), this.documents);
  };

  readonly formatRange = (params: OfRange): LspTextEdit[] => {
    const [path, span] = this.span(params);
    return toEdits(path, this.service.format(path, span), this.documents);
  };

  readonly formatTyped = ({ ch, ...params }: OfPlace & { ch: string }): LspTextEdit[] => {
    const [path, offset] = this.place(params);
    return toEdits(path, this.service.formatTyped(path, offset, ch), this.documents);
  };

  readonly codeActions = ({ context, ...params }: OfRange & { context: CodeActionContext }): CodeAction[] => {
    if (context.only && !context.only.includes(CodeActionKind.QuickFix)) return [];
    return this.service.quickFixes(...this.span(params)).map((one) => toCodeAction(one, this.documents));
  };

  readonly lenses = async (params: OfFile): Promise<CodeLens[]> => {
    const path = this.path(params);
    return [...this.testLenses(path, params.textDocument.uri), ...(await this.sampleLenses(path))];
  };

  /** `corr.test` is a command of the client: it knows how to run the program. */
  private testLenses(path: string, uri: string): CodeLens[] {
    return this.service.lenses(path).map(({ title, test, ...span }) => {
      const about = [uri, ...(test === undefined ? [] : [test])];
      return { range: this.documents.range(path, span), command: { title, command: 'corr.test', arguments: about } };
    });
  }

  /** How many lines of the samples beside a file each of its records is. */
  private async sampleLenses(path: string): Promise<CodeLens[]> {
    const records = this.service.declaredRecords(path).map(({ name, ...span }) => ({ name, range: this.documents.range(path, span) }));
    const { plan } = this.service.workspace.compiled(path);
    const found = plan && records.length > 0 ? await this.documents.host.matches?.(path, plan) : undefined;
    return records.flatMap(({ name, range }) => {
      const count = found?.counts.get(name);
      if (count === undefined) return [];
      return [{ range, command: { title: `${count} ${count === 1 ? 'match' : 'matches'} in ${found?.where}`, command: '' } }];
    });
  }

  readonly links = (params: OfFile): DocumentLink[] => {
    const path = this.path(params);
    const { documents } = this;
    return this.service
      .links(path)
      .map(({ path: target, ...span }) => ({ range: documents.range(path, span), target: documents.uriOf(target) }));
  };

  readonly semanticTokens = (params: OfFile): SemanticTokens => {
    const path = this.path(params);
    return this.colours.all(path, this.service.semanticTokens(path));
  };

  readonly semanticTokensDelta = ({
    previousResultId,
    ...params
  }: OfFile & { previousResultId: string }): SemanticTokens | SemanticTokensDelta => {
    const path = this.path(params);
    return this.colours.changes(path, previousResultId, this.service.semanticTokens(path));
  };

  readonly semanticTokensRange = (params: OfRange): SemanticTokens => {
    const [path, { start, end }] = this.span(params);
    const tokens = this.service.semanticTokens(path).filter((token) => token.start < end && start < token.end);
    return { data: this.colours.numbers(path, tokens) };
  };

  readonly inlayHints = (params: OfRange): InlayHint[] => {
    const [path, span] = this.span(params);
    const lines = this.documents.lines(path);
    const hints = this.service.inlayHints(path, span);
    return hints.map(({ kind, offset, label }) => ({
      position: lines.positionAt(offset),
      label,
      ...(kind === 'type' ? { kind: InlayHintKind.Type } : { paddingLeft: true }),
    }));
  };

  readonly prepareCalls = (params: OfPlace): CallHierarchyItem[] | undefined => {
    const rule = this.service.ruleAt(...this.place(params));
    return rule && [toCallItem(rule, this.documents)];
  };

  readonly incomingCalls = ({ item }: { item: CallHierarchyItem }): CallHierarchyIncomingCall[] => {
    return this.service.incomingCalls(item.data as RuleItem).map((call) => ({
      from: toCallItem(call.rule, this.documents),
      fromRanges: this.rangesOf(call, call.rule.file),
    }));
  };

  readonly outgoingCalls = ({ item }: { item: CallHierarchyItem }): CallHierarchyOutgoingCall[] => {
    const rule = item.data as RuleItem;
    return this.service.outgoingCalls(rule).map((call) => ({
      to: toCallItem(call.rule, this.documents),
      fromRanges: this.rangesOf(call, rule.file),
    }));
  };

  private rangesOf({ places }: RuleCall, path: string): Range[] {
    return places.map((span) => this.documents.range(path, span));
  }
}

/** What the service grants. @throws ResponseError with why it does not, which the client shows. */
function accepted<T extends object | undefined>(answer: T | { problem: string }): T {
  if (answer && 'problem' in answer) throw new ResponseError(LSPErrorCodes.RequestFailed, answer.problem);
  return answer as T;
}
