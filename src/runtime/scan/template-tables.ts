/** Tables with what a scan looks for in lines of a template. */

import type { ByteAutomaton } from '../match/byte-automaton.ts';
import { textsOf } from '../match/dispatch.ts';
import type { Hints } from '../match/hints.ts';
import { MESSAGES, OTHERS, SHAPE } from './layout.ts';
import { TableWriter } from './table-writer.ts';

/** The beginning of a kernel's memory; undefined if some record may have any text, or without the shape of the lines. */
export function templateTables(candidates: readonly Hints[], shape: ByteAutomaton | undefined): Uint8Array | undefined {
  const all = [...candidates.keys()];
  const texts = textsOf(all, candidates);
  if (!shape || texts.always.length > 0) return undefined;
  const writer = new TableWriter();
  return writer.memory([
    [SHAPE, writer.automaton(shape)],
    [MESSAGES, writer.texts(texts)],
    [OTHERS, writer.texts(textsOf(all, candidates, true))],
  ]);
}
