/** Records of several lines, for a `multiline` format. */

import type { FormatPlan } from '../../../dsl/plan.ts';
import { compileRegex, type RegexMatcher } from '../../match/automata/regex.ts';
import { RecordFlag } from '../../record.ts';
import { ByteBuffer } from '../../values/byte-buffer.ts';
import { DecodedRecord } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { type HeldLine, isBlankLine, LINE_END, type Line, MOST_GATHERED, type RecordReader } from './record-reader.ts';

/** A line that `starts` matches begins a record; those that follow, blank ones too, belong to it. */
export class MultilineReader implements RecordReader {
  readonly record = new DecodedRecord();
  readonly idle: number;
  line = 0;
  private readonly starts: RegexMatcher;
  /** Double buffer: the current record is a view of one while lines gather in the other. */
  private group: LineGroup;
  private other: LineGroup;

  constructor(
    readonly decoder: Decoder,
    { starts, idle, maxLines }: NonNullable<FormatPlan['multiline']>,
  ) {
    this.idle = idle;
    this.starts = compileRegex(starts);
    this.group = new LineGroup(maxLines);
    this.other = new LineGroup(maxLines);
  }

  take(line: Line, at = 0): boolean {
    if (this.group.lines === 0 && isBlankLine(line)) return false;
    const isWhole = this.starts.testBytes(line.bytes, line.start, line.end) && this.flush();
    if (this.group.lines === 0) this.group.at = at;
    this.group.add(line);
    return isWhole;
  }

  get held(): HeldLine | undefined {
    return this.group.lines > 0 ? this.group : undefined;
  }

  flush(): boolean {
    const { group, record } = this;
    if (group.lines === 0) return false;
    this.decoder.decode(record, group.bytes, 0, group.length);
    record.flags |= group.flags;
    this.line = group.line;
    this.group = this.other;
    this.other = group;
    this.group.clear();
    return true;
  }
}

/** Lines that make up one record, separated by line feeds. What exceeds its limits is discarded, and the record is flagged. */
class LineGroup extends ByteBuffer implements HeldLine {
  at = 0;
  lines = 0;
  line = 0;
  flags = 0;

  constructor(private readonly maxLines: number) {
    super();
  }

  add({ bytes, start, end, number, flags }: Line): void {
    if (this.lines === 0) this.line = number;
    if (this.lines >= this.maxLines || (this.lines > 0 && this.length + 1 + end - start > MOST_GATHERED)) {
      this.flags |= RecordFlag.truncated;
      return;
    }
    if (this.lines++ > 0) this.append(LINE_END, 0, 1);
    this.append(bytes, start, end);
    this.flags |= flags;
  }

  override clear(): void {
    super.clear();
    this.lines = this.flags = 0;
  }
}
