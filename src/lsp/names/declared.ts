/** The names that a node of the tree declares. */

import type { FormatDecl, Name, RecordDecl, RecordsDecl, TableDecl } from '../../dsl/ast.ts';
import type { Node } from '../../dsl/tree.ts';
import type { View } from '../view.ts';
import { declaredFields, formatFields } from './places.ts';
import { meant, type Resolved } from './target.ts';
import {
  columnTarget,
  emittedByName,
  fieldTarget,
  formatFieldTarget,
  KINDS,
  keyTarget,
  stepTarget,
  symbolTarget,
  visibleTarget,
} from './targets.ts';
import { shapesOfGroup } from './visible.ts';

/** The names declared by the last node of a chain. */
export function declaredBy(view: View, node: Node, chain: readonly Node[]): Resolved[] {
  switch (node.kind) {
    case 'ImportAlias':
      return node.as ? meant(node.as, visibleTarget(view, node.as.text, ...KINDS)) : [];
    case 'ParamDecl':
    case 'TransactionDecl':
    case 'WindowDecl':
    case 'ScheduleDecl':
      return symbolOf(view, node);
    case 'TableDecl':
      return [...symbolOf(view, node), ...columns(view, node)];
    case 'FormatDecl':
      return [...symbolOf(view, node), ...formatParts(view, node)];
    case 'RecordsDecl':
      return [...symbolOf(view, node), ...lets(view, node, chain)];
    case 'RecordDecl':
      return record(view, node, chain);
    default:
      return declaredInRule(view, node, chain);
  }
}

function declaredInRule(view: View, node: Node, [, declaration]: readonly Node[]): Resolved[] {
  const rule = declaration && view.ruleOf(declaration);
  if (!rule) return [];
  switch (node.kind) {
    case 'KeyClause':
      return node.name ? meant(node.name, keyTarget(view, rule, node.name.text)) : [];
    case 'MapClause':
      return node.what === 'emit' ? node.entries.flatMap(({ name }) => meant(name, emittedByName(rule).get(name.text))) : [];
    case 'Element':
    case 'OnTrigger':
    case 'FireClause': {
      const step = node.as && rule.context.steps.get(node.as.text);
      return step && node.as && step.name === node.as ? meant(node.as, stepTarget(view, step)) : [];
    }
    default:
      return [];
  }
}

function symbolOf(view: View, node: Node & { name: Name }): Resolved[] {
  const kind = KINDS.find((one) => view.scope?.peek(node.name.text, one)?.decl === node);
  return kind ? meant(node.name, visibleTarget(view, node.name.text, kind)) : [];
}

function columns(view: View, { name, columns }: TableDecl): Resolved[] {
  return columns.flatMap((column) => meant(column.name, columnTarget(view, name.text, column.name.text)));
}

function formatParts(view: View, decl: FormatDecl): Resolved[] {
  return formatFields(decl, view.source).flatMap((field) => meant(field, formatFieldTarget(view, decl, field.name)));
}

/** Fields that the `let` of a group adds to each of its records. */
function lets(view: View, group: RecordsDecl, chain: readonly Node[]): Resolved[] {
  const shapes = shapesOfGroup(view, group, chain);
  return group.lets.flatMap(({ name }) => meant(name, fieldTarget(view, shapes, name.text)));
}

function record(view: View, node: RecordDecl, chain: readonly Node[]): Resolved[] {
  const group = chain[1] as RecordsDecl;
  const symbol = view.scope?.peek(group.name.text, 'group')?.records.get(node.name.text);
  if (symbol?.decl !== node) return [];
  const own = declaredFields(node, view.source);
  const shapes = shapesOfGroup(view, group, chain);
  return [...meant(node.name, symbolTarget([symbol])), ...own.flatMap((field) => meant(field, fieldTarget(view, shapes, field.name)))];
}
