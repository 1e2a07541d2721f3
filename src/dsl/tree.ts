/** What can be asked of the syntax tree without its names: walks, and the paths in it. */

import type {
  Binding,
  Column,
  Declaration,
  FileNode,
  ImportAlias,
  Multiline,
  Name,
  ObjectField,
  Path,
  Pattern,
  RecordDecl,
  Statement,
  TypeNode,
} from './ast.ts';
import type { Argument, Expr } from './ast-expressions.ts';
import type {
  Clause,
  Element,
  ElementGroup,
  EndingClause,
  KeyPart,
  OutcomeRef,
  Quantifier,
  RecordSet,
  RuleDecl,
  StepClause,
} from './ast-rules.ts';
import type { RulePlan } from './plan.ts';

type Trigger = NonNullable<EndingClause['trigger']>;

/** Any node of a tree. */
export type Node =
  | FileNode
  | Declaration
  | ImportAlias
  | Column
  | TypeNode
  | Multiline
  | RecordDecl
  | Pattern
  | ObjectField
  | Binding
  | Statement
  | Clause
  | NonNullable<StepClause['step']>
  | Element
  | RecordSet
  | ElementGroup
  | Quantifier
  | Trigger
  | KeyPart
  | OutcomeRef
  | Expr
  | Argument
  | Path
  | Name;

/** The direct children of a node, in no particular order. */
export function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** A node and all its descendants, parents first. Trees may be deep: this does not recurse. */
export function* nodesIn(root: Node): Generator<Node> {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    yield node;
    for (const child of childrenOf(node)) open.push(child);
  }
}

/** The kind of a rule, as its declaration begins. */
export function ruleKind({ kind }: RuleDecl): RulePlan['kind'] {
  return kind === 'TransactionDecl' ? 'transaction' : kind === 'WindowDecl' ? 'window' : 'schedule';
}

/** Without the brackets around it. */
export function bare(expr: Expr): Expr {
  while (expr.kind === 'GroupExpr') expr = expr.expr;
  return expr;
}

/** The names of `a.b.c`, if it begins with a name. */
export function pathOf(expr: Expr): Name[] | undefined {
  const names: Name[] = [];
  let at: Expr = expr;
  for (; at.kind === 'MemberExpr'; at = at.object) names.push(at.member);
  if (at.kind !== 'NameExpr') return undefined;
  names.push(at.name);
  return names.reverse();
}

/** The expression `a.b.c` of at least one name. */
export function exprOf(names: readonly Name[]): Expr {
  const [first, ...rest] = names as [Name, ...Name[]];
  const { start, end } = first;
  return rest.reduce<Expr>((object, member) => ({ kind: 'MemberExpr', object, member, start, end: member.end }), {
    kind: 'NameExpr',
    name: first,
    start,
    end,
  });
}

export function textsOf(names: readonly Name[]): string[] {
  return names.map(({ text }) => text);
}
