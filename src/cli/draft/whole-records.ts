/** Lines that belong to the record before them, as those of a stack trace do. */

import { beginningOf, type Header, headerOf } from './header.ts';
import type { Sample, SampleRecord } from './sample.ts';

export interface WholeRecords {
  /** With a record for all lines of one. */
  sample: Sample;
  /** Of their first lines. */
  header: Header;
  /** What stands behind `=` in a format for them. */
  format: { template: string; starts: string };
}

/** Undefined: every line is a record of its own, or it cannot be told where one begins. */
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

/** What stands before the first beginning belongs to nothing. */
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

/** The message of a record is on it. */
export function firstLineOf({ text }: SampleRecord): string {
  return text.split('\n', 1)[0] ?? '';
}
