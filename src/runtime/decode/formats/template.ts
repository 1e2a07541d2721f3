/** A program's own format: `format hdfs = "{time:stamp('yyMMdd HHmmss')} {pid:int} {message:rest}"`. */

import type { CaptureTypePlan, PiecePlan, TemplatePlan } from '../../../dsl/pattern-plan.ts';
import type { FormatPlan } from '../../../dsl/plan.ts';
import type { ByteAutomaton } from '../../match/automata/byte-automaton.ts';
import { CaptureTypes } from '../../match/capture-types.ts';
import { compileStamp, type StampPattern } from '../../match/stamps.ts';
import { isVerbatim, opensSurely, shapeOf } from '../../match/template/shape.ts';
import { compileTemplate, type Template } from '../../match/template/template.ts';
import { RecordFlag, type Value } from '../../record.ts';
import type { DecodeContext } from '../context.ts';
import { type DecodedRecord, fieldsOf } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { memberAt } from '../path.ts';
import { RecordClock } from '../stamps/clock.ts';
import { FrameReader } from '../stamps/frame-reader.ts';
import type { StampFrame } from '../stamps/stamp-frame.ts';
import { trimEnd } from '../text.ts';

const EMPTY: TemplatePlan = { pieces: [], literals: [] };

interface TimeSlot {
  slot: number;
  /** Whether the capture is a stamp with its own form; otherwise it is text. */
  isStamp: boolean;
}

/** Fields are the captures of the template. Its `time` and `message` are those of the record unless the format names others. */
export class TemplateDecoder implements Decoder {
  private readonly plan: TemplatePlan;
  private readonly types: CaptureTypes;
  private readonly template: Template;
  readonly clock: RecordClock;
  private readonly slots = new Map<string, number>();
  private readonly timeSlots: readonly TimeSlot[];
  private readonly messageSlot: number;
  /** Slots whose text is quoted and escaped. */
  private readonly quoted: ReadonlySet<number>;
  /** The form of the only time of a line; undefined if it is a word, which may be any stamp. */
  private readonly form: StampPattern | undefined;
  /** Whether times may be told from those of similar stamps. */
  private readonly isFramed: boolean;
  /** Reads stamps like an earlier one. */
  private readonly reader = new FrameReader();
  /** The length of what precedes them, and what reading them has to guess. */
  private lead = 0;
  private guesses = 0;
  /** Whether lines may be told from their stamps; undefined before the first line. */
  private opens: boolean | undefined;
  private isMatch = false;

  constructor(format: FormatPlan, context: DecodeContext) {
    const { template = EMPTY, fields = [], time, message } = format;
    this.clock = new RecordClock(context, format.zone);
    this.plan = template;
    this.types = new CaptureTypes(this.clock);
    this.template = compileTemplate(template, this.types);
    for (const [slot, { name }] of fields.entries()) this.slots.set(name, slot);
    const timeSlots = (time.length > 0 ? time : [['time']]).map((path) => this.slotOf(path)).filter((slot) => slot >= 0);
    this.timeSlots = timeSlots.map((slot) => ({ slot, isStamp: fields[slot]?.type === 'time' }));
    this.messageSlot = this.slotOf(message ?? ['message']);
    this.quoted = new Set(quotedSlots(template.pieces));
    const [first] = this.timeSlots;
    const type = first && this.timeSlots.length === 1 ? typeOf(template.pieces, first.slot) : undefined;
    this.form = type?.name === 'stamp' ? compileStamp(type.stamp ?? 'iso') : undefined;
    this.isFramed = type?.name === 'word' || this.form?.clockAt !== undefined;
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    record.begin(this, bytes, start, end);
    const { clock, reader, template } = this;
    const to = trimEnd(bytes, start, end);
    const time = reader.time(bytes, start, to);
    // Where it does not match, the stamp may be longer.
    const isAlike =
      !Number.isNaN(time) &&
      clock.mayRepeat(time) &&
      template.matchBehind(this.timeSlots[0]!.slot, start + this.lead, start + reader.length, bytes, start, to);
    this.isMatch = isAlike || template.match(bytes, start, to);
    if (!this.isMatch) {
      record.flags |= RecordFlag.undecodable;
      clock.set(record, Number.NaN);
      return;
    }
    if (isAlike) clock.guesses = this.guesses;
    clock.set(record, isAlike ? time : this.time(bytes));
    if (!isAlike && this.form?.clockAt) this.learn(record);
    this.setMessage(record);
  }

