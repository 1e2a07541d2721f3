/** Determines which rules run, and in which order: a rule that is chained to another comes after it. */

import { getOrMake } from '../../get-or-make.ts';
import { type RuleSymbol, reportSharedNames, type Symbols } from '../symbols.ts';
import { type Use, type Uses, usesOf } from './uses.ts';

export interface Ordered {
  rule: RuleSymbol;
  stage: number;
  uses: Uses;
}

/** The rules whose outcomes each rule uses. */
type Before = ReadonlyMap<RuleSymbol, readonly RuleSymbol[]>;

/** Rules that run, sorted by stage and then by name; cycles and shared names are reported. */
export function orderRules(symbols: Symbols): Ordered[] {
  const uses = new Map<RuleSymbol, Uses>();
  const open = [...symbols.wanted];
  for (let rule = open.pop(); rule; rule = open.pop()) {
    if (uses.has(rule)) continue;
    const scope = symbols.scopes.get(rule.module);
    const found = scope ? usesOf(rule.decl, scope) : { all: [], unresolved: false, steps: new Set<string>() };
    uses.set(rule, found);
    for (const other of rulesIn(found.all)) open.push(other);
  }
  reportSharedNames(symbols, new Set(uses.keys()));
  const stages = stagesOf(new Map([...uses].map(([rule, found]) => [rule, rulesIn(found.all)])));
  const ordered = [...uses].map(([rule, found]) => ({ rule, stage: stages.get(rule) ?? 0, uses: found }));
  return ordered.sort((a, b) => a.stage - b.stage || (a.rule.name < b.rule.name ? -1 : Number(a.rule.name > b.rule.name)));
}

function rulesIn(uses: readonly Use[]): RuleSymbol[] {
  const rules = new Set<RuleSymbol>();
  for (const { of } of uses) if ('rule' in of) rules.add(of.rule);
  return [...rules];
}

/**
 * A rule is placed once all rules that it is chained to are. Rules that never are belong to a cycle, or depend on one.
 */
function stagesOf(before: Before): Map<RuleSymbol, number> {
  const after = new Map<RuleSymbol, RuleSymbol[]>();
  const missing = new Map<RuleSymbol, number>();
  for (const [rule, others] of before) {
    missing.set(rule, others.length);
    for (const other of others) getOrMake(after, other, () => []).push(rule);
  }
  const stages = new Map<RuleSymbol, number>();
  const ready = [...before.keys()].filter((rule) => missing.get(rule) === 0);
  for (const rule of ready) {
    const last = (before.get(rule) ?? []).reduce((stage, other) => Math.max(stage, stages.get(other) ?? 0), -1);
    stages.set(rule, last + 1);
    for (const follower of after.get(rule) ?? []) {
      const left = (missing.get(follower) ?? 0) - 1;
      missing.set(follower, left);
      if (left === 0) ready.push(follower);
    }
  }
  reportCycles(before, stages);
  return stages;
}

/** Follows chains backwards from an unplaced rule until one occurs twice: that is a cycle. */
function reportCycles(before: Before, placed: ReadonlyMap<RuleSymbol, number>): void {
  const seen = new Set<RuleSymbol>();
  for (const rule of before.keys()) {
    const chain = new Set<RuleSymbol>();
    let at: RuleSymbol | undefined = placed.has(rule) ? undefined : rule;
    while (at && !seen.has(at)) {
      seen.add(at);
      chain.add(at);
      at = before.get(at)?.find((other) => !placed.has(other));
    }
    if (at && chain.has(at)) reportCycle([...chain], at);
  }
}

function reportCycle(chain: readonly RuleSymbol[], first: RuleSymbol): void {
  const circle = [...chain.slice(chain.indexOf(first)), first].map(({ name }) => name);
  first.module.report.add(first.decl.name, 'rule-cycle', [circle.join(' → ')]);
}
