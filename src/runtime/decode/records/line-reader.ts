import { DecodedRecord } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { isBlankLine, type Line, type RecordReader } from './record-reader.ts';

/** Every line that is not blank is a record. */
export class LineReader implements RecordReader {
  readonly record = new DecodedRecord();
  line = 0;

  constructor(readonly decoder: Decoder) {}

  take(line: Line): boolean {
    const { record } = this;
    if (isBlankLine(line)) return false;
    this.decoder.decode(record, line.bytes, line.start, line.end);
    record.flags |= line.flags;
    this.line = line.number;
    return true;
  }

  flush(): boolean {
    return false;
  }
}
