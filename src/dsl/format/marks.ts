/** What the formatter needs to know of the tree: where items begin, which tokens are close, what is aligned in columns. */

import type { Binding, FileNode } from '../ast.ts';
import type { BinaryExpr } from '../ast-expressions.ts';
import type { Token } from '../parser.ts';
import { firstFrom } from '../search.ts';
import { type Node, nodesIn } from '../tree.ts';

/** A token of a row that is aligned with those of its neighbours. Adjacent rows with the same `run` are neighbours. */
export interface Column {
  run: string;
  /** Offset of the token. */
  stop: number;
  /** Its minimum distance from the beginning of the row. */
  least?: number;
}

/** A declaration, clause, record, statement or entry of a map, and its columns from left to right. */
export interface Row {
  start: number;
  columns: Column[];
}

/** Everything is keyed by the offset at which a token begins. */
export interface Marks {
  /** Tokens that begin a declaration, or an item of its block, with the indentation level. */
  items: Map<number, number>;
  /** `{` of blocks, with their `}`, and the number of items between. */
  blocks: Map<number, { close: number; items: number }>;
  /** No blank before: `(` of calls, `[` of an index, `?` of a type, everything inside a quantifier. */
  closeBefore: Set<number>;
  /** No blank after: a sign. */
  closeAfter: Set<number>;
  /** Round brackets with a blank inside: those of groups of steps. */
  wide: Set<number>;
  /** Operators, with the beginning of their right side. */
  operators: Map<number, number>;
  /** `|` between the patterns of a record, with the `=` to align with, and the bounds of the pattern after it. */
  bars: Map<number, { below: number; right: number; end: number }>;
  /** Rows that have the same parent, in order. */
  siblings: Row[][];
}

/** Derives the marks from the tree of a text without errors. `tokens` are all but comments. */
export function marksOf(file: FileNode, tokens: readonly Token[]): Marks {
  const marker = new Marker(tokens);
  for (const node of nodesIn(file)) marker.visit(node);
  return marker.marks;
}

class Marker {
  readonly marks: Marks = {
    items: new Map(),
    blocks: new Map(),
    closeBefore: new Set(),
    closeAfter: new Set(),
    wide: new Set(),
    operators: new Map(),
    bars: new Map(),
    siblings: [],
  };

  constructor(private readonly tokens: readonly Token[]) {}

  visit(node: Node): void {
    const { marks } = this;
    switch (node.kind) {
      case 'File':
        this.items(node.declarations, 0);
        break;
      case 'RecordsDecl':
        this.block(node, node.records);
        break;
      case 'TransactionDecl':
      case 'WindowDecl':
      case 'ScheduleDecl':
        this.block(node, node.clauses);
        break;
      case 'TestDecl':
        this.block(node, node.statements);
        break;
      case 'RecordDecl':
        for (const { start, end } of node.patterns.slice(1)) {
          marks.bars.set(this.before(start), { below: this.from(node.name.end), right: start, end });
        }
        break;
      case 'MapClause':
        this.entries(node.entries);
        break;
      case 'ExpectStatement':
        this.entries(node.fields);
        break;
      case 'Type':
        if (node.of) marks.closeBefore.add(this.from(node.name.end));
        if (node.optional) marks.closeBefore.add(node.end - 1);
        break;
      case 'KeyPart':
        if (node.mode === 'each') marks.closeBefore.add(this.from(node.start + 1));
        break;
      case 'Quantifier':
        for (let at = this.indexOf(node.start + 1); (this.tokens[at]?.start ?? node.end) < node.end; at++) {
          marks.closeBefore.add(this.tokens[at]?.start ?? 0);
        }
        break;
      case 'ElementGroup':
        marks.wide.add(node.start).add(node.end - 1);
        break;
      default:
        this.visitExpression(node);
    }
  }

  private visitExpression(node: Node): void {
    const { closeBefore, closeAfter } = this.marks;
    switch (node.kind) {
      case 'CallExpr':
        closeBefore.add(this.from(node.callee.end));
        break;
      case 'IndexExpr':
        closeBefore.add(this.from(node.object.end));
        break;
      case 'UnaryExpr':
        if (node.operator === '-') closeAfter.add(node.start);
        break;
      case 'NumberLiteral':
        // A negative number in an object pattern is two tokens.
        if (this.tokens[this.indexOf(node.start)]?.text === '-') closeAfter.add(node.start);
        break;
      case 'BinaryExpr':
        this.operator(node);
        break;
    }
  }

  /** The index of the first token at or after an offset. */
  private indexOf(offset: number): number {
    return firstFrom(this.tokens, offset, ({ start }) => start);
  }

  /** The offset of the first token at or after another offset. */
  private from(offset: number): number {
    return this.tokens[this.indexOf(offset)]?.start ?? offset;
  }

  /** The offset of the last token before another offset. */
  private before(offset: number): number {
    return this.tokens[this.indexOf(offset) - 1]?.start ?? offset;
  }

  private operator({ left, right }: BinaryExpr): void {
    this.marks.operators.set(this.from(left.end), right.start);
  }

  private items(nodes: readonly Node[], level: number): void {
    for (const { start } of nodes) this.marks.items.set(start, level);
    this.marks.siblings.push(nodes.map((node) => ({ start: node.start, columns: this.columns(node) })));
  }

  private block(node: Node, items: readonly Node[]): void {
    let open = this.indexOf(node.start);
    while (this.tokens[open] && this.tokens[open]?.text !== '{') open++;
    this.marks.blocks.set(this.tokens[open]?.start ?? node.end, { close: node.end - 1, items: items.length });
    this.items(items, 1);
  }

  private entries(entries: readonly Binding[]): void {
    this.marks.siblings.push(entries.map(({ start, name }) => ({ start, columns: [{ run: '=', stop: this.from(name.end) }] })));
  }

  private columns(node: Node): Column[] {
    switch (node.kind) {
      case 'ParamDecl':
        return node.value ? [{ run: node.kind, stop: this.before(node.value.start) }] : [];
      case 'FormatDecl':
      case 'RecordDecl':
        return [{ run: node.kind, stop: this.from(node.name.end) }];
      case 'KeyClause':
        return node.name ? [{ run: node.kind, stop: this.from(node.name.end) }] : [];
      case 'EndingClause':
        return node.trigger && node.trigger.kind !== 'WhenTrigger' ? [{ run: node.kind, stop: node.trigger.start }] : [];
      case 'StepClause':
        return [{ run: node.kind, stop: this.from(node.start + 1), least: 'start '.length }];
      case 'ConditionClause':
        return [{ run: node.kind, stop: this.from(node.start + 1) }];
      case 'MessageClause':
      case 'SeverityClause': {
        const value = node.kind === 'MessageClause' ? node.text : node.level;
        const sign = this.before(value?.start ?? node.end);
        const word = { run: 'outcome', stop: this.from(node.start + 1) };
        return word.stop === sign ? [word] : [word, { run: node.kind, stop: sign }];
      }
      default:
        return [];
    }
  }
}
