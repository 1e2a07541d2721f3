/** The records, and the outcomes of other rules, that a rule names; determined before anything of it is lowered. */

import type { Name, Span } from '../ast.ts';
import type { CallExpr, Expr } from '../ast-expressions.ts';
import type { Clause, RuleDecl } from '../ast-rules.ts';
import { OUTCOMES_OF } from '../builtins.ts';
import type { Module } from '../imports.ts';
import type { OutcomeWord } from '../plan.ts';
import { firstFrom } from '../search.ts';
import type { FileScope, RecordSymbol, RuleSymbol } from '../symbols.ts';
import { type Node, pathOf, ruleKind } from '../tree.ts';

export type Used = { record: RecordSymbol } | { rule: RuleSymbol; outcome: OutcomeWord };

/** A place where a rule names a record, or an outcome of another rule. */
export interface Use {
  of: Used;
  at: Span;
  clause: Clause;
  /** `moves`: drives the rule; `looksBack`: seen by a look-back; `names`: only named, as in the path of a key. */
  role: 'moves' | 'looksBack' | 'names';
}

/** The references of a rule. */
export interface Uses {
  /** In written order. */
  all: Use[];
  /** Whether part of the rule could not be read, or a reference to a record did not resolve: its author meant more. */
  unresolved: boolean;
  /** All `as` names: a path that begins with one is not a record. */
  steps: ReadonlySet<string>;
}

export function usesOf(decl: RuleDecl, scope: FileScope): Uses {
  const steps = stepNames(decl);
  const uses: Uses = { all: [], unresolved: !isRead(decl, scope.module), steps };
  for (const clause of decl.clauses) {
    forEachNode(clause, (node, call) => {
      const of = usedBy(node, scope, steps);
      if (of) uses.all.push({ of, at: node, clause, role: roleOf(node, decl, isLookback(call, scope)) });
      else uses.unresolved ||= node.kind === 'RecordRef' || (node.kind === 'NameExpr' && scope.lost.has(node.name.text));
    });
  }
  return uses;
}

/** Whether a declaration has no syntax error. */
export function isRead({ start, end }: Span, { parsed: { diagnostics } }: Module): boolean {
  const first = firstFrom(diagnostics, start, (one) => one.start);
  for (let i = first; (diagnostics[i]?.start ?? end) < end; i++) if (diagnostics[i]?.severity === 'error') return false;
  return true;
}

/** Records in a summary of a window are collected, and so drive it. */
function roleOf({ kind }: Node, decl: RuleDecl, lookback: boolean): Use['role'] {
  if (kind === 'RecordRef') return 'moves';
  if (kind === 'Path') return 'names';
  if (lookback) return 'looksBack';
  return decl.kind === 'WindowDecl' ? 'moves' : 'names';
}

function stepNames(decl: RuleDecl): Set<string> {
  const names = new Set<string>();
  for (const clause of decl.clauses) {
    forEachNode(clause, (node) => {
      if ('as' in node && node.as) names.add(node.as.text);
    });
  }
  return names;
}

function usedBy(node: Node, scope: FileScope, steps: ReadonlySet<string>): Used | undefined {
  if (node.kind === 'RecordRef') return used(node.parts, scope);
  if (node.kind === 'Path') return used(node.parts, scope, 3);
  if (node.kind !== 'MemberExpr') return undefined;
  const path = pathOf(node);
  return path && path.length === 2 && !steps.has(path[0]?.text ?? '') ? used(path, scope) : undefined;
}

/** The record or outcome named by the first two parts. */
export function used(parts: readonly Pick<Name, 'text'>[], scope: FileScope, least = 2): Used | undefined {
  const [first, second] = parts;
  if (!first || !second || parts.length < least) return undefined;
  const found = scope.peek(first.text, 'group', 'rule');
  if (found?.kind === 'group') {
    const record = found.records.get(second.text);
    return record && { record };
  }
  const word = second.text as OutcomeWord;
  return found && outcomesOf(found.decl).includes(word) ? { rule: found, outcome: word } : undefined;
}

export function outcomesOf(decl: RuleDecl): readonly OutcomeWord[] {
  return OUTCOMES_OF[ruleKind(decl)];
}

/** A call whose last argument is a duration looks back. */
export function isLookback(call: CallExpr | undefined, scope: FileScope): boolean {
  const last = call?.args[call.args.length - 1]?.value;
  if (!call || call.args.length < 2 || !last) return false;
  if (last.kind === 'DurationLiteral') return true;
  return last.kind === 'NameExpr' && paramIsDuration(last.name, scope);
}

function paramIsDuration(name: Name, scope: FileScope): boolean {
  const param = scope.peek(name.text, 'param')?.decl;
  if (!param) return false;
  return param.type ? param.type.name.text === 'duration' : param.value?.kind === 'DurationLiteral';
}

/** The records that paths in an expression begin with, as in `app.load.n / 2`. */
export function recordsIn(expr: Expr, scope: FileScope, steps: ReadonlySet<string>): Used[] {
  const found: Used[] = [];
  forEachNode(expr, (node) => {
    const of = usedBy(node, scope, steps);
    if (of) found.push(of);
  });
  return found;
}

/** The steps that paths in an expression begin with, as in `load.n / 2`. */
export function stepsIn<Step>(expr: Expr, steps: ReadonlyMap<string, Step>): Set<Step> {
  const found = new Set<Step>();
  forEachNode(expr, (node) => {
    const path = node.kind === 'MemberExpr' ? pathOf(node) : undefined;
    const step = steps.get(path?.[0]?.text ?? '');
    if (step) found.add(step);
  });
  return found;
}

/** Visits all nodes in written order, each with the innermost call around it. */
function forEachNode(node: object, visit: (node: Node, call: CallExpr | undefined) => void, call?: CallExpr): void {
  const isNode = 'kind' in node;
  if (isNode) visit(node as Node, call);
  const inner = isNode && node.kind === 'CallExpr' ? (node as CallExpr) : call;
  for (const name in node) {
    const child = (node as Record<string, unknown>)[name];
    if (typeof child === 'object' && child !== null) forEachNode(child, visit, inner);
  }
}
