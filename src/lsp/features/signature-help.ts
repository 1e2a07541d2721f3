/** The parameters of a call while it is written. */

import { isComment } from '../../dsl/format/brackets.ts';
import { type FunctionPage, pageOf, parameterOf, signatureOf } from '../manual/functions.ts';
import type { View } from '../view.ts';

export interface SignatureHelp {
  label: string;
  doc: string;
  parameters: string[];
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
      const page = text === '(' ? pageOf(before[i - 1]?.text ?? '') : undefined;
      if (page) return helpOf(page, commas);
      // Brackets of another kind: they may be inside a call.
      depth = 0;
      commas = 0;
    }
  }
  return undefined;
}

function helpOf(page: FunctionPage, commas: number): SignatureHelp {
  const parameters = page.params.map(parameterOf);
  return { label: signatureOf(page), doc: page.doc, parameters, active: Math.min(commas, Math.max(0, parameters.length - 1)) };
}
