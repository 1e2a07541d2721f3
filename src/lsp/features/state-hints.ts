/** The state of a transaction after each step: the states of `corr graph`, at their places in the text. */

import { canSkip, firstChildrenOf } from '../../dsl/lower/pattern.ts';
import type { PatternNode } from '../../dsl/sequence-plan.ts';
import type { View } from '../view.ts';
import type { InlayHint } from './inlay-hints.ts';

/** The maximum number of records named; a state of a large set awaits dozens. */
const MOST_NAMES = 3;

export function stateHints({ module, program }: View): InlayHint[] {
  const rules = program?.rules.filter(({ symbol }) => symbol.module === module) ?? [];
  return rules.flatMap(({ plan, context }) => {
    if (plan.kind !== 'transaction') return [];
    const { items } = plan.pattern;
    const nameOf = (record: number) => program?.records[record]?.name ?? '';
    return items.flatMap((item, i) => {
      const place = context.written.get(item);
      return place ? [{ kind: 'state' as const, offset: place.end, label: stateAfter(item, items.slice(i + 1), nameOf) }] : [];
    });
  });
}

type NameOf = (record: number) => string;

/** If no further element is required, the pattern is complete, and does not wait for optional ones. */
function stateAfter(item: PatternNode, rest: readonly PatternNode[], nameOf: NameOf): string {
  const needed = rest.findIndex((node) => !canSkip(node));
  if (needed < 0) return '→ success';
  const next = [item].filter(isRepeatable).concat(rest.slice(0, needed + 1));
  const names = [...new Set(next.flatMap((node) => firstsOf(node, nameOf)))];
  return `→ awaits ${names.slice(0, MOST_NAMES).join(', ')}${names.length > MOST_NAMES ? ' …' : ''}`;
}

/** Whether a repetition that has reached its minimum takes more. */
function isRepeatable(node: PatternNode): boolean {
  return node.kind === 'repeat' && (node.max === null || node.max > Math.max(node.min, 1));
}

/** The records that an element can begin with, or the text of a `wait` or `no`. */
function firstsOf(node: PatternNode, nameOf: NameOf): string[] {
  if (node.kind === 'take') return node.of.map(({ record }) => nameOf(record));
  if (node.kind === 'wait' || node.kind === 'no') return [node.label];
  return firstChildrenOf(node).flatMap((inner) => firstsOf(inner, nameOf));
}
