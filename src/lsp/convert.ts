/** Converts the plain results of the service to messages of the Language Server Protocol, version 3.17. */

import {
  type CallHierarchyItem,
  type CodeAction,
  CodeActionKind,
  type CompletionClientCapabilities,
  type CompletionItem,
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  InsertTextFormat,
  type Location,
  type Diagnostic as LspDiagnostic,
  type SignatureHelp as LspSignatureHelp,
  type TextEdit as LspTextEdit,
  type MarkupContent,
  MarkupKind,
  type Position,
  type SelectionRange,
  type SymbolInformation,
  SymbolKind,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../dsl/ast.ts';
import type { Diagnostic, Edit } from '../dsl/diagnostic.ts';
import type { TextEdit } from '../dsl/edits.ts';
import { given } from '../given.ts';
import { type Documents, rangeIn } from './documents.ts';
import type { RuleItem } from './features/call-hierarchy.ts';
import type { Completion } from './features/completion.ts';
import type { Fold } from './features/folding.ts';
import type { QuickFix } from './features/quick-fixes.ts';
import type { SignatureHelp } from './features/signature-help.ts';
import type { FoundSymbol, SymbolNode } from './features/symbols.ts';
import { plainText } from './plain-text.ts';

const SEVERITIES = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information };

/** @param lines the document of the file with the diagnostic */
export function toDiagnostic(diagnostic: Diagnostic, lines: TextDocument, documents: Documents): LspDiagnostic {
  const { severity, code, message, help, related = [] } = diagnostic;
  const places = documents.locations(related);
  return {
    range: rangeIn(lines, diagnostic),
    severity: SEVERITIES[severity],
    code,
    source: 'corr',
    message: help === undefined ? message : `${message}\n${help}`,
    ...(code.startsWith('unused-') ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    relatedInformation: places.map((location, i) => ({ location, message: related[i]?.message ?? '' })),
  };
}

export function toEdits(edits: readonly TextEdit[], lines: TextDocument): LspTextEdit[] {
  return edits.map((edit) => ({ range: rangeIn(lines, edit), newText: edit.text }));
}

/** @param versioned whether the client can check that an open file is still that for which the edits were made */
export function toWorkspaceEdit(edits: readonly Edit[], documents: Documents, versioned: boolean): WorkspaceEdit {
  const files = [...new Set(edits.map(({ file }) => file))].map((path) => {
    const lines = documents.lines(path);
    const own = edits.filter(({ file }) => file === path);
    return { uri: documents.uriOf(path), version: documents.isOpen(path) ? lines.version : null, edits: toEdits(own, lines) };
  });
  if (!versioned) return { changes: Object.fromEntries(files.map((file) => [file.uri, file.edits])) };
  return { documentChanges: files.map(({ uri, version, edits }) => ({ textDocument: { uri, version }, edits })) };
}

export function toCodeAction({ title, edits, of, preferred }: QuickFix, documents: Documents, versioned: boolean): CodeAction {
  const edit = toWorkspaceEdit(edits, documents, versioned);
  const diagnostics = [toDiagnostic(of, documents.lines(of.file), documents)];
  return { title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred: preferred, edit };
}

/** @param formats those that the client knows, the preferred one first; without any, it shows texts as they are */
export function toMarkup(markdown: string, formats: readonly MarkupKind[] = []): MarkupContent {
  if (formats[0] === MarkupKind.Markdown) return { kind: MarkupKind.Markdown, value: markdown };
  return { kind: MarkupKind.PlainText, value: plainText(markdown) };
}

const COMPLETION_KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  word: CompletionItemKind.Keyword,
  item: CompletionItemKind.Snippet,
  function: CompletionItemKind.Function,
  type: CompletionItemKind.TypeParameter,
  value: CompletionItemKind.Value,
  file: CompletionItemKind.File,
  format: CompletionItemKind.Struct,
  param: CompletionItemKind.Constant,
  table: CompletionItemKind.Struct,
  rule: CompletionItemKind.Class,
  group: CompletionItemKind.Module,
  record: CompletionItemKind.Event,
  alias: CompletionItemKind.Module,
  step: CompletionItemKind.Variable,
  field: CompletionItemKind.Field,
  key: CompletionItemKind.Field,
  emitted: CompletionItemKind.Field,
  column: CompletionItemKind.Field,
  outcome: CompletionItemKind.EnumMember,
};

