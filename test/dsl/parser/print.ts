/** Syntax trees as short text. */

type Printed = Record<string, unknown> & { kind: string };

/** Names, paths and literals verbatim; everything else as `Kind(field: value, …)`; absent fields are omitted. */
export function printTree(node: unknown): string {
  if (Array.isArray(node)) return `[${node.map(printTree).join(', ')}]`;
  if (node === null || typeof node !== 'object') return String(node);
  const tree = node as Printed;
  return PRINTERS[tree.kind]?.(tree) ?? printFields(tree);
}

function printFields({ kind, ...fields }: Printed): string {
  const inner = Object.entries(fields).filter(([name, value]) => !isLeftOut(name, value));
  return `${kind}(${inner.map(([name, value]) => `${name}: ${name === 'doc' ? text(value) : printTree(value)}`).join(', ')})`;
}

function isLeftOut(name: string, value: unknown): boolean {
  return name === 'start' || name === 'end' || value === false || value === undefined || (Array.isArray(value) && value.length === 0);
}

const text = (value: unknown) => JSON.stringify(value);
const dotted = ({ parts }: Printed) => (parts as unknown[]).map(printTree).join('.');

const PRINTERS: Record<string, (node: Printed) => string> = {
  Name: ({ text: name }) => (name === '' ? '⚠' : /^\w+$/.test(name as string) ? (name as string) : `\`${name}\``),
  Path: dotted,
  RecordRef: (node) => dotted(node) || '⚠',
  StringLiteral: ({ value, closed }) => text(value) + (closed ? '' : '⚠'),
  RegexLiteral: ({ pattern, flags, closed }) => `/${pattern}/${flags}${closed ? '' : '⚠'}`,
  NumberLiteral: ({ value, integer }) => `${value}${integer ? '' : 'f'}`,
  DurationLiteral: ({ micros }) => `${micros}us`,
  TimeLiteral: ({ micros }) => `clock ${micros}us`,
  StampLiteral: ({ micros }) => `stamp ${micros}us`,
  SizeLiteral: ({ bytes }) => `${bytes}B`,
  IpLiteral: ({ text: address }) => address as string,
  BooleanLiteral: ({ value }) => String(value),
  NoneLiteral: () => 'none',
  NameExpr: ({ name }) => printTree(name),
  MemberExpr: ({ object, member }) => `${printTree(object)}.${printTree(member)}`,
  IndexExpr: ({ object, index }) => `${printTree(object)}[${printTree(index)}]`,
  UnaryExpr: ({ operator, operand }) => `(${operator} ${printTree(operand)})`,
  BinaryExpr: ({ operator, negated, left, right }) => `(${printTree(left)} ${negated ? 'not ' : ''}${operator} ${printTree(right)})`,
  ListExpr: ({ items }) => printTree(items),
  GroupExpr: ({ expr }) => `{${printTree(expr)}}`,
  CallExpr: ({ callee, args }) => `${printTree(callee)}(${(args as unknown[]).map(printTree).join(', ')})`,
  Argument: ({ value, where }) => printTree(value) + (where ? ` where ${printTree(where)}` : ''),
  Binding: ({ name, value }) => `${printTree(name)} = ${value ? printTree(value) : '⚠'}`,
  Quantifier: ({ min, max }) => `{${min}..${max ?? ''}}`,
  Type: ({ name, of, optional }) => `${printTree(name)}${of ? `(${printTree(of)})` : ''}${optional ? '?' : ''}`,
  ElementSet: ({ mode, members }) => `${mode} {${(members as unknown[]).map(printTree).join(', ')}}`,
  ElementGroup: ({ items, links }) =>
    `(${(items as unknown[]).map((item, i) => `${i > 0 ? ` ${(links as string[])[i - 1]} ` : ''}${printTree(item)}`).join('')})`,
  OutcomeRef: ({ outcome, name }) => `${printTree(outcome)}${name ? ` ${printTree(name)}` : ''}`,
};
