import type { RegexNode } from '../../../dsl/pattern-plan.ts';

/** The normal form as source of a JavaScript regular expression, which has the same meaning with the flag `u`. */
export function v8Source(node: RegexNode): string {
  switch (node.kind) {
    case 'chars':
      if (isOneChar(node)) return escaped(node.ranges[0]![0]);
      return `[${node.ranges.map(([low, high]) => (low === high ? escaped(low) : `${escaped(low)}-${escaped(high)}`)).join('')}]`;
    case 'sequence':
      return node.items.map(v8Source).join('');
    case 'choice':
      return `(?:${node.options.map(v8Source).join('|')})`;
    case 'repeat':
      return `(?:${v8Source(node.body)}){${node.min},${node.max ?? ''}}${node.greedy ? '' : '?'}`;
    case 'group':
      return `(${v8Source(node.body)})`;
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'boundary':
      return node.negated ? '\\B' : '\\b';
  }
}

function isOneChar({ ranges: [range, more] }: Extract<RegexNode, { kind: 'chars' }>): boolean {
  return range !== undefined && !more && range[0] === range[1];
}

/** Letters and digits stay as they are, since people are shown these sources. */
function escaped(code: number): string {
  const char = String.fromCodePoint(code);
  if (/[A-Za-z0-9]/.test(char)) return char;
  return `\\u{${code.toString(16)}}`;
}
