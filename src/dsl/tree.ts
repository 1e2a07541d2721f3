/** Generic walks over the syntax tree, independent of the kinds of nodes. */

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
import type { Element, ElementGroup, EndingClause, KeyPart, OutcomeRef, Quantifier, RecordSet, RuleDecl, StepClause } from './ast-rules.ts';

type Trigger = NonNullable<EndingClause['trigger']>;
type Clause = RuleDecl['clauses'][number];

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
