import type { KeyPlan } from '../../dsl/plan.ts';
import type { KeyValue } from '../engine/key-value.ts';
import { shownValue } from './expression-text.ts';

/** `peer = "gw", 10.0.0.9, 4242` */
export function keyValueText({ key, values }: KeyValue, keys: readonly KeyPlan[]): string {
  const { name = '', parts = [] } = keys[key] ?? {};
  return `${name} = ${values.map((value, i) => shownValue(value, parts[i]?.type)).join(', ')}`;
}
