/** Turns lines into records: one to one, or several to one for a `multiline` format or messages that continue in the next line. */

import type { FormatPlan } from '../../../dsl/plan.ts';
import type { DecodeContext } from '../context.ts';
import { createDecoder } from '../decoders.ts';
import { LineReader } from './line-reader.ts';
import { MessageReader } from './message-reader.ts';
import { MultilineReader } from './multiline-reader.ts';
import { PartReader } from './part-reader.ts';
import type { RecordReader } from './record-reader.ts';

/** Creates a record reader; each source needs its own. */
export function createRecordReader(format: FormatPlan, context: DecodeContext): RecordReader {
  const decoder = createDecoder(format, context);
  const { messagePart: part } = decoder;
  const { multiline } = format;
  if (part) return multiline ? new MessageReader(decoder, part, multiline) : new PartReader(decoder, part);
  return multiline ? new MultilineReader(decoder, multiline) : new LineReader(decoder);
}
