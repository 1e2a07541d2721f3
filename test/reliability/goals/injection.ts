/**
 * The content of a log passes unchanged through every output: it never becomes a command, a row, a field or a terminal
 * control sequence.
 */

import { isDeepStrictEqual } from 'node:util';
import { PAYLOADS } from '../../runtime/outputs/payloads.ts';
import type { Goal, Proof } from '../goal.ts';
import { hostileRun } from '../hostile-log.ts';
import { ALL_OUTPUTS, MARKER, type OutputProbe, type ReadBack } from '../output-probes.ts';

const COMMANDS = [
  `; touch ${MARKER}`,
  `$(touch ${MARKER})`,
  `\`touch ${MARKER}\``,
  `\ntouch ${MARKER}\n`,
  `" && touch ${MARKER} && "`,
  `'; touch ${MARKER}; '`,
  `| tee ${MARKER}`,
  `() { :; }; touch ${MARKER}`,
  '-rf /',
  '--',
];
/** To templates, to structured data, and to what frames a message or a mail. */
const MARKUP = [
  '{rule}',
  '{{',
  '}}',
  '"]} [x@1 a="b"',
  '] [',
  '12 <13>1 - - - - - -',
  '\r\nBcc: eve@example.org',
  '\r\n.\r\nQUIT',
  '=?UTF-8?Q?=0A?=',
];

export const injection: Goal = {
  id: 'G10',
  name: 'injection',
  what: 'a hostile text comes out of every output as it was, and does nothing',
  share: 0,
  prove: () => injected(ALL_OUTPUTS),
};

/** Through these outputs. */
export async function injected(outputs: readonly OutputProbe[]): Promise<Proof> {
  const run = await hostileRun([...PAYLOADS, ...COMMANDS, ...MARKUP]);
  const wrong: string[] = [];
  for (const { name, readBack } of outputs) wrong.push(...differences(name, await readBack(run)));
  return { figure: { texts: run.all.length, outputs: outputs.length, wrong: wrong.length }, wrong, isFixed: true };
}

function differences(name: string, { found, expected }: ReadBack): string[] {
  if (found.length !== expected.length) return [`${name}: ${found.length} in place of ${expected.length}`];
  return found.flatMap((one, i) =>
    isDeepStrictEqual(one, expected[i]) ? [] : [`${name}: ${JSON.stringify(one)} in place of ${JSON.stringify(expected[i])}`],
  );
}
