/** Chains of rules: a rule that reads the outcomes of another comes after it. */

import type { Span } from '../../dsl/ast.ts';
import { usesOf } from '../../dsl/lower/uses.ts';
import type { RulePlan } from '../../dsl/plan.ts';
import type { RuleSymbol } from '../../dsl/symbols.ts';
import { ruleKind } from '../../dsl/tree.ts';
import { occurrenceAt } from '../names/index.ts';
import { placeOf } from '../names/targets.ts';
import type { View } from '../view.ts';

/** Enough to find a rule again once its file has been edited. */
export interface RuleName {
  name: string;
  file: string;
}

export interface RuleItem extends RuleName, Span {
  kind: RulePlan['kind'];
  /** Of its name. */
  at: Span;
}

/** Two chained rules, and where the later one refers to the earlier. */
export interface RuleCall {
  rule: RuleItem;
  places: Span[];
}

/** The rule that the name at an offset refers to, or else the rule that contains the offset. */
export function ruleAt(view: View, offset: number): RuleItem | undefined {
  const [symbol] = occurrenceAt(view, offset)?.target.symbols ?? [];
  const around = view.scope?.own().find(({ kind, decl }) => kind === 'rule' && decl.start <= offset && offset <= decl.end);
  const rule = symbol?.kind === 'rule' ? symbol : around;
  return rule?.kind === 'rule' ? itemOf(rule) : undefined;
}

function itemOf(symbol: RuleSymbol): RuleItem {
  const { decl } = symbol;
  const { file, start, end } = placeOf(symbol);
  return { name: symbol.name, kind: ruleKind(decl), file, start: decl.start, end: decl.end, at: { start, end } };
}

function rulesOf(view: View): RuleSymbol[] {
  return (view.scope?.own() ?? []).filter((symbol): symbol is RuleSymbol => symbol.kind === 'rule');
}

/** The rules whose outcomes a rule reads; `view` is the file that contains it, which may have been edited since. */
export function outgoingCalls(view: View, rule: RuleName): RuleCall[] {
  const symbol = rulesOf(view).find(({ name }) => name === rule.name);
  return symbol ? callsOf(view, symbol) : [];
}

function callsOf({ scope }: View, { decl }: RuleSymbol): RuleCall[] {
  if (!scope) return [];
  const places = new Map<RuleSymbol, Span[]>();
  for (const { of, at } of usesOf(decl, scope).all) {
    if ('rule' in of) places.set(of.rule, [...(places.get(of.rule) ?? []), { start: at.start, end: at.end }]);
  }
  return [...places].map(([other, spans]) => ({ rule: itemOf(other), places: spans }));
}

/** The rules in these files that read the outcomes of a rule. */
export function incomingCalls(views: readonly View[], rule: RuleName): RuleCall[] {
  return views.flatMap((view) =>
    rulesOf(view).flatMap((symbol) => {
      const call = callsOf(view, symbol).find((other) => other.rule.file === rule.file && other.rule.name === rule.name);
      return call ? [{ rule: itemOf(symbol), places: call.places }] : [];
    }),
  );
}
