/** Why an instance ended, as a sentence for people. Programs compare codes and names, never these texts. */

import { type DurationPlan, type ExprPlan, isCaptureField, type TransactionPlan, type Type } from '../../../dsl/plan.ts';
import { compileExpression } from '../../expression/compile.ts';
import type { Evaluate, Scope } from '../../expression/scope.ts';
import { renderValue } from '../../values/render.ts';
import type { Host } from '../host.ts';
import type { Instance } from './instance.ts';
import type { Clock } from './steps.ts';

export function timeReason(clock: Clock, instance: Instance, host: Host): string {
  const text = (span: DurationPlan) => renderValue(host.micros(span), 'duration');
  switch (clock.kind) {
    case 'ending': {
      const length = isCaptureField(clock.plan.after?.duration) ? `: ${renderValue(clock.span(instance), 'duration')}` : '';
      return `${clock.plan.text} has passed${length}`;
    }
    case 'pause':
      return `${text(clock.node.duration)} passed`;
    case 'gate':
      return `${clock.node.label} did not come within ${text(clock.node.within ?? 0)}`;
  }
}

/** A condition with the values it mentions: `paid.amount == placed.amount does not hold: paid.amount is 0.6, …`. */
export class ConditionReason {
  private readonly mentioned: { label: string; value: Evaluate; type: Type }[] = [];

  constructor(
    private readonly condition: { when: ExprPlan; text: string },
    private readonly plan: TransactionPlan,
    private readonly host: Host,
  ) {
    this.collect(condition.when);
  }

  text(scope: Scope): string {
    const values = this.mentioned.map(({ label, value, type }) => {
      const found = value(scope);
      return `${label} is ${found === undefined ? 'missing' : renderValue(found, type)}`;
    });
    const why = values.length === 0 ? '' : `: ${[...new Set(values)].join(', ')}`;
    return `${this.condition.text} does not hold${why}`;
  }

  private collect(expr: ExprPlan): void {
    const named = this.nameOf(expr);
    if (named) this.mentioned.push({ ...named, value: compileExpression(expr, this.host.environment) });
    else if (expr.op === 'call') for (const arg of expr.args) this.collect(arg);
    else if (expr.op === 'convert') this.collect(expr.value);
    else if (expr.op === 'lookup') this.collect(expr.key);
  }

  private nameOf(expr: ExprPlan): { label: string; type: Type } | undefined {
    switch (expr.op) {
      case 'capture': {
        const capture = this.plan.captures[expr.capture];
        const fields = (capture?.records ?? []).flatMap((record) => this.host.environment.records[record]?.fields ?? []);
        const type = fields.find((field) => field.name === expr.field)?.type ?? (expr.field === 'time' ? 'time' : 'json');
        return { label: `${capture?.name ?? ''}.${expr.field}`, type };
      }
      case 'summary':
        return summaryName(this.plan.summaries[expr.summary]);
      case 'lookback':
        return summaryName(this.plan.lookbacks[expr.lookback]);
      case 'key': {
        const part = this.plan.keys[expr.key]?.parts[expr.part];
        return part && { label: part.name, type: part.type };
      }
      default:
        return undefined;
    }
  }
}

function summaryName(plan: { text: string; type: Type } | undefined) {
  return plan && { label: plan.text, type: plan.type };
}
