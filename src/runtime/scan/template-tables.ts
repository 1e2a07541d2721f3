/** Tables with what a scan looks for in lines of a template. */

import type { Decoder } from '../decode/decoder.ts';
import type { ByteAutomaton } from '../match/automata/byte-automaton.ts';
import { textsOf } from '../match/dispatch.ts';
import { type Hints, hasTexts } from '../match/hints.ts';
import { MESSAGES, OTHERS, SHAPE } from './layout.ts';
import { TableWriter } from './table-writer.ts';

/** The beginning of a kernel's memory; undefined if some record may have any text, or without the shape of the lines. */
export function templateTables(candidates: readonly Hints[], decoder: Decoder): Uint8Array | undefined {
  const all = [...candidates.keys()];
  const inLines = textsOf(
    all,
    candidates.map((hints) => (hasTexts(hints) ? hints : hintsOfField(hints, decoder))),
    true,
  );
  const shape = inLines.always.length > 0 ? undefined : decoder.shape?.();
  if (!shape) return undefined;
  const writer = new TableWriter();
  const isInMessages = candidates.every(hasTexts);
  return writer.memory([
    [SHAPE, writer.automaton(isInMessages ? shape : withoutMessages(shape))],
    [MESSAGES, writer.texts(textsOf(all, candidates))],
    [OTHERS, writer.texts(inLines)],
  ]);
}

/** A field that must have one of some texts: each line with it has that text somewhere. */
function hintsOfField(hints: Hints, decoder: Decoder): Hints {
  const isText = (value: string | number): value is string => typeof value === 'string' && value !== '';
  const asked = hints.constraints.find(({ path, values }) => values.every(isText) && decoder.isVerbatim?.(path));
  return { ...hints, beginnings: asked?.values.filter(isText) };
}

/** The same lines, without saying where their messages begin. */
function withoutMessages({ classes, rows }: ByteAutomaton): ByteAutomaton {
  return { classes, rows: rows.map((target) => (target > 0 ? target & ~2 : target)) };
}
