/**
 * The names that an expression sees, depending on its position in the tree. Sources are in the order in which the
 * compiler consults them.
 */

import type { RecordDecl, RecordsDecl } from '../../dsl/ast.ts';
import type { Argument, CallExpr } from '../../dsl/ast-expressions.ts';
import type { Element, RecordSet, RuleDecl } from '../../dsl/ast-rules.ts';
import { SUMMARY_NAMES } from '../../dsl/builtins.ts';
import type { LoweredRule } from '../../dsl/lower/program.ts';
import type { RecordShape } from '../../dsl/lower/shape.ts';
import { takenBy } from '../../dsl/lower/triggers.ts';
import { type Node, pathOf } from '../../dsl/tree.ts';
import type { View } from '../view.ts';
import { emitted, fields, keys, type NameSource, ofOutcome, params, previous, records, steps } from './sources.ts';

/** The name sources at the end of a chain of nodes, outermost first. */
export function visibleAt(view: View, chain: readonly Node[]): NameSource[] {
  const declaration = chain[1];
  switch (declaration?.kind) {
    case 'RecordsDecl':
      return [fields(view, shapesOfGroup(view, declaration, chain)), params(view)];
    case 'TransactionDecl':
    case 'WindowDecl':
    case 'ScheduleDecl':
      return inRule(view, declaration, chain);
    case 'TestDecl':
      return [params(view)];
    default:
      return [];
  }
}

/** The records of a group that a position is about: the one that contains it, or all. */
export function shapesOfGroup(view: View, group: RecordsDecl, chain: readonly Node[]): RecordShape[] {
  const inside = chain.find((node): node is RecordDecl => node.kind === 'RecordDecl');
  const symbol = view.scope?.peek(group.name.text, 'group');
  const all = symbol?.decl === group ? [...symbol.records.values()] : [];
  const meant = inside ? all.filter(({ decl }) => decl === inside) : all;
  return meant.map((record) => view.shapeOf({ record })).filter((shape) => shape !== undefined);
}

function inRule(view: View, decl: RuleDecl, chain: readonly Node[]): NameSource[] {
  const rule = view.ruleOf(decl);
  if (!rule) return [params(view), records(view)];
  return inSummary(view, rule, chain) ?? [...inClause(view, rule, chain), params(view)];
}

function isSummary(node: Node): node is CallExpr {
  return node.kind === 'CallExpr' && SUMMARY_NAMES.some((name) => name === node.callee.text);
}

/** Whether an expression at the end of a chain may sum up the records of a rule. */
export function mayHoldSummary(view: View, chain: readonly Node[]): boolean {
  const isInRule = chain[1] !== undefined && view.ruleOf(chain[1]) !== undefined;
  return isInRule && !chain.some(isSummary);
}

/** In the brackets of a summary: its subject, or a condition on the records of that. */
function inSummary(view: View, rule: LoweredRule, chain: readonly Node[]): NameSource[] | undefined {
  const index = chain.findLastIndex(isSummary);
  const call = chain[index] as CallExpr | undefined;
  const argument = chain[index + 1];
  if (!call || argument?.kind !== 'Argument') return undefined;
  if (argument !== call.args[0]) return [params(view)];
  if (argument.where && chain[index + 2] === argument.where) return [fields(view, subjectOf(rule, argument)), params(view)];
  return [steps(view, rule.context), records(view), fields(view, rule.context.known), params(view)];
}

/** The records that a summary is computed over. */
function subjectOf({ context }: LoweredRule, { value }: Argument): readonly RecordShape[] {
  const path = pathOf(value);
  const step = path?.[0] && context.steps.get(path[0].text);
  if (step) return step.shapes;
  const named = path && path.length > 1 ? context.peek({ parts: path.slice(0, 2) }) : undefined;
  return named ? [named] : context.known;
}

function inClause(view: View, rule: LoweredRule, chain: readonly Node[]): NameSource[] {
  const { context } = rule;
  const clause = chain[2];
  const own = steps(view, context);
  const about = [own, keys(view, rule), ofOutcome];
  switch (clause?.kind) {
    case 'StepClause':
    case 'AwaitClause':
    case 'ReleaseClause':
      return [own, ...inHand(view, rule, chain)];
    case 'EndingClause':
      return clause.trigger?.kind === 'OnTrigger' ? [own, ...inHand(view, rule, chain)] : about;
    case 'FireClause':
      return clause.where.some((where) => chain.includes(where))
        ? [own, ...inHand(view, rule, chain)]
        : [...about.slice(0, 2), ...inHand(view, rule, chain), ofOutcome];
    case 'KeyClause':
      return [fields(view, context.known)];
    case 'MessageClause':
    case 'ReportClause':
      return [emitted(rule), ...about];
    default:
      return about;
  }
}

/** The record that a condition tests, and the previous one in a repetition. */
function inHand(view: View, { context }: LoweredRule, chain: readonly Node[]): NameSource[] {
  const holder = chain.findLast((node) => itemOf(node) !== undefined);
  const item = holder && itemOf(holder);
  const shapes = item ? takenBy(item, context).shapes : context.known;
  const repeated = holder?.kind === 'Element' ? [previous(view, shapes)] : [];
  return [...repeated, fields(view, shapes)];
}

/** The records that a node with a `where` takes. */
function itemOf(node: Node): Element['item'] | RecordSet | undefined {
  switch (node.kind) {
    case 'Element':
      return node.item;
    case 'NoStep':
    case 'OnTrigger':
      return node.of;
    case 'ReleaseClause':
    case 'FireClause':
      return node.on;
    default:
      return undefined;
  }
}
