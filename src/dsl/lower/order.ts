/** Which rules run, and in which order: a rule that is chained to another comes after it. */

import type { RuleSymbol, Symbols } from '../symbols.ts';
import { type Uses, usesOf } from './uses.ts';

export interface Ordered {
  rule: RuleSymbol;
  stage: number;
  uses: Uses;
}

/** Rules that run, by stage and then by name; a cycle is reported once, with the whole chain. */
export function orderRules(symbols: Symbols): Ordered[] {
  const uses = new Map<RuleSymbol, Uses>();
  const open = [...symbols.wanted];
  for (let rule = open.pop(); rule; rule = open.pop()) {
    if (uses.has(rule)) continue;
    const scope = symbols.scopes.get(rule.module);
    const found = scope ? usesOf(rule.decl, scope) : { all: [], known: [] };
    uses.set(rule, found);
    for (const used of found.all) if ('rule' in used) open.push(used.rule);
  }
  const stages = stagesOf(uses);
  const ordered = [...uses].map(([rule, used]) => ({ rule, stage: stages.get(rule) ?? 0, uses: used }));
  return ordered.sort((a, b) => a.stage - b.stage || (a.rule.name < b.rule.name ? -1 : 1));
}

function before(uses: Uses | undefined): RuleSymbol[] {
  return [...new Set((uses?.all ?? []).flatMap((used) => ('rule' in used ? [used.rule] : [])))];
}

/** Takes away rules whose predecessors are all placed; what is left goes in circles. */
function stagesOf(uses: ReadonlyMap<RuleSymbol, Uses>): Map<RuleSymbol, number> {
  const stages = new Map<RuleSymbol, number>();
  let waiting = [...uses.keys()];
  while (waiting.length > 0) {
    const ready = waiting.filter((rule) => before(uses.get(rule)).every((other) => stages.has(other)));
    if (ready.length === 0) {
      reportCycle(waiting, uses);
      for (const rule of waiting) stages.set(rule, 0);
      break;
    }
    const placed = ready.map((rule) => ({
      rule,
      stage: 1 + Math.max(-1, ...before(uses.get(rule)).map((other) => stages.get(other) ?? 0)),
    }));
    for (const { rule, stage } of placed) stages.set(rule, stage);
    waiting = waiting.filter((rule) => !stages.has(rule));
  }
  return stages;
}

function reportCycle(waiting: readonly RuleSymbol[], uses: ReadonlyMap<RuleSymbol, Uses>): void {
  const chain: RuleSymbol[] = [];
  let at = waiting[0];
  while (at && !chain.includes(at)) {
    chain.push(at);
    at = before(uses.get(at)).find((rule) => waiting.includes(rule));
  }
  if (!at) return;
  const circle = [...chain.slice(chain.indexOf(at)), at].map(({ name }) => name);
  at.module.report.add(at.decl.name, 'rule-cycle', [circle.join(' → ')]);
}
