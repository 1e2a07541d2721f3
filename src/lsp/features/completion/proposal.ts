/** A proposal, and the conversion of things into proposals. */

import { spelled, Word } from '../../../dsl/tokens.ts';
import { given } from '../../../given.ts';
import { type FunctionPage, signatureOf } from '../../manual/functions.ts';
import { detailOf, docOf, type Target, type TargetKind } from '../../names/target.ts';

type ProposalKind = TargetKind | 'word' | 'item' | 'function' | 'type' | 'value' | 'file';

export interface Proposal {
  label: string;
  kind: ProposalKind;
  /** A description on one line. */
  detail?: string;
  /** Markdown. */
  doc?: string;
  /** The text that replaces the word. */
  text: string;
  /** The same with placeholders between ‹ and ›. */
  form?: string;
  /** Lower ranks come first; from 0 to 99. */
  rank: number;
}

/** Names of the author come first, then values and what is built in, functions, words, items in their order. */
export const RANK = { name: 0, value: 1, function: 2, word: 3, item: 10, last: 99 } as const;

export function ofTarget(target: Target, wanted = Word): Proposal {
  const text = spelled(target.name, wanted) ?? target.name;
  const rank = target.builtin ? RANK.value : RANK.name;
  return { label: target.name, kind: target.kind, detail: detailOf(target), ...given({ doc: docOf(target) }), text, rank };
}

export function ofValue(text: string, kind: 'type' | 'value' | 'file' | 'format' = 'value'): Proposal {
  return { label: text, kind, text, rank: RANK.value };
}

/** A type by its name. @param form what is written for it, if that is not its name alone */
export function ofType(name: string, form?: string): Proposal {
  return { ...ofValue(name, 'type'), ...(form === undefined ? {} : { form, text: form.replace(/[‹›]/g, '') }) };
}

/** Inserts the brackets with the name, and puts the cursor between them. */
export function ofFunction(page: FunctionPage): Proposal {
  const { name, doc, params } = page;
  const form = params.length === 0 ? `${name}()` : `${name}(‹${params[0]?.name}›)`;
  return { label: name, kind: 'function', detail: signatureOf(page), doc, text: `${name}()`, form, rank: RANK.function };
}
