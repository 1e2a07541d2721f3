/** A line of container output as kept by Docker's `json-file`: `{"log":"message\n","stream":"stdout","time":"…"}`. */

import type { FormatPlan } from '../../../dsl/plan.ts';
import { given } from '../../../given.ts';
import { BACKSLASH, SMALL_N } from '../../values/ascii.ts';
import type { DecodeContext } from '../context.ts';
import type { MessagePart } from '../decoder.ts';
import { JsonDecoder } from './json.ts';
import { isText } from './json-value.ts';

const LOG = ['log'];

export class DockerDecoder extends JsonDecoder {
  constructor({ name, zone }: FormatPlan, context: DecodeContext) {
    super({ name, base: 'json', time: [['time']], message: LOG, ...given({ zone }) }, context);
  }

  /** Sets the part of a message that the current line holds: the last part ends with a line feed. */
  setPart(part: MessagePart, streams: readonly string[]): void {
    const { tape, bytes } = this;
    const log = this.token(LOG);
    const stream = this.token(['stream']);
    const isPart = log >= 0 && stream >= 0 && isText(tape.kinds[log]) && isText(tape.kinds[stream]);
    part.stream = isPart ? streams.findIndex((name) => this.reader.spells(bytes, tape.starts[stream]!, tape.ends[stream]!, name)) : -1;
    if (part.stream < 0) return;
    part.start = tape.starts[log]!;
    part.end = tape.ends[log]!;
    part.isLast = endsLine(bytes, part.start, part.end);
    part.mark = -1;
  }
}

/** Whether a JSON string ends with a line feed: `\n`, whose backslash is not itself escaped. */
function endsLine(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[end - 1] !== SMALL_N) return false;
  let at = end - 1;
  while (at > start && bytes[at - 1] === BACKSLASH) at--;
  return (end - 1 - at) % 2 === 1;
}