  /** Notes the frame of a stamp with a year, so that stamps of the same day are read faster. */
  private learn(record: DecodedRecord): void {
    const { clock, plan, reader, template, timeSlots, types } = this;
    const { slot } = timeSlots[0]!;
    this.opens ??= opensSurely(plan, types, slot);
    const frame = this.opens && (record.flags & RecordFlag.badTime) === 0 ? this.frame(record) : undefined;
    if (frame?.isYearless) this.opens = false;
    reader.learn(this.opens ? frame : undefined);
    this.lead = template.startOf(slot) - record.start;
    this.guesses = clock.guesses;
  }

  /** For a template that begins with the only time of a line, or with fixed text and the time. */
  shape(): ByteAutomaton | undefined {
    const { messageSlot: message, plan, timeSlots, types } = this;
    const [first] = timeSlots;
    return first && this.isFramed && !this.quoted.has(message) ? shapeOf(plan, types, { first: first.slot, message }) : undefined;
  }

  isVerbatim(path: readonly string[]): boolean {
    return path.length === 1 && isVerbatim(this.plan, this.types, this.slotOf(path));
  }

  frame({ bytes, start, time }: DecodedRecord): StampFrame | undefined {
    const { clock, form, template, timeSlots } = this;
    const [first] = timeSlots;
    if (!first || !this.isMatch) return undefined;
    const at = template.startOf(first.slot);
    const end = template.endOf(first.slot);
    if (form?.clockAt) {
      const isRead = form.time(bytes, at, end, clock) === time;
      return isRead ? clock.clockFrame(bytes.subarray(start, end), form.clockAt(bytes, at, end) - start, time) : undefined;
    }
    const frame = at === start ? clock.memberFrame(bytes, at, end, time, 0) : undefined;
    return frame && frame.prefix.length > 0 ? frame : undefined;
  }

  field(_record: DecodedRecord, path: readonly string[]): Value | undefined {
    const slot = this.isMatch ? this.slotOf(path) : -1;
    return slot < 0 ? undefined : memberAt(this.template.value(slot), path);
  }

  fields(record: DecodedRecord): ReadonlyMap<string, Value> {
    return fieldsOf(this, record, this.slots.keys());
  }

  private slotOf([name = '']: readonly string[]): number {
    return this.slots.get(name) ?? -1;
  }

  /** The time in the first field with a usable one: a stamp in its own form, or text that is any stamp. NaN if there is none. */
  private time(bytes: Uint8Array): number {
    const { clock, template } = this;
    for (const { slot, isStamp } of this.timeSlots) {
      const start = template.startOf(slot);
      if (start < 0) continue;
      clock.guesses = 0;
      const time = isStamp ? (template.value(slot) as number | undefined) : clock.fromText(bytes, start, template.endOf(slot));
      if (time !== undefined && !Number.isNaN(time)) return time;
    }
    return Number.NaN;
  }

  private setMessage(record: DecodedRecord): void {
    const { template, messageSlot } = this;
    const start = template.startOf(messageSlot);
    if (start < 0) return;
    const text = this.quoted.has(messageSlot) ? template.value(messageSlot) : undefined;
    if (typeof text === 'string') record.setMessageText(text);
    else record.setMessage(start, template.endOf(messageSlot));
  }
}

/** The type of a capture that is not optional. */
function typeOf(pieces: readonly PiecePlan[], slot: number): CaptureTypePlan | undefined {
  const piece = pieces.find((piece) => piece.kind === 'capture' && piece.slot === slot);
  return piece?.kind === 'capture' ? piece.type : undefined;
}

function quotedSlots(pieces: readonly PiecePlan[]): number[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === 'optional') return quotedSlots(piece.pieces);
    return piece.kind === 'capture' && piece.type.name === 'quoted' && piece.slot !== undefined ? [piece.slot] : [];
  });
}
