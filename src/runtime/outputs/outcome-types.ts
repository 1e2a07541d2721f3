/** The types of the values of outcomes: a number may be a count, a time or a duration. */

import type { Plan, RulePlan, Type } from '../../dsl/plan.ts';

/** The types of one rule's outcomes; a value in none of the maps is `json`, and written unchanged. */
export interface RuleTypes {
  fields: ReadonlyMap<string, Type>;
  labels: ReadonlyMap<string, Type>;
  /** By key, then by part. */
  keys: readonly (readonly Type[])[];
  /** By `as` name, then by field. */
  captures: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  peak: Type;
}

const NONE: RuleTypes = { fields: new Map(), labels: new Map(), keys: [], captures: new Map(), peak: 'json' };

export class OutcomeTypes {
  private readonly rules: ReadonlyMap<string, RuleTypes>;

  constructor(plan: Plan) {
    this.rules = new Map(plan.rules.map((rule) => [rule.name, typesOf(rule, plan)]));
  }

  of(rule: string): RuleTypes {
    return this.rules.get(rule) ?? NONE;
  }
}

function typesOf(rule: RulePlan, plan: Plan): RuleTypes {
  const typed = (list: readonly { name: string; type: Type }[]) => new Map(list.map(({ name, type }) => [name, type]));
  return {
    fields: typed(rule.reporting.emit),
    labels: typed(rule.reporting.labels),
    keys: rule.keys.map(({ parts }) => parts.map(({ type }) => type)),
    captures: new Map(
      rule.captures.map(({ name, records }) => [name, typed(records.flatMap((record) => plan.records[record]?.fields ?? []))]),
    ),
    peak: rule.kind === 'window' ? (rule.open?.peak?.type ?? 'json') : 'json',
  };
}
