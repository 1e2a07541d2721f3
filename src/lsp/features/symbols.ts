/** The outline of a file, and the search for names in all files. */

import type { Declaration, Name, Span, StringLiteral } from '../../dsl/ast.ts';
import type { Workspace } from '../../dsl/workspace.ts';

export interface SymbolNode extends Span {
  name: string;
  kind: Declaration['kind'] | 'RecordDecl' | 'Step' | 'Ending';
  detail: string;
  /** The span of its name. */
  at: Span;
  children: SymbolNode[];
}

/** Declarations with their records, steps and endings. */
export function documentSymbols(declarations: readonly Declaration[]): SymbolNode[] {
  return declarations.flatMap((declaration) => {
    const name = nameOf(declaration);
    return name ? [symbol(declaration, declaration.kind, name, detailOf(declaration), childrenOf(declaration))] : [];
  });
}

function symbol(node: Span, kind: SymbolNode['kind'], name: Name | StringLiteral, detail: string, children: SymbolNode[] = []): SymbolNode {
  const at = { start: name.start, end: name.end };
  // A broken declaration may end before its name.
  const end = Math.max(node.end, at.end);
  return { name: name.kind === 'Name' ? name.text : name.value, kind, detail, start: Math.min(node.start, at.start), end, at, children };
}

function nameOf(declaration: Declaration): Name | StringLiteral | undefined {
  if (declaration.kind === 'ImportDecl') return undefined;
  const { name } = declaration;
  return (name.kind === 'Name' ? name.text : name.value) === '' ? undefined : name;
}

function detailOf(declaration: Declaration): string {
  return declaration.kind === 'RecordsDecl' ? `from ${declaration.format.text}` : declaration.kind.replace('Decl', '').toLowerCase();
}

function childrenOf(declaration: Declaration): SymbolNode[] {
  switch (declaration.kind) {
    case 'RecordsDecl':
      return declaration.records
        .filter(({ name }) => name.text !== '')
        .map((record) => symbol(record, 'RecordDecl', record.name, 'record'));
    case 'TransactionDecl':
      return declaration.clauses.flatMap((clause) => {
        if (clause.kind === 'StepClause' && clause.step?.kind === 'Element' && clause.step.as?.text) {
          return [symbol(clause, 'Step', clause.step.as, clause.link)];
        }
        return clause.kind === 'EndingClause' && clause.name?.value ? [symbol(clause, 'Ending', clause.name, clause.outcome)] : [];
      });
    default:
      return [];
  }
}

export interface FoundSymbol extends SymbolNode {
  file: string;
  /** What contains it. */
  container?: string;
}

/** Nobody looks at more than this. */
const MOST = 256;

/** Names in all files that contain the letters of a query in order. */
export function workspaceSymbols(workspace: Workspace, query: string): FoundSymbol[] {
  const found: FoundSymbol[] = [];
  for (const file of workspace.files) {
    const symbols = documentSymbols(workspace.tree(file)?.file.declarations ?? []);
    found.push(...flattened(symbols, file).filter(({ name }) => matches(name, query)));
    if (found.length >= MOST) return found.slice(0, MOST);
  }
  return found;
}

/** Each symbol, and what it contains. */
export function flattened(symbols: readonly SymbolNode[], file: string): FoundSymbol[] {
  return symbols.flatMap((top) => [{ ...top, file }, ...top.children.map((inner) => ({ ...inner, file, container: top.name }))]);
}

function matches(name: string, query: string): boolean {
  let at = 0;
  const letters = name.toLowerCase();
  for (const letter of query.toLowerCase()) {
    at = letters.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
