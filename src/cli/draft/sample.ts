/** The lines that a draft is made from, decoded in their format. */

import { basename } from 'node:path';
import type { FormatPlan } from '../../dsl/plan.ts';
import type { DecodeContext } from '../../runtime/decode/context.ts';
import type { SourceCursor } from '../../runtime/inputs/cursor.ts';
import { Merge } from '../../runtime/inputs/merge.ts';
import { RecordFlag, type Value } from '../../runtime/record.ts';

export interface SampleRecord {
  /** The text of the line. */
  text: string;
  message: string;
  /** Whether it has a usable time. */
  hasTime: boolean;
  /** The program that wrote it, in syslog and the journal. */
  app: string | undefined;
  /** All fields that the decoder found. */
  fields: ReadonlyMap<string, Value>;
}

/** Whether records of a format tell their host, program and pid, as those of syslog do. */
export function hasPrograms({ base }: FormatPlan): boolean {
  return base === 'syslog' || base === 'journal';
}

/** Lines of the logs that share one format. */
export interface Sample {
  /** The name of the first of the logs, or of the program. */
  name: string;
  format: FormatPlan;
  context: DecodeContext;
  /** In order of time. */
  records: SampleRecord[];
  /** Whether there were more lines than these. */
  isCut: boolean;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

interface SampleOptions {
  /** The maximum number of records of each format. */
  most: number;
  /** Restricts the sample to this program. */
  program?: string | undefined;
}

/**
 * Reads the first records of logs into one sample for each format; formats without records are omitted. Plain lines have no format
 * in common, so each log of plain lines is a sample of its own.
 */
export async function readSamples(cursors: readonly SourceCursor[], options: SampleOptions): Promise<Sample[]> {
  const samples: Sample[] = [];
  const kindOf = ({ info }: SourceCursor) => (info.format.base === 'line' ? `line ${info.order}` : info.format.name);
  for (const kind of new Set(cursors.map(kindOf))) {
    const ofKind = cursors.filter((cursor) => kindOf(cursor) === kind);
    const sample = await readSample(ofKind, options);
    if (sample.records.length > 0) samples.push(sample);
  }
  return samples;
}

async function readSample(cursors: readonly SourceCursor[], { most, program }: SampleOptions): Promise<Sample> {
  const [first] = cursors as [SourceCursor];
  const { name, format, context } = first.info;
  const records: SampleRecord[] = [];
  let isCut = false;
  for await (const record of recordsOf(cursors)) {
    if (program !== undefined && record.app !== program) continue;
    isCut = records.length === most;
    if (isCut) break;
    records.push(record);
  }
  return { name: program ?? basename(name).replace(/[.].*$/, ''), format, context, records, isCut };
}

async function* recordsOf(cursors: readonly SourceCursor[]): AsyncGenerator<SampleRecord> {
  const merge = new Merge(cursors);
  try {
    while (await merge.fill()) for (let cursor = merge.next(); cursor; cursor = merge.next()) yield sampleOf(cursor);
  } finally {
    await merge.close();
  }
}

function sampleOf(cursor: SourceCursor): SampleRecord {
  const { bytes, start, end, messageStart, messageEnd, flags } = cursor.record;
  const app = cursor.record.field(['app']);
  return {
    text: decoder.decode(bytes.subarray(start, end)),
    message: decoder.decode(bytes.subarray(messageStart, messageEnd)),
    hasTime: (flags & RecordFlag.badTime) === 0,
    app: typeof app === 'string' ? app : undefined,
    fields: new Map(cursor.fields()),
  };
}
