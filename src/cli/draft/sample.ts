/** The lines that a draft is made from, as their format reads them. */

import type { FormatPlan } from '../../dsl/plan.ts';
import type { DecodeContext } from '../../runtime/decode/context.ts';
import type { SourceCursor } from '../../runtime/inputs/cursor.ts';
import { Merge } from '../../runtime/inputs/merge.ts';
import { RecordFlag, type Value } from '../../runtime/record.ts';

export interface SampleRecord {
  /** The line. */
  text: string;
  message: string;
  /** It has a usable time. */
  hasTime: boolean;
  /** All that the decoder found. */
  fields: ReadonlyMap<string, Value>;
}

export interface Sample {
  format: FormatPlan;
  context: DecodeContext;
  /** In order of time. */
  records: SampleRecord[];
  /** More lines than these were there. */
  isCut: boolean;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads the first records of logs, those of one format and of one program if it is named.
 * Undefined: there is none.
 */
export async function readSample(cursors: readonly SourceCursor[], most: number, program: string | undefined): Promise<Sample | undefined> {
  const [first] = cursors;
  if (!first) return undefined;
  const { format, context } = first.info;
  const records: SampleRecord[] = [];
  const merge = new Merge(cursors.filter(({ info }) => info.format.name === format.name));
  while (records.length < most && (await merge.fill())) {
    for (let cursor = merge.next(); cursor && records.length < most; cursor = merge.next()) {
      const record = sampleOf(cursor);
      if (program === undefined || record.fields.get('app') === program) records.push(record);
    }
  }
  await merge.close();
  return records.length === 0 ? undefined : { format, context, records, isCut: records.length === most };
}

function sampleOf(cursor: SourceCursor): SampleRecord {
  const { bytes, start, end, messageStart, messageEnd, flags } = cursor.record;
  return {
    text: decoder.decode(bytes.subarray(start, end)),
    message: decoder.decode(bytes.subarray(messageStart, messageEnd)),
    hasTime: (flags & RecordFlag.badTime) === 0,
    fields: new Map(cursor.fields()),
  };
}
