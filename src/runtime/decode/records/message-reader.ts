/** Records of several messages, for a `multiline` format whose messages have one or more lines each: stack traces in containers. */

import type { FormatPlan } from '../../../dsl/plan.ts';
import { compileRegex, type RegexMatcher } from '../../match/automata/regex.ts';
import { DecodedRecord } from '../decoded-record.ts';
import type { Decoder, MessagePart } from '../decoder.ts';
import { JoinedParts, PartReader } from './part-reader.ts';
import type { HeldLine, Line, RecordReader } from './record-reader.ts';

/** A message that `starts` matches begins a record; those that follow belong to it, whatever their stream. */
export class MessageReader implements RecordReader {
  readonly record = new DecodedRecord();
  readonly idle: number;
  line = 0;
  private readonly messages: PartReader;
  private readonly starts: RegexMatcher;
  private readonly maxLines: number;
  private group: JoinedParts | undefined;

  constructor(
    readonly decoder: Decoder,
    private readonly part: MessagePart,
    { starts, idle, maxLines }: NonNullable<FormatPlan['multiline']>,
  ) {
    this.messages = new PartReader(decoder, part);
    this.starts = compileRegex(starts);
    this.idle = idle;
    this.maxLines = maxLines;
  }

  /** The beginning of the record so far, or of a message that is still in parts. */
  get held(): HeldLine | undefined {
    const { group, messages } = this;
    const { held } = messages;
    return group && held ? (held.line < group.line ? held : group) : (group ?? held);
  }

  take(line: Line, at = 0): boolean {
    return this.messages.take(line, at) && this.gather();
  }

  endFile(): boolean {
    while (this.messages.flush()) if (this.gather()) return true;
    return false;
  }

  flush(): boolean {
    if (this.endFile()) return true;
    const { group } = this;
    this.group = undefined;
    return group !== undefined && this.emit(group);
  }

  /** Takes the current message; returns true if it begins a record, so that the previous one is complete. */
  private gather(): boolean {
    // The message has no time of its own: its record is told when the next one begins.
    this.decoder.clock.goBack();
    const { group, part } = this;
    const { whole, at } = this.messages;
    const { bytes, start, end } = part.text;
    const begins = this.starts.testBytes(bytes, start, end);
    if (!begins && group?.goesOn(part)) {
      group.addMessage(whole, part, this.maxLines);
      return false;
    }
    this.group = new JoinedParts(whole, part, at);
    return group !== undefined && this.emit(group);
  }

  private emit(group: JoinedParts): true {
    group.decode(this.decoder, this.record);
    this.line = group.line;
    return true;
  }
}
