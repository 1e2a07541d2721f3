/** Templates, run over the bytes of a message. */

import type { TemplatePlan } from '../../dsl/pattern-plan.ts';
import type { Value } from '../record.ts';
import { TEXT_END } from './byte-set.ts';
import type { CaptureTypes } from './capture-types.ts';
import { characterAt, codeOf, lengthOf } from './code-points.ts';
import type { Dfa } from './dfa.ts';
import { DEAD } from './lazy-states.ts';
import { type CaptureOp, compileOps, Kind, type Op } from './template-ops.ts';
import { Sweep } from './template-sweep.ts';

const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/** What trying may cost before the {@link Sweep} is taken: bytes looked at, for each byte of the text and besides. */
const TRIES = 8;
const FREE_TRIES = 512;

const NO_WAY = 0;
const FOUND = 1;
const TOO_LONG = 2;

/** `types` may be shared by many templates; stamps are read by its clock. */
export function compileTemplate(plan: TemplatePlan, types: CaptureTypes): Template {
  const { ops, captures } = compileOps(plan, types);
  return new Template(ops, captures, types);
}

/**
 * A template made ready to run. Of the ways through it, the first in the order that its author was promised is taken:
 * from left to right, `text` as short as lets the rest match, all else as long, optional pieces where they can be.
 * They are tried in that order, which most messages answer at once; where it takes too long, the {@link Sweep} tells
 * the way. So no message costs more than time proportional to its length.
 */
export class Template {
  private readonly suffix: Uint8Array;
  /** By operation of the way in hand: where it begins and ends; 1: an optional piece was passed by. */
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly passed: Uint8Array;
  /** Operations on the way for which there could be another end. */
  private readonly trail: Int32Array;
  private sweep: Sweep | undefined;
  private guide: Sweep | undefined;
  private bytes: Uint8Array = new Uint8Array(0);
  private end = 0;
  private left = 0;

  constructor(
    private readonly ops: readonly Op[],
    private readonly captures: readonly CaptureOp[],
    private readonly types: CaptureTypes,
  ) {
    this.starts = new Int32Array(ops.length);
    this.ends = new Int32Array(ops.length);
    this.passed = new Uint8Array(ops.length);
    this.trail = new Int32Array(ops.length);
    this.suffix = suffixOf(ops);
  }

  /** Whether all bytes of [start, end) are as the template says; the captures can be read then. */
  match(bytes: Uint8Array, start: number, end: number): boolean {
    this.bytes = bytes;
    this.end = end;
    const { suffix } = this;
    if (start + suffix.length > end || !this.hasBytes(suffix, end - suffix.length)) return false;
    this.guide = undefined;
    this.left = TRIES * (end - start) + FREE_TRIES;
    const found = this.walk(start);
    return found === TOO_LONG ? this.matchSwept(bytes, start, end) : found === FOUND;
  }

  /** The same answer, by way of the sweep however short the text is. */
  matchSwept(bytes: Uint8Array, start: number, end: number): boolean {
    this.bytes = bytes;
    this.end = end;
    this.sweep ??= new Sweep(this.ops, this.types.tape);
    this.sweep.read(bytes, start, end);
    this.guide = this.sweep;
    this.left = Number.POSITIVE_INFINITY;
    return this.guide.mayBegin(0, start) && this.walk(start) === FOUND;
  }

  /** Writes what was captured by slot, missing values where an optional piece was passed by; false: a value is none after all. */
  read(values: (Value | undefined)[]): boolean {
    for (const capture of this.captures) {
      const value = this.valueOf(capture);
      if (value === undefined && !capture.mayLack && this.tookPart(capture)) return false;
      values[capture.slot] = value;
    }
    return true;
  }

  /** What was captured for one slot. */
  value(slot: number): Value | undefined {
    const capture = this.captureOf(slot);
    return capture && this.valueOf(capture);
  }

  /** Where it begins, -1 when it is missing. */
  startOf(slot: number): number {
    const capture = this.captureOf(slot);
    return capture && this.tookPart(capture) ? this.starts[capture.op]! : -1;
  }

  /** Where it ends. */
  endOf(slot: number): number {
    const capture = this.captureOf(slot);
    return capture ? this.ends[capture.op]! : -1;
  }

  private captureOf(slot: number): CaptureOp | undefined {
    return this.captures.find((capture) => capture.slot === slot);
  }

  private valueOf(capture: CaptureOp): Value | undefined {
    return this.tookPart(capture) ? capture.type.read(this.bytes, this.starts[capture.op]!, this.ends[capture.op]!) : undefined;
  }

  private tookPart({ inside }: CaptureOp): boolean {
    return inside.every((piece) => this.passed[piece] === 0);
  }

  // ── the way ──

