/** From the plain results of the service to the messages of the Language Server Protocol, version 3.17. */

import {
  type CallHierarchyItem,
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  InsertTextFormat,
  type Diagnostic as LspDiagnostic,
  type SignatureHelp as LspSignatureHelp,
  type TextEdit as LspTextEdit,
  MarkupKind,
  type Position,
  type SelectionRange,
  SymbolKind,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Span } from '../dsl/ast.ts';
import type { Diagnostic, Edit } from '../dsl/diagnostic.ts';
import type { TextEdit } from '../dsl/edits.ts';
import type { Documents } from './documents.ts';
import type { RuleItem } from './features/call-hierarchy.ts';
import type { Completion } from './features/completion.ts';
import type { Fold } from './features/folding.ts';
import type { QuickFix } from './features/quick-fixes.ts';
import type { SignatureHelp } from './features/signature-help.ts';
import type { SymbolNode } from './features/symbols.ts';
import { snippetOf } from './manual/words.ts';

const SEVERITIES = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information };

export function toDiagnostic(
  { file, start, end, severity, code, message, help, related = [] }: Diagnostic,
  documents: Documents,
): LspDiagnostic {
  return {
    range: documents.range(file, { start, end }),
    severity: SEVERITIES[severity],
    code,
    source: 'corr',
    message: help === undefined ? message : `${message}\n${help}`,
    ...(code.startsWith('unused-') ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    relatedInformation: related.map((one) => ({ location: documents.location(one), message: one.message })),
  };
}

export function toEdits(path: string, edits: readonly TextEdit[], documents: Documents): LspTextEdit[] {
  return edits.map((edit) => ({ range: documents.range(path, edit), newText: edit.text }));
}

export function toWorkspaceEdit(edits: readonly Edit[], documents: Documents): WorkspaceEdit {
  const changes: Record<string, LspTextEdit[]> = {};
  for (const path of new Set(edits.map(({ file }) => file))) {
    const own = edits.filter(({ file }) => file === path);
    changes[documents.uriOf(path)] = toEdits(path, own, documents);
  }
  return { changes };
}

export function toCodeAction({ title, edits, of, preferred }: QuickFix, documents: Documents): CodeAction {
  const edit = toWorkspaceEdit(edits, documents);
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [toDiagnostic(of, documents)], isPreferred: preferred, edit };
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

/** `snippets`: the client can fill in places. */
export function toCompletion(path: string, one: Completion, documents: Documents, snippets: boolean): CompletionItem {
  const form = snippets ? one.form : undefined;
  return {
    label: one.label,
    kind: COMPLETION_KINDS[one.kind],
    sortText: `${one.rank}${one.label}`,
    textEdit: { range: documents.range(path, one.replace), newText: form === undefined ? one.text : snippetOf(form) },
    ...(form === undefined ? {} : { insertTextFormat: InsertTextFormat.Snippet }),
    ...(one.detail === undefined ? {} : { detail: one.detail }),
    ...(one.doc === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: one.doc } }),
  };
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

export function symbolKind(kind: SymbolNode['kind']): SymbolKind {
  return SYMBOL_KINDS[kind];
}

export function toSymbol(path: string, { name, kind, detail, at, children, ...span }: SymbolNode, documents: Documents): DocumentSymbol {
  return {
    name,
    kind: symbolKind(kind),
    detail,
    range: documents.range(path, span),
    selectionRange: documents.range(path, at),
    children: children.map((child) => toSymbol(path, child, documents)),
  };
}

export function toFold(path: string, { kind, ...span }: Fold, documents: Documents): FoldingRange {
  const { start, end } = documents.range(path, span);
  return { startLine: start.line, startCharacter: start.character, endLine: end.line, endCharacter: end.character, kind };
}

/** Each span within the next; the position alone when there is none. */
export function toSelection(path: string, spans: readonly Span[], position: Position, documents: Documents): SelectionRange {
  const outermost: SelectionRange = { range: { start: position, end: position } };
  return (
    spans.reduceRight<SelectionRange | undefined>(
      (parent, span) => ({ range: documents.range(path, span), ...(parent ? { parent } : {}) }),
      undefined,
    ) ?? outermost
  );
}

export function toSignatureHelp({ signatures, active }: SignatureHelp): LspSignatureHelp {
  return {
    signatures: signatures.map(({ label, doc, parameters }) => ({
      label,
      documentation: doc,
      parameters: parameters.map((name) => ({ label: name })),
    })),
    activeSignature: 0,
    activeParameter: active,
  };
}

/** The rule goes along as data, and comes back with the next question. */
export function toCallItem(rule: RuleItem, documents: Documents): CallHierarchyItem {
  return {
    name: rule.name,
    kind: SymbolKind.Class,
    detail: rule.kind,
    uri: documents.uriOf(rule.file),
    range: documents.range(rule.file, rule),
    selectionRange: documents.range(rule.file, rule.at),
    data: rule,
  };
}
