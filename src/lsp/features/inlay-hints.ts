/** Types that the author did not write. */

import type { Span } from '../../dsl/ast.ts';
import { typeName } from '../../dsl/types.ts';
import { occurrencesIn } from '../names/index.ts';
import type { Occurrence } from '../names/target.ts';
import type { View } from '../view.ts';

export interface InlayHint {
  /** Behind what it is about. */
  offset: number;
  label: string;
}

/** The types of captures, `let` fields, params and emitted fields in a part of a file. */
export function inlayHints(view: View, { start, end }: Span): InlayHint[] {
  const wanted = occurrencesIn(view).filter((name) => name.declares && start <= name.end && name.start <= end);
  return wanted.flatMap((name) => {
    const { type, optional } = name.target;
    if (type === undefined || isTyped(view, name)) return [];
    return [{ offset: name.end, label: `: ${typeName(type)}${optional ? '?' : ''}` }];
  });
}

const KINDS = new Set(['field', 'param', 'emitted', 'key']);

/** A type, or something else that says it, is written behind the name. */
function isTyped({ text }: View, { end, target }: Occurrence): boolean {
  return !KINDS.has(target.kind) || /^\s*(?::|>)/.test(text.slice(end, end + 8));
}
