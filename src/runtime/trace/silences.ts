/** Windows that never began an episode, or never fired: how close each came. */

import type { ExprPlan, FunctionName, WindowPlan } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import type { Observer } from '../engine/host.ts';
import type { WindowState } from '../engine/window/window-state.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Scope } from '../expression/scope.ts';
import type { Outcome, RecordLocation } from '../record.ts';
import { canonicalKey } from '../values/canonical.ts';
import { renderValue } from '../values/render.ts';
import { brokenConditions } from './conditions.ts';
import { conjuncts } from './expression-text.ts';

export interface Silence {
  rule: string;
  keys: Outcome['keys'];
  /** Whether it would have begun an episode, or fired. */
  manner: 'begin' | 'fire';
  /** The time at which its condition came closest to holding; the first such time. */
  at: number;
  /** What did not hold then, with its values. */
  why: string;
  /** The record that came then; absent if time had passed. */
  place?: RecordLocation;
}

/** By comparison: whether a greater left side is closer. */
const GROWS: ReadonlyMap<FunctionName, boolean> = new Map<FunctionName, boolean>([
  ['ge', true],
  ['gt', true],
  ['le', false],
  ['lt', false],
]);

/** @param subject the rule and the key, as the reader writes them */
export function silenceText(subject: string, { manner, at }: Pick<Silence, 'manner' | 'at'>): string {
  return `${subject} never ${manner === 'begin' ? 'began' : 'fired'}; it came closest at ${renderValue(at, 'time')}`;
}

/** How close a condition is to holding; undefined if that cannot be told. */
type Measure = (scope: Scope) => number | undefined;

interface Closest extends Silence {
  /** Greater is closer; undefined if that cannot be told, and the last time counts. */
  nearness: number | undefined;
}

export class Silences implements Observer {
  private readonly closest = new Map<string, Closest>();
  /** The windows that had an outcome. */
  private readonly reported = new Set<string>();
  private readonly measures = new Map<WindowPlan, Measure>();

  constructor(
    private readonly environment: Environment,
    private readonly isWanted: (rule: string, keys: Outcome['keys']) => boolean,
  ) {}

  /** In order of time. */
  get list(): Silence[] {
    return [...this.closest].flatMap(([id, one]) => (this.reported.has(id) ? [] : [one])).sort((a, b) => a.at - b.at);
  }

  onOutcome({ rule, keys }: Outcome): void {
    this.reported.add(idOf(rule, keys));
  }

  unmet(rule: WindowPlan, { value }: WindowState, scope: Scope, at: number, place?: RecordLocation): void {
    const [key] = rule.keys;
    const condition = rule.open ?? rule.fire;
    if (!key || !condition) return;
    const keys = [{ name: key.name, parts: key.parts.map(({ name }) => name), values: [value.values] }];
    if (!this.isWanted(rule.name, keys)) return;
    const id = idOf(rule.name, keys);
    const nearness = this.nearness(rule, condition.when, scope);
    const known = this.closest.get(id)?.nearness;
    if (known !== undefined && nearness !== undefined && known >= nearness) return;
    const names = { records: this.environment.records, fields: [], rule };
    const why =
      brokenConditions(condition.when, scope, this.environment, names).join(', ') || `${condition.text} held, but not for long enough`;
    const manner = rule.open ? 'begin' : 'fire';
    this.closest.set(id, { rule: rule.name, keys, manner, at, why, ...(place ? { place } : {}), nearness });
  }

  private nearness(rule: WindowPlan, when: ExprPlan, scope: Scope): number | undefined {
    return getOrMake(this.measures, rule, () => this.measureOf(when))(scope);
  }

  /** Of what is compared first: the greater it is, or the less under `<`, the closer. */
  private measureOf(when: ExprPlan): Measure {
    for (const one of conjuncts(when)) {
      const [left, right] = one.op === 'call' ? one.args : [];
      if (one.op !== 'call' || !left || !right) continue;
      const grows = GROWS.get(one.fn);
      if (grows === undefined) continue;
      const measured = left.op === 'const' || left.op === 'param' ? right : left;
      const evaluate = compileExpression(measured, this.environment);
      const sign = grows === (measured === left) ? 1 : -1;
      return (scope) => {
        const value = evaluate(scope);
        return typeof value === 'number' ? sign * value : undefined;
      };
    }
    return () => undefined;
  }
}

function idOf(rule: string, keys: Outcome['keys']): string {
  return `${rule} ${canonicalKey(keys[0]?.values[0] ?? [])}`;
}
