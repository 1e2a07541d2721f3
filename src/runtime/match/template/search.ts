/**
 * Runs the operations of a template: straight on and, if one fails, back to the last one that has other ends to try. One
 * loop over plain objects, so that V8 compiles it once for all templates.
 */

import type { JsonTape } from '../../decode/json/json-tape.ts';
import { isBlank } from '../../decode/text.ts';
import { OPEN_BRACE, OPEN_BRACKET } from '../../values/ascii.ts';
import { TEXT_END } from '../automata/byte-set.ts';
import { characterAt, codeOf, lengthOf } from '../automata/code-points.ts';
import { DEAD } from '../automata/lazy-states.ts';
import { Kind, type Op } from './ops.ts';

const NO_WAY = 0;
export const FOUND = 1;
/** The budget is used up: the way must be found differently. */
export const TOO_LONG = 2;

/** Stands for a missing end. */
const NONE = -1;

/** Knows where operations can begin and, with those after them, take all that follows. */
export interface Guide {
  mayBegin(op: number, at: number): boolean;
}

/** The current text, and how it is searched. */
export class Search {
  bytes: Uint8Array = new Uint8Array(0);
  end = 0;
  /** The remaining budget, in bytes to examine, if there is no guide. */
  left = 0;
  guide: Guide | undefined;

  constructor(private readonly tape: JsonTape) {}

  /** Takes the text from `start` to its end by an operation and those after it, which then know what each took. */
  run(begin: Op, start: number): number {
    let op = begin;
    let end = this.firstEnd(op, start);
    let last: Op | undefined;
    for (;;) {
      while (end === NONE) {
        if (!last) return NO_WAY;
        if (--this.left < 0 && !this.guide) return TOO_LONG;
        op = last;
        last = op.before;
        end = this.nextEnd(op);
      }
      if (op.kind === Kind.end) return FOUND;
      if (op.kind >= Kind.optional) {
        op.before = last;
        last = op;
      }
      op.end = end;
      op = op.next;
      end = this.firstEnd(op, end);
    }
  }

  /** Whether these bytes are at an offset. */
  has(wanted: Uint8Array, at: number): boolean {
    const { bytes } = this;
    if (at + wanted.length > this.end) return false;
    for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
    return true;
  }

  private firstEnd(op: Op, at: number): number {
    op.start = at;
    switch (op.kind) {
      case Kind.literal:
        return this.has(op.text, at) ? at + op.text.length : NONE;
      case Kind.shortest:
        return this.placeFrom(op.next, at);
      case Kind.longest:
        return this.longestEnd(op, this.end);
      case Kind.word:
        return this.wordEnd(op);
      case Kind.json:
        return this.jsonEnd(op, at);
      case Kind.optional:
        op.next = this.canBegin(op.following!, at) ? op.following! : op.behind!;
        return at;
      case Kind.rest:
        return this.end;
      default:
        return at === this.end ? at : NONE;
    }
  }

  /** The end to try after the current one. */
  private nextEnd(op: Op): number {
    switch (op.kind) {
      case Kind.shortest:
        return op.end < this.end ? this.placeFrom(op.next, this.after(op.end)) : NONE;
      case Kind.longest:
      case Kind.word:
        return this.longestEnd(op, op.end - 1);
      case Kind.json:
        return opensJson(this.bytes[op.start]) ? NONE : this.longestEnd(op, op.end - 1);
      default:
        if (!op.isTaken) return NONE;
        op.next = op.behind!;
        return op.start;
    }
  }

  /** The first offset from `from` on at which an operation can begin. */
  private placeFrom(op: Op, from: number): number {
    const { bytes, end, guide } = this;
    const { first, text, index } = op;
    let at = from;
    for (; at < end; at = bytes[at]! < 0x80 ? at + 1 : this.after(at)) {
      if (guide ? guide.mayBegin(index, at) : first.has(bytes[at]!) && this.has(text, at)) break;
    }
    this.left -= at - from;
    return at < end || this.canBegin(op, at) ? at : NONE;
  }

  /** The greatest end of a value, at most `most`, at which what follows can begin. */
  private longestEnd({ dfa, start, next }: Op, most: number): number {
    const { bytes, end, guide } = this;
    if (!dfa) return NONE;
    if (!guide) {
      const found = dfa.reach(bytes, start, end, most, next.first);
      this.left -= dfa.looked;
      return found;
    }
    let state = dfa.initial;
    let found = NONE;
    let at = start;
    while (at <= most && state !== DEAD) {
      if (dfa.matchesAtEnd(state) && guide.mayBegin(next.index, at)) found = at;
      if (at === end) break;
      const character = characterAt(bytes, at, end);
      state = dfa.next(state, dfa.alphabet.of(codeOf(character)));
      at += lengthOf(character);
    }
    return found;
  }

  /** Like {@link longestEnd}. Most words are ASCII, and end at the next blank or a little before. */
  private wordEnd(op: Op): number {
    const { bytes, end } = this;
    const { start, next } = op;
    let at = start;
    while (at < end && bytes[at]! < 0x80 && !(bytes[at]! <= 0x20 && isBlank(bytes[at]!))) at++;
    this.left -= at - start;
    if (at < end && bytes[at]! >= 0x80) return this.longestEnd(op, end);
    while (at > start && !this.canBegin(next, at)) at--;
    return at > start ? at : NONE;
  }

  private jsonEnd(op: Op, at: number): number {
    if (at === this.end || !opensJson(this.bytes[at])) return this.longestEnd(op, this.end);
    this.left -= this.end - at;
    const end = this.tape.scanPrefix(this.bytes, at, this.end);
    return end < 0 || !this.canBegin(op.next, end) ? NONE : end;
  }

  private canBegin({ index, first }: Op, at: number): boolean {
    if (this.guide) return this.guide.mayBegin(index, at);
    return first.has(at < this.end ? this.bytes[at]! : TEXT_END);
  }

  /** The offset after the character at this one. */
  private after(at: number): number {
    return this.bytes[at]! < 0x80 ? at + 1 : at + lengthOf(characterAt(this.bytes, at, this.end));
  }
}

export function opensJson(byte: number | undefined): boolean {
  return byte === OPEN_BRACKET || byte === OPEN_BRACE;
}
