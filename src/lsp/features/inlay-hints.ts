/** What the author did not write: types, and the state of a transaction after each step. */

import type { Span } from '../../dsl/ast.ts';
import { typeName } from '../../dsl/types.ts';
import { occurrencesIn } from '../names/index.ts';
import type { Occurrence } from '../names/target.ts';
import type { View } from '../view.ts';
import { stateHints } from './state-hints.ts';

export interface InlayHint {
  kind: 'type' | 'state';
  /** The offset after what the hint is about. */
  offset: number;
  label: string;
}

/** The hints in a part of a file. */
export function inlayHints(view: View, span: Span): InlayHint[] {
  const states = stateHints(view).filter(({ offset }) => span.start <= offset && offset <= span.end);
  return [...typeHints(view, span), ...states];
}

/** The types of captures, `let` fields, params and emitted fields. */
function typeHints(view: View, { start, end }: Span): InlayHint[] {
  const wanted = occurrencesIn(view).filter((name) => name.declares && start <= name.end && name.start <= end);
  return wanted.flatMap((name) => {
    const { type, optional } = name.target;
    if (type === undefined || isTyped(view, name)) return [];
    return [{ kind: 'type', offset: name.end, label: `: ${typeName(type)}${optional ? '?' : ''}` }];
  });
}

const KINDS = new Set(['field', 'param', 'emitted', 'key']);

/** Whether a type, or something else that determines it, is written after the name. */
function isTyped({ text }: View, { end, target }: Occurrence): boolean {
  return !KINDS.has(target.kind) || /^\s*(?::|>)/.test(text.slice(end, end + 8));
}
