import { type Entry, entriesOf, type LinesEntry, type RecordEntry, type RecordHead } from '../../../src/runtime/state/entry.ts';

export type ReadRecord = RecordHead & { kind: 'record'; text: string };
export type ReadEntry = Exclude<Entry, LinesEntry | RecordEntry> | ReadRecord;

/** The entries of a frame with copies of their bytes, as latin1; messages that arrived together are separated. */
export function readEntries(frame: Buffer): ReadEntry[] {
  return Array.from(entriesOf(frame)).flatMap((entry): ReadEntry | ReadEntry[] => {
    if (entry.kind !== 'record' && entry.kind !== 'lines') return entry;
    const { bytes, start, end, ...head } = entry;
    const text = Buffer.from(bytes).toString('latin1', start, end);
    if (head.kind === 'record') return { ...head, text };
    const { origin, received, line } = head;
    return text
      .split('\n')
      .slice(0, -1)
      .map((one, at) => ({ kind: 'record', origin, received, flags: 0, line: line + at, last: line + at, offset: 0, text: one }));
  });
}
