/** The names that a node of the tree uses. */

import type { ExpectStatement, ImportDecl, Name } from '../../dsl/ast.ts';
import type { IndexExpr, MemberExpr } from '../../dsl/ast-expressions.ts';
import type { EndingClause, KeyPart } from '../../dsl/ast-rules.ts';
import type { LoweredRule } from '../../dsl/lower/program.ts';
import { used } from '../../dsl/lower/uses.ts';
import { type Node, pathOf } from '../../dsl/tree.ts';
import type { View } from '../view.ts';
import { fields, memberOf, records, steps } from './sources.ts';
import { meant, type Resolved } from './target.ts';
import {
  columnTarget,
  formatFieldTarget,
  keyTarget,
  outcomeField,
  reportedField,
  stepTarget,
  symbolTarget,
  visibleTarget,
} from './targets.ts';
import { visibleAt } from './visible.ts';

/** The names in the last node of a chain, in text order. */
export function usedBy(view: View, node: Node, chain: readonly Node[]): Resolved[] {
  return [...durations(view, node), ...namesIn(view, node, chain)];
}

function namesIn(view: View, node: Node, chain: readonly Node[]): Resolved[] {
  switch (node.kind) {
    case 'ImportDecl':
      return imports(view, node);
    case 'RecordsDecl':
    case 'LogStatement':
      return meant(node.format, visibleTarget(view, node.format.text, 'format'));
    case 'FormatDecl':
      return [...node.time, ...(node.message ? [node.message] : [])].flatMap((path) =>
        meant(path, formatFieldTarget(view, node, path.parts[0]?.text ?? '')),
      );
    case 'ExpectStatement':
      return expectation(view, node);
    case 'NameExpr':
      return path(view, [node.name], chain);
    case 'MemberExpr':
      return member(view, node, chain);
    case 'RecordRef':
      return records(view).resolve(node.parts) ?? [];
    default:
      return usedInRule(view, node, chain);
  }
}

function usedInRule(view: View, node: Node, chain: readonly Node[]): Resolved[] {
  const rule = chain[1] && view.ruleOf(chain[1]);
  if (!rule) return [];
  switch (node.kind) {
    case 'KeyPart':
      return node.paths.flatMap(({ parts }) => keyPath(view, rule, parts));
    case 'KeyClause':
      return node.from ? meant(node.from, visibleTarget(view, node.from.text, 'param')) : [];
    case 'ReleaseClause':
      return node.key ? meant(node.key, keyTarget(view, rule, node.key.text)) : [];
    case 'EndingClause':
      return stepsNamed(view, rule, node);
    case 'OutcomeRef':
      return meant(node.outcome, memberOf(view, rule.symbol.name, node.outcome.text));
    case 'ReportClause':
      return node.by.flatMap(({ parts }) => path(view, parts, chain));
    default:
      return [];
  }
}

/** Properties of nodes that hold a duration, where a name denotes a param. */
const DURATIONS = new Set(['hold', 'learn', 'duration', 'within', 'grace', 'every', 'max', 'for', 'oncePer', 'idle', 'by']);

function durations(view: View, node: Node): Resolved[] {
  const names = Object.entries(node).flatMap(([key, value]: [string, unknown]) => (DURATIONS.has(key) && isName(value) ? [value] : []));
  return names.flatMap((name) => meant(name, visibleTarget(view, name.text, 'param')));
}

function isName(value: unknown): value is Name {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Name';
}

function imports(view: View, node: ImportDecl): Resolved[] {
  const from = view.module.imports.get(node);
  const exporter = from && view.scopeOf(from);
  return node.names.flatMap(({ name }) => meant(name, symbolTarget(exporter?.exported(name.text) ?? [])));
}

function expectation(view: View, { rule: name, outcome, fields: entries }: ExpectStatement): Resolved[] {
  const symbol = view.scope?.peek(name.text, 'rule');
  const rule = symbol && view.ruleOf(symbol.decl);
  const told = (field: string) => (rule && reportedField(view, rule, field)) ?? outcomeField(field);
  return [
    ...meant(name, visibleTarget(view, name.text, 'rule')),
    ...(outcome ? meant(outcome.outcome, memberOf(view, name.text, outcome.outcome.text)) : []),
    ...entries.flatMap((entry) => meant(entry.name, told(entry.name.text))),
  ];
}

function path(view: View, parts: readonly Name[], chain: readonly Node[]): Resolved[] {
  for (const source of visibleAt(view, chain)) {
    const found = source.resolve(parts);
    if (found) return found;
  }
  const [first] = parts;
  return first && parts.length === 1 ? meant(first, visibleTarget(view, first.text, 'table')) : [];
}

function member(view: View, node: MemberExpr, chain: readonly Node[]): Resolved[] {
  const parts = pathOf(node);
  if (parts) return path(view, parts, chain);
  const table = node.object.kind === 'IndexExpr' ? tableOf(node.object) : undefined;
  return table === undefined ? [] : meant(node.member, columnTarget(view, table, node.member.text));
}

function tableOf({ object }: IndexExpr): string | undefined {
  return object.kind === 'NameExpr' ? object.name.text : undefined;
}

function stepsNamed(view: View, { context }: LoweredRule, { since, before }: EndingClause): Resolved[] {
  return [since, before].flatMap((name) => {
    const step = name && context.steps.get(name.text);
    return name && step ? meant(name, stepTarget(view, step)) : [];
  });
}

/** As the compiler reads it: `vpn.up.inner`, `vpn.inner` and, for a step, `up.inner` restrict the records; `inner` means all. */
function keyPath(view: View, { context }: LoweredRule, parts: KeyPart['paths'][number]['parts']): Resolved[] {
  const [group, ...rest] = parts;
  const isRecord = view.scope && used(parts, view.scope, 3);
  const step = parts.length > 1 && !isRecord ? steps(view, context).resolve(parts) : undefined;
  if (step) return step;
  const named = parts.length > 1 ? records(view).resolve(parts) : undefined;
  if (!named || !group) return fields(view, context.observed).resolve(parts) ?? [];
  const ofGroup = context.observed.filter(({ name }) => name.startsWith(`${group.text}.`));
  return named.length > 1 ? named : [...named, ...(fields(view, ofGroup).resolve(rest) ?? [])];
}
