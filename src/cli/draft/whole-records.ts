/** Lines that belong to the preceding record, such as those of a stack trace. */

import { beginningOf, type Header, headerOf } from './header.ts';
import type { Sample, SampleRecord } from './sample.ts';

export interface WholeRecords {
  /** With one record for all of its lines. */
  sample: Sample;
  /** The header of their first lines. */
  header: Header;
  /** What follows `=` in a format for them. */
  format: { template: string; starts: string };
}

/** Undefined if every line is a record of its own, or if it cannot be determined where one begins. */
export function wholeRecordsOf(sample: Sample): WholeRecords | undefined {
  const timed = sample.records.filter(({ hasTime }) => hasTime).map(({ text }) => text);
  const starts = sample.format.base === 'line' ? beginningOf(timed) : undefined;
  if (starts === undefined) return undefined;
  const records = joined(sample.records, new RegExp(starts));
  if (records.length === sample.records.length) return undefined;
  const header = headerOf(records.map(firstLineOf));
  if (!header) return undefined;
  const template = header.template.replace('{message:rest}', '{message:/.*/}{trace:text}');
  return { sample: { ...sample, records }, header, format: { template, starts } };
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

/** The first line has the message of a record. */
export function firstLineOf({ text }: SampleRecord): string {
  return text.split('\n', 1)[0] ?? '';
}
