/** The parameters of a call while it is written. */

import { isComment } from '../../dsl/format/brackets.ts';
import { type FunctionPage, pagesOf, parameterOf, signatureOf } from '../manual/functions.ts';
import type { View } from '../view.ts';

export interface SignatureHelp {
  signatures: { label: string; doc: string; parameters: string[] }[];
  /** The index of the parameter at the cursor. */
  active: number;
}

/** The function whose brackets are open before an offset. */
export function signatureHelp({ tokens }: View, offset: number): SignatureHelp | undefined {
  let depth = 0;
  let commas = 0;
  const before = tokens.filter((token) => token.start < offset && !isComment(token));
  for (let i = before.length - 1; i >= 0; i--) {
    const { text, kind } = before[i] ?? { text: '', kind: 'unknown' };
    if (kind !== 'sign') continue;
    if (text === ')' || text === ']') depth++;
    else if (text === ',' && depth === 0) commas++;
    else if (text === '{' || text === '}') return undefined;
    else if ((text === '(' || text === '[') && depth-- === 0) {
      const pages = text === '(' ? pagesOf(before[i - 1]?.text ?? '') : [];
      if (pages.length > 0) return helpOf(pages, commas);
      // Brackets of another kind: they may be inside a call.
      depth = 0;
      commas = 0;
    }
  }
  return undefined;
}

function helpOf(pages: readonly FunctionPage[], active: number): SignatureHelp {
  const signatures = pages.map((page) => ({ label: signatureOf(page), doc: page.doc, parameters: page.params.map(parameterOf) }));
  const most = Math.max(...pages.map(({ params }) => params.length));
  return { signatures, active: Math.min(active, Math.max(0, most - 1)) };
}
