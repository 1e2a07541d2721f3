import type { RuleDecl } from '../ast-rules.ts';
import type { Use } from '../lower/uses.ts';
import type { RulePlan } from '../plan.ts';
import type { Check, CheckedRule } from './check.ts';

/** An `all` ending needs no key in its record. */
function needsKey({ clause, role }: Use): boolean {
  return role !== 'names' && !(clause.kind === 'EndingClause' && clause.all);
}

function check({ decl, plan, context, report }: CheckedRule<RuleDecl, RulePlan>): void {
  const written = decl.clauses.filter((clause) => clause.kind === 'KeyClause' && !clause.none);
  if (plan.keys.length === 0 || plan.keys.length < written.length || plan.keys.some(({ parts }) => parts.length === 0)) return;
  const carriers = plan.keys.map((key) => new Set(key.carriers.map(({ record }) => record)));
  const [first] = carriers;
  for (const use of context.uses.all) {
    if (!needsKey(use)) continue;
    const shape = context.around.shapeOf(use.of);
    const carried = use.role === 'looksBack' ? first?.has(shape.index) : carriers.some((key) => key.has(shape.index));
    const mayCarry = plan.keys.some(({ parts }) => parts.some(({ name }) => shape.mayHave(name)));
    if (!carried && !mayCarry) report.add(use.at, 'record-without-key', [shape.name, plan.keys[0]?.name ?? '', plan.name]);
  }
}

/** A record that carries no key of a rule reaches none of its instances. */
export const keylessRecords: Check = { transaction: check, window: check, schedule: check };
