/** Plans as short text: expressions in prefix form, everything else as in the JSON. */

import type { RegexNode, RegexPlan } from '../../../src/dsl/pattern-plan.ts';
import type { ExprPlan, Plan } from '../../../src/dsl/plan.ts';

/** Positions and hashes are omitted. */
const LEFT_OUT = new Set(['origin', 'meaning', 'layout', 'plan', 'requires', 'label']);

export function printPlan(plan: Plan): string {
  const parts = [...plan.params, ...plan.tables, ...plan.formats, ...plan.records, ...plan.rules];
  return parts.map((part) => printBlock(part, '')).join('\n');
}

function printBlock(value: unknown, indent: string): string {
  const lines: string[] = [];
  for (const [name, inner] of Object.entries(value as object)) {
    if (LEFT_OUT.has(name) || isEmpty(inner)) continue;
    const flat = printFlat(inner);
    if (flat.length + indent.length + name.length <= 118 || inner === null || typeof inner !== 'object' || isExpr(inner))
      lines.push(`${indent}${name}: ${flat}`);
    else if (Array.isArray(inner)) lines.push(`${indent}${name}:`, ...inner.map((item) => listItem(item, `${indent}  `)));
    else lines.push(`${indent}${name}:`, printBlock(inner, `${indent}  `));
  }
  return lines.join('\n');
}

function listItem(item: unknown, indent: string): string {
  const flat = printFlat(item);
  if (flat.length + indent.length <= 118 || item === null || typeof item !== 'object' || isExpr(item)) return `${indent}- ${flat}`;
  return `${indent}- ${printBlock(item, `${indent}  `).trimStart()}`;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function isExpr(value: object): value is ExprPlan {
  return 'op' in value;
}

function printFlat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printFlat).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isExpr(value)) return printExpr(value);
  if ('node' in value && 'groups' in value) return printRegex(value as RegexPlan);
  const entries = Object.entries(value).filter(([name, inner]) => !LEFT_OUT.has(name) && !isEmpty(inner));
  return `{${entries.map(([name, inner]) => `${name}: ${printFlat(inner)}`).join(', ')}}`;
}

function printExpr(expr: ExprPlan): string {
  switch (expr.op) {
    case 'const':
      return JSON.stringify(expr.value);
    case 'param':
      return `$${expr.name}`;
    case 'field':
      return expr.name;
    case 'capture':
      return `#${expr.capture}.${expr.field}`;
    case 'summary':
      return `summary ${expr.summary}`;
    case 'lookback':
      return `lookback ${expr.lookback}`;
    case 'key':
      return `key ${expr.key}.${expr.part}`;
    case 'outcome':
      return `outcome.${expr.field}`;
    case 'emitted':
      return `emit.${expr.name}`;
    case 'convert':
      return `(${printFlat(expr.to).replaceAll('"', '')} ${printExpr(expr.value)})`;
    case 'lookup':
      return `(lookup ${expr.table} ${printExpr(expr.key)} ${expr.column})`;
    case 'call':
      return `(${[expr.fn, ...expr.args.map(printExpr), ...(expr.regex ? [printFlat(expr.regex)] : [])].join(' ')})`;
  }
}

function printRegex({ node, literals, anchored, backtracks }: RegexPlan): string {
  return `/${printNode(node)}/ of ${JSON.stringify(literals)}${anchored ? ' anchored' : ''}${backtracks ? ' backtracks' : ''}`;
}

function printNode(node: RegexNode): string {
  switch (node.kind) {
    case 'chars':
      return node.ranges.length === 1 && node.ranges[0]?.[0] === node.ranges[0]?.[1]
        ? character(node.ranges[0]?.[0])
        : `[${node.ranges.map(([from, to]) => (from === to ? character(from) : `${character(from)}-${character(to)}`)).join('')}]`;
    case 'sequence':
      return node.items.map(printNode).join('');
    case 'choice':
      return `(?:${node.options.map(printNode).join('|')})`;
    case 'repeat':
      return `(?:${printNode(node.body)}){${node.min},${node.max ?? ''}}${node.greedy ? '' : '?'}`;
    case 'group':
      return `(${node.index}:${printNode(node.body)})`;
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'boundary':
      return node.negated ? '\\B' : '\\b';
  }
}

function character(code = 0): string {
  return code > 32 && code < 127 ? String.fromCodePoint(code) : `\\u{${code.toString(16)}}`;
}