/** What a client supports in the items of completions. */
type ItemSupport = NonNullable<CompletionClientCapabilities['completionItem']>;

export function toCompletion(one: Completion, lines: TextDocument, { snippetSupport, documentationFormat }: ItemSupport): CompletionItem {
  const form = snippetSupport ? one.form : undefined;
  return {
    label: one.label,
    kind: COMPLETION_KINDS[one.kind],
    sortText: `${String(one.rank).padStart(2, '0')}${one.label}`,
    textEdit: { range: rangeIn(lines, one.replace), newText: form === undefined ? one.text : snippetOf(form) },
    ...given({
      insertTextFormat: form === undefined ? undefined : InsertTextFormat.Snippet,
      detail: one.detail,
      documentation: one.doc === undefined ? undefined : toMarkup(one.doc, documentationFormat),
    }),
  };
}

/** A form as a snippet of the Language Server Protocol: `${1:name}`. */
export function snippetOf(form: string): string {
  let stop = 0;
  return form.replace(/[$\\]/g, '\\$&').replace(/‹([^›]*)›/g, (_, inner: string) => placeholder(++stop, inner));
}

function placeholder(stop: number, inner: string): string {
  if (inner === '') return `$${stop}`;
  return inner.includes('|') ? `\${${stop}|${inner.replaceAll('|', ',')}|}` : `\${${stop}:${inner.replaceAll('}', '\\}')}}`;
}

const SYMBOL_KINDS: Readonly<Record<SymbolNode['kind'], SymbolKind>> = {
  ImportDecl: SymbolKind.Module,
  ParamDecl: SymbolKind.Constant,
  TableDecl: SymbolKind.Struct,
  FormatDecl: SymbolKind.Struct,
  RecordsDecl: SymbolKind.Namespace,
  RecordDecl: SymbolKind.Event,
  TransactionDecl: SymbolKind.Class,
  WindowDecl: SymbolKind.Class,
  ScheduleDecl: SymbolKind.Class,
  TestDecl: SymbolKind.Method,
  Step: SymbolKind.Variable,
  Ending: SymbolKind.EnumMember,
};

export function toFoundSymbol({ name, kind, container = '' }: FoundSymbol, location: Location): SymbolInformation {
  return { name, kind: SYMBOL_KINDS[kind], containerName: container, location };
}

export function toSymbol({ name, kind, detail, at, children, ...span }: SymbolNode, lines: TextDocument): DocumentSymbol {
  return {
    name,
    kind: SYMBOL_KINDS[kind],
    detail,
    range: rangeIn(lines, span),
    selectionRange: rangeIn(lines, at),
    children: children.map((child) => toSymbol(child, lines)),
  };
}

/** @param wholeLines whether the client folds only those: then the line of a closing bracket must stay visible */
export function toFold({ kind, ...span }: Fold, lines: TextDocument, wholeLines: boolean): FoldingRange {
  const { start, end } = rangeIn(lines, span);
  if (wholeLines) return { startLine: start.line, endLine: kind ? end.line : end.line - 1, ...given({ kind }) };
  return { startLine: start.line, startCharacter: start.character, endLine: end.line, endCharacter: end.character, ...given({ kind }) };
}

/** Each span is nested in the next; the position alone if there is none. */
export function toSelection(spans: readonly Span[], position: Position, lines: TextDocument): SelectionRange {
  const innermost = spans.reduceRight<SelectionRange | undefined>(
    (parent, span) => ({ range: rangeIn(lines, span), ...given({ parent }) }),
    undefined,
  );
  return innermost ?? { range: { start: position, end: position } };
}

/** @param formats those that the client knows, the preferred one first */
export function toSignatureHelp({ label, doc, parameters, active }: SignatureHelp, formats?: readonly MarkupKind[]): LspSignatureHelp {
  return {
    signatures: [{ label, documentation: toMarkup(doc, formats), parameters: parameters.map((name) => ({ label: name })) }],
    activeSignature: 0,
    activeParameter: active,
  };
}

/** The client sends it back with the next request: its URI and name tell which rule it is. */
export function toCallItem(rule: RuleItem, documents: Documents): CallHierarchyItem {
  const lines = documents.lines(rule.file);
  return {
    name: rule.name,
    kind: SymbolKind.Class,
    detail: rule.kind,
    uri: documents.uriOf(rule.file),
    range: rangeIn(lines, rule),
    selectionRange: rangeIn(lines, rule.at),
  };
}