  private walk(start: number): number {
    const { ops, starts, ends, trail } = this;
    let index = 0;
    let at = start;
    let depth = 0;
    for (;;) {
      const { kind } = ops[index]!;
      starts[index] = at;
      let end = this.reach(index, at);
      if (end >= 0) {
        if (kind === Kind.end) return FOUND;
        if (kind !== Kind.literal) trail[depth++] = index;
      }
      while (end < 0) {
        if (depth === 0) return NO_WAY;
        if (--this.left < 0) return TOO_LONG;
        index = trail[depth - 1]!;
        end = this.reachOther(index, starts[index]!, ends[index]!);
        if (end < 0) depth--;
      }
      ends[index] = end;
      at = end;
      index = this.passed[index] === 1 ? ops[index]!.skip : index + 1;
    }
  }

  /** Where the operation should end that begins here; -1: nowhere. */
  private reach(index: number, at: number): number {
    const op = this.ops[index]!;
    switch (op.kind) {
      case Kind.literal:
        return this.hasBytes(op.bytes, at) ? at + op.bytes.length : -1;
      case Kind.shortest:
        return this.shortest(index, at);
      case Kind.longest:
        return this.longest(op.type!.dfa, index, at, this.end);
      case Kind.json:
        return this.json(op, index, at, this.end);
      case Kind.rest:
        return this.canBegin(index + 1, this.end) ? this.end : -1;
      case Kind.optional:
        this.passed[index] = this.canBegin(index + 1, at) ? 0 : 1;
        return this.passed[index] === 0 || this.canBegin(op.skip, at) ? at : -1;
      default:
        return at === this.end ? at : -1;
    }
  }

  /** Where it should end instead, after what follows has failed. */
  private reachOther(index: number, start: number, end: number): number {
    const op = this.ops[index]!;
    switch (op.kind) {
      case Kind.shortest:
        return end < this.end ? this.shortest(index, this.after(end)) : -1;
      case Kind.longest:
        return this.longest(op.type!.dfa, index, start, end - 1);
      case Kind.json:
        return this.json(op, index, start, end - 1);
      case Kind.optional:
        if (this.passed[index] === 1 || !this.canBegin(op.skip, start)) return -1;
        this.passed[index] = 1;
        return start;
      default:
        return -1;
    }
  }

  /** Whether the operation can begin at a place, as far as is known without going on. */
  private canBegin(index: number, at: number): boolean {
    if (this.guide) return this.guide.mayBegin(index, at);
    const op = this.ops[index]!;
    if (op.kind === Kind.literal) return this.hasBytes(op.bytes, at);
    return op.first.has(at < this.end ? this.bytes[at]! : TEXT_END);
  }

  /** The first end from here on at which what follows can begin. */
  private shortest(index: number, from: number): number {
    if (this.ops[index + 1]!.kind === Kind.end) return this.end;
    let at = from;
    while (at < this.end && !this.canBegin(index + 1, at)) at = this.after(at);
    this.left -= at - from + 1;
    return at < this.end || this.canBegin(index + 1, at) ? at : -1;
  }

  /** The last end up to `limit` at which what follows can begin. */
  private longest(dfa: Dfa, index: number, from: number, limit: number): number {
    const { bytes } = this;
    const { ascii } = dfa.alphabet;
    let state = dfa.initial;
    let best = from <= limit && dfa.matchesAtEnd(state) && this.canBegin(index + 1, from) ? from : -1;
    let at = from;
    while (at < limit) {
      const byte = bytes[at]!;
      if (byte < 0x80) {
        state = dfa.next(state, ascii[byte]!);
        at++;
      } else {
        const character = characterAt(bytes, at, this.end);
        state = dfa.next(state, dfa.alphabet.of(codeOf(character)));
        at += lengthOf(character);
      }
      if (state === DEAD || at > limit) break;
      if (dfa.matchesAtEnd(state) && this.canBegin(index + 1, at)) best = at;
    }
    this.left -= at - from + 1;
    return best;
  }

  private json(op: Op, index: number, from: number, limit: number): number {
    const byte = from < this.end ? this.bytes[from] : 0;
    if (byte !== OPEN_BRACKET && byte !== OPEN_BRACE) return this.longest(op.type!.dfa, index, from, limit);
    if (limit < this.end) return -1;
    this.left -= this.end - from;
    const end = this.types.tape.scanPrefix(this.bytes, from, this.end);
    return end >= 0 && this.canBegin(index + 1, end) ? end : -1;
  }

  private after(at: number): number {
    return this.bytes[at]! < 0x80 ? at + 1 : at + lengthOf(characterAt(this.bytes, at, this.end));
  }

  private hasBytes(wanted: Uint8Array, at: number): boolean {
    const { bytes } = this;
    if (at + wanted.length > this.end) return false;
    for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
    return true;
  }
}

/** What every text ends with. */
function suffixOf(ops: readonly Op[]): Uint8Array {
  const last = ops[ops.length - 2];
  const isOptional = ops.some((op) => op.kind === Kind.optional && op.skip === ops.length - 1);
  return last?.kind === Kind.literal && !isOptional ? last.bytes : NOTHING;
}

const NOTHING = new Uint8Array(0);
