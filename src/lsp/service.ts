/**
 * The language service: an editor's queries about rule files. It has no connection and no clock; places are paths and
 * offsets in UTF-16 units. Every query has an answer for any text, however broken; for a file that does not exist, an
 * empty one.
 */

import type { Span } from '../dsl/ast.ts';
import type { Compiled } from '../dsl/compiler.ts';
import type { Diagnostic, Edit, Place } from '../dsl/diagnostic.ts';
import type { TextEdit } from '../dsl/edits.ts';
import { formatEdits, formatRange } from '../dsl/format.ts';
import type { Workspace } from '../dsl/workspace.ts';
import { incomingCalls, outgoingCalls, type RuleCall, type RuleItem, type RuleName, ruleAt } from './features/call-hierarchy.ts';
import { type Completion, complete } from './features/completion.ts';
import { definition } from './features/definition.ts';
import { type Fold, folds } from './features/folding.ts';
import { formatTyped } from './features/format-typed.ts';
import { type Highlight, highlights } from './features/highlights.ts';
import { type Hover, hover } from './features/hover.ts';
import { type InlayHint, inlayHints } from './features/inlay-hints.ts';
import { type DeclaredRecord, declaredRecords, type Lens, lenses } from './features/lenses.ts';
import { type Link, links } from './features/links.ts';
import { editsFor, type Move } from './features/moves.ts';
import { type QuickFix, quickFixes } from './features/quick-fixes.ts';
import { type References, referencesTo } from './features/references.ts';
import { prepareRename, type Refusal, rename } from './features/rename.ts';
import { selectionAt } from './features/selection.ts';
import { type SemanticToken, semanticTokens } from './features/semantic-tokens.ts';
import { type SignatureHelp, signatureHelp } from './features/signature-help.ts';
import { documentSymbols, type FoundSymbol, type SymbolNode, workspaceSymbols } from './features/symbols.ts';
import { occurrenceAt } from './names/index.ts';
import type { Occurrence, Target } from './names/target.ts';
import { type View, viewOf } from './view.ts';

export class LanguageService {
  private readonly views = new WeakMap<Compiled, View>();

  constructor(readonly workspace: Workspace) {}

  diagnostics(path: string): Diagnostic[] {
    return this.workspace.diagnostics(path);
  }

  completion(path: string, offset: number): Completion[] {
    const tree = this.workspace.tree(path);
    return tree ? complete(tree, offset, this.workspace) : [];
  }

  hover(path: string, offset: number): Hover | undefined {
    return this.ask(path, (view) => hover(view, offset));
  }

  signatureHelp(path: string, offset: number): SignatureHelp | undefined {
    return this.ask(path, (view) => signatureHelp(view, offset));
  }

  definition(path: string, offset: number): Place[] {
    return this.ask(path, (view) => definition(view, offset)) ?? [];
  }

  /** All references in the workspace, the declarations separately. */
  references(path: string, offset: number): Pick<References, 'declared' | 'used'> {
    const target = this.ask(path, (view) => occurrenceAt(view, offset)?.target);
    return target ? referencesTo(target, this.viewsNaming(target, path)) : { declared: [], used: [] };
  }

  highlights(path: string, offset: number): Highlight[] {
    return this.ask(path, (view) => highlights(view, offset)) ?? [];
  }

  prepareRename(path: string, offset: number): Occurrence | Refusal | undefined {
    return this.ask(path, (view) => prepareRename(view, offset));
  }

  rename(path: string, offset: number, name: string): Edit[] | Refusal {
    const renamed = this.ask(path, (view) => {
      const target = occurrenceAt(view, offset)?.target;
      return rename(view, offset, name, target ? this.viewsNaming(target, path) : [], this.workspace);
    });
    return renamed ?? { problem: 'There is no such file.' };
  }

  /** The edits with which files that name others find them once these are moved. */
  move(moves: readonly Move[]): Edit[] {
    return editsFor(moves, this.workspace);
  }

  documentSymbols(path: string): SymbolNode[] {
    return documentSymbols(this.workspace.tree(path)?.file.declarations ?? []);
  }

  workspaceSymbols(query: string): FoundSymbol[] {
    return workspaceSymbols(this.workspace, query);
  }

  semanticTokens(path: string): SemanticToken[] {
    return this.ask(path, semanticTokens) ?? [];
  }

  folds(path: string): Fold[] {
    return this.ask(path, folds) ?? [];
  }

  /** Spans around an offset, innermost first. */
  selection(path: string, offset: number): Span[] {
    return this.ask(path, (view) => selectionAt(view, offset)) ?? [];
  }

  format(path: string, range?: Span): TextEdit[] {
    const tree = this.workspace.tree(path);
    if (!tree) return [];
    return range ? formatRange(tree, range) : formatEdits(tree);
  }

  /** The edits after a character was typed before an offset. */
  formatTyped(path: string, offset: number, typed: string): TextEdit[] {
    const tree = this.workspace.tree(path);
    return tree ? formatTyped(tree, offset, typed) : [];
  }

  quickFixes(path: string, range: Span): QuickFix[] {
    return quickFixes(this.diagnostics(path), range);
  }

  lenses(path: string): Lens[] {
    return this.ask(path, lenses) ?? [];
  }

  declaredRecords(path: string): DeclaredRecord[] {
    return this.ask(path, declaredRecords) ?? [];
  }

  inlayHints(path: string, range: Span): InlayHint[] {
    return this.ask(path, (view) => inlayHints(view, range)) ?? [];
  }

  links(path: string): Link[] {
    return this.ask(path, links) ?? [];
  }

  ruleAt(path: string, offset: number): RuleItem | undefined {
    return this.ask(path, (view) => ruleAt(view, offset));
  }

  incomingCalls(rule: RuleName): RuleCall[] {
    return incomingCalls(this.viewsOf([...this.filesWith(rule.name, [rule.file]), rule.file]), rule);
  }

  outgoingCalls(rule: RuleName): RuleCall[] {
    return this.ask(rule.file, (view) => outgoingCalls(view, rule)) ?? [];
  }

  private ask<T>(path: string, question: (view: View) => T): T | undefined {
    const compiled = this.workspace.compiled(path);
    const view = this.views.get(compiled) ?? viewOf(compiled);
    if (!view) return undefined;
    this.views.set(compiled, view);
    return question(view);
  }

  /** The files that may contain a name, including those that declare it. */
  private viewsNaming({ name, declared }: Target, path: string): View[] {
    const files = declared.map(({ file }) => file);
    return this.viewsOf([path, ...files, ...this.filesWith(name, files)]);
  }

  /** Files that contain a name, each part of which may be quoted, and can see what one of the declaring files declares. */
  private filesWith(name: string, declaring: readonly string[]): string[] {
    const { workspace } = this;
    const parts = name.split('.');
    const holding = workspace.files.filter((file) => parts.every((part) => workspace.text(file)?.includes(part)));
    return holding.filter((file) => workspace.imports(file).some((imported) => declaring.includes(imported)));
  }

  private viewsOf(paths: readonly string[]): View[] {
    return [...new Set(paths)].map((path) => this.ask(path, (view) => view)).filter((view) => view !== undefined);
  }
}
