/** What the features know about one file: its text, its tree, and the results of the compiler. */

import type { Declaration, FileNode, Span } from '../dsl/ast.ts';
import type { Compiled } from '../dsl/compiler.ts';
import type { Place } from '../dsl/diagnostic.ts';
import type { Module } from '../dsl/imports.ts';
import { readMessage } from '../dsl/lower/messages.ts';
import type { LoweredProgram, LoweredRule } from '../dsl/lower/program.ts';
import type { RecordShape } from '../dsl/lower/shape.ts';
import type { Used } from '../dsl/lower/uses.ts';
import type { Token } from '../dsl/parser.ts';
import { firstFrom } from '../dsl/search.ts';
import type { Source } from '../dsl/source.ts';
import type { FileScope, RecordSymbol } from '../dsl/symbols.ts';
import { childrenOf, type Node } from '../dsl/tree.ts';

/** The entry file of a program; undefined if it does not exist. */
export function viewOf(compiled: Compiled): View | undefined {
  const module = compiled.modules.find(({ entry }) => entry);
  return module && new View(compiled, module);
}

export class View {
  readonly path: string;
  readonly source: Source;
  readonly file: FileNode;
  readonly tokens: readonly Token[];
  /** Absent if a phase of the compiler failed. */
  readonly scope: FileScope | undefined;
  readonly program: LoweredProgram | undefined;
  private records: Map<RecordShape, RecordSymbol> | undefined;
  private rules: Map<Node, LoweredRule> | undefined;

  constructor(
    readonly compiled: Compiled,
    readonly module: Module,
  ) {
    this.path = module.path;
    this.source = module.source;
    this.file = module.parsed.file;
    this.tokens = module.parsed.tokens;
    this.scope = this.scopeOf(module);
    this.program = compiled.program;
  }

  get text(): string {
    return this.source.text;
  }

  scopeOf(module: Module): FileScope | undefined {
    return this.compiled.symbols?.scopes.get(module);
  }

  place({ start, end }: Span): Place {
    return { file: this.path, start, end };
  }

  /** The token that contains an offset or ends at it; of two adjacent ones, the word. */
  tokenAt(offset: number): Token | undefined {
    const touching = tokensTouching(this.tokens, offset);
    return touching.find(({ kind }) => kind === 'word' || kind === 'name') ?? touching[touching.length - 1];
  }

  nodesAt(offset: number): Node[] {
    return nodesAt(this, offset);
  }

  declarationAt(offset: number): Declaration | undefined {
    return this.file.declarations.findLast(({ start, end }) => start <= offset && offset <= end);
  }

  /** A rule in its lowered form, whichever file contains it. */
  ruleOf(decl: Node): LoweredRule | undefined {
    this.rules ??= new Map(this.program?.rules.map((rule) => [rule.symbol.decl, rule]));
    return this.rules.get(decl);
  }

  ruleNamed(name: string): LoweredRule | undefined {
    return this.program?.rules.find(({ symbol }) => symbol.name === name);
  }

  /** The fields of a record or an outcome. */
  shapeOf(used: Used): RecordShape | undefined {
    const { module } = 'record' in used ? used.record : used.rule;
    return this.program?.around(module).shapeOf(used);
  }

  /** The declared record of a shape; undefined for an outcome. */
  recordOf(shape: RecordShape): RecordSymbol | undefined {
    this.records ??= this.mapRecords();
    return this.records.get(shape);
  }

  private mapRecords(): Map<RecordShape, RecordSymbol> {
    const records = new Map<RecordShape, RecordSymbol>();
    for (const scope of this.compiled.symbols?.scopes.values() ?? []) {
      for (const symbol of scope.own()) {
        if (symbol.kind !== 'group') continue;
        for (const record of symbol.records.values()) {
          const shape = this.shapeOf({ record });
          if (shape) records.set(shape, record);
        }
      }
    }
    return records;
  }
}

/** Nodes around an offset, from the file to the innermost; includes expressions in a message. */
export function nodesAt({ file, source }: { file: FileNode; source: Source }, offset: number): Node[] {
  const chain: Node[] = [];
  for (let node: Node | undefined = file; node; node = nodeAt(partsOf(node, source), offset)) chain.push(node);
  return chain;
}

/** The children of a node, and the expressions in the text of a message. */
export function partsOf(node: Node, source: Source): Node[] {
  const children = childrenOf(node);
  if (node.kind !== 'MessageClause' || !node.text) return children;
  const holes = readMessage(node.text, source).flatMap((piece) => (typeof piece !== 'string' && piece.expr ? [piece.expr] : []));
  return [...children, ...holes];
}

/** Of adjacent nodes at an offset the last one, of nested nodes the innermost. */
function nodeAt(nodes: readonly Node[], offset: number): Node | undefined {
  const around = nodes.filter(({ start, end }) => start <= offset && offset <= end);
  return around.reduce<Node | undefined>((best, node) => (best && best.start > node.start ? best : node), undefined);
}

function tokensTouching(tokens: readonly Token[], offset: number): Token[] {
  const first = firstFrom(tokens, offset, ({ end }) => end);
  return tokens.slice(first, first + 2).filter(({ start }) => start <= offset);
}

/** What is between the quotes of a string; those at its end may be missing. */
export function contentOf(text: string, { start, end }: Span): Span {
  const quotes = text.startsWith('"""', start) ? '"""' : text.charAt(start);
  const isClosed = end - start >= 2 * quotes.length && text.endsWith(quotes, end);
  return { start: start + quotes.length, end: isClosed ? end - quotes.length : end };
}

const LETTER = /\w/;

/** The letters, digits and `_` before and after an offset; an empty span if there are none. */
export function wordAt(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && LETTER.test(text.charAt(start - 1))) start--;
  while (end < text.length && LETTER.test(text.charAt(end))) end++;
  return { start, end };
}
