/** Lines that belong to the preceding record, such as those of a stack trace. */

import { beginningOf, type Header, headerOf } from './header.ts';
import type { Sample, SampleRecord } from './sample.ts';
import { beginsWithStamp } from './stamps.ts';

export interface WholeRecords {
  /** With one record for all of its lines, up to the one that has the message. */
  sample: Sample;
  header: Header;
  /** A regular expression for the beginning of a record. */
  starts: string;
}

/** Undefined if every line is a record of its own, or if it cannot be determined where one begins. */
export function wholeRecordsOf(sample: Sample): WholeRecords | undefined {
  const timed = sample.records.filter(({ hasTime }) => hasTime).map(({ text }) => text);
  const starts = sample.format.base === 'line' ? beginningOf(timed) : undefined;
  if (starts === undefined || hasOthers(timed, new RegExp(starts))) return undefined;
  const records = joined(sample.records, new RegExp(starts));
  if (records.length === sample.records.length) return undefined;
  const header = headerOf(records.map(({ text }) => text));
  if (!header) return undefined;
  for (const record of records) record.text = upToMessage(record.text, header);
  return { sample: { ...sample, records }, header, starts };
}

/** The share of stamped lines that may begin otherwise: more of them are records, too, and must not be lost in those before. */
const OTHERS = 0.1;

function hasOthers(timed: readonly string[], starts: RegExp): boolean {
  return timed.filter((line) => !starts.test(line) && beginsWithStamp(line)).length > OTHERS * timed.length;
}

/** Lines before the first beginning belong to no record. */
function joined(lines: readonly SampleRecord[], starts: RegExp): SampleRecord[] {
  const records: SampleRecord[] = [];
  let begun: SampleRecord | undefined;
  for (const line of lines) {
    const begins = starts.test(line.text);
    if (begun && !begins) begun.text += `\n${line.text}`;
    else records.push({ ...line });
    if (begins) begun = records.at(-1);
  }
  return records;
}

/** The lines of a record that a draft needs: its header may extend into the second. */
function upToMessage(text: string, header: Header): string {
  const rest = header.messageOf(text) ?? text;
  const end = rest.indexOf('\n');
  return end < 0 ? text : text.slice(0, text.length - rest.length + end);
}
