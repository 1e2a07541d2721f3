/** Hover texts, all in Markdown. */

import type { Span } from '../../dsl/ast.ts';
import type { Node } from '../../dsl/tree.ts';
import { typeName } from '../../dsl/types.ts';
import { type FunctionPage, pageOf, signatureOf } from '../manual/functions.ts';
import { blockOf, headPage, partPage } from '../manual/words.ts';
import { occurrenceAt } from '../names/index.ts';
import { detailOf, docOf, type Target } from '../names/target.ts';
import type { View } from '../view.ts';
import { deadlinesOf } from './hover/deadlines.ts';
import { describeTemplate } from './hover/templates.ts';

export interface Hover extends Span {
  markdown: string;
}

export function hover(view: View, offset: number): Hover | undefined {
  const occurrence = occurrenceAt(view, offset);
  if (occurrence) return { start: occurrence.start, end: occurrence.end, markdown: describe(view, occurrence.target) };
  const chain = view.nodesAt(offset);
  const token = view.tokenAt(offset);
  const markdown = token && (token.kind === 'text' ? ofText(chain) : ofWord(view, token.text, chain));
  return token && markdown ? { start: token.start, end: token.end, markdown } : undefined;
}

const code = (text: string): string => `\`\`\`corr\n${text}\n\`\`\``;
const paragraphs = (...parts: (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join('\n\n');

function describe(view: View, target: Target): string {
  return paragraphs(code(headOf(target)), docOf(target), fieldsOf(view, target));
}

/** The line of the declaration, if that says more than its kind. */
function headOf(target: Target): string {
  const [symbol] = target.symbols ?? [];
  if (symbol?.kind === 'param' || symbol?.kind === 'record' || symbol?.kind === 'format' || symbol?.kind === 'table') {
    return symbol.module.source.text.slice(symbol.decl.start, symbol.decl.end);
  }
  return symbol ? `${target.of} ${symbol.name}` : `${target.name}: ${detailOf(target)}`;
}

/** The fields of a record. */
function fieldsOf(view: View, { symbols = [] }: Target): string | undefined {
  const [symbol] = symbols;
  const shape = symbol?.kind === 'record' ? view.shapeOf({ record: symbol }) : undefined;
  const own = shape?.plan.fields.filter(({ name }) => shape.own(name)) ?? [];
  return own.map(({ name, type, optional }) => `- \`${name}: ${typeName(type)}${optional ? '?' : ''}\``).join('\n');
}

function ofText(chain: readonly Node[]): string | undefined {
  const literal = chain[chain.length - 1];
  const holder = chain[chain.length - 2];
  const isTemplate = holder?.kind === 'RecordDecl' || (holder?.kind === 'FormatDecl' && holder.base === literal);
  return literal?.kind === 'StringLiteral' && isTemplate ? describeTemplate(literal.value) : undefined;
}

function ofWord(view: View, word: string, chain: readonly Node[]): string | undefined {
  const call = chain.findLast((node) => node.kind === 'CallExpr');
  if (call?.callee.text === word) {
    const page = pageOf(word);
    return page && ofFunction(page);
  }
  const item = chain[2];
  const isHead = item !== undefined && view.text.startsWith(word, item.start) && view.tokenAt(item.start)?.text === word;
  const page =
    (isHead ? headPage(blockOf(chain[1]?.kind), word) : undefined) ??
    (chain.length <= 2 ? headPage('file', word) : undefined) ??
    partPage(word);
  return page && paragraphs(page.doc, isHead ? waitingFor(view, chain) : undefined);
}

const ofFunction = (page: FunctionPage): string => paragraphs(code(signatureOf(page)), page.doc);

function waitingFor(view: View, [, declaration, clause]: readonly Node[]): string | undefined {
  if (declaration?.kind !== 'TransactionDecl' || clause?.kind !== 'StepClause') return undefined;
  const deadlines = deadlinesOf(view, declaration, clause);
  return deadlines.length === 0 ? undefined : `While it is awaited:\n${deadlines.map((deadline) => `- \`${deadline}\``).join('\n')}`;
}
