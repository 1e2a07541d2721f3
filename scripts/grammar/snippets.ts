/** Snippets for editors: the rules of each kind that `corr new` writes. */

import { RULE_KINDS, skeleton } from '../../src/cli/scaffold/skeletons.ts';

const PLACE = '__name__';

export function snippets(): string {
  const all = RULE_KINDS.map((kind) => {
    const text = skeleton(kind, PLACE)
      .replaceAll(/[\\$}]/g, '\\$&')
      .replaceAll(PLACE, `\${1:${kind.slice(0, 1)}}`);
    return [kind, { prefix: kind, description: `A ${kind} with its records and a test`, body: text.trimEnd().split('\n') }];
  });
  return `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`;
}
