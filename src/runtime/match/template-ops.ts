/**
 * The operations of a template. Each takes a stretch of the text and leaves the rest to the one after it; when that
 * fails it tries its next end, in the order that the author was promised.
 */

import type { JsonTape } from '../decode/json-tape.ts';
import { type ByteSet, TEXT_END } from './byte-set.ts';
import { characterAt, codeOf, lengthOf } from './code-points.ts';
import type { Dfa } from './dfa.ts';
import { DEAD } from './lazy-states.ts';

export const NO_WAY = 0;
export const FOUND = 1;
/** More was tried than may be: the way has to be found differently. */
export const TOO_LONG = 2;

/** Knows where operations can begin and, with those after them, take all that follows. */
export interface Guide {
  mayBegin(op: number, at: number): boolean;
}

/** The text in hand, and how it is searched. */
export class Search {
  bytes: Uint8Array = new Uint8Array(0);
  end = 0;
  /** How much may yet be looked at. */
  left = 0;
  guide: Guide | undefined;

  /** Whether these bytes are at a place. */
  has(wanted: Uint8Array, at: number): boolean {
    const { bytes } = this;
    if (at + wanted.length > this.end) return false;
    for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
    return true;
  }

  /** The place after the character at this one. */
  after(at: number): number {
    return this.bytes[at]! < 0x80 ? at + 1 : at + lengthOf(characterAt(this.bytes, at, this.end));
  }
}

/** What comes after an operation. */
export interface Following {
  readonly op: Op;
  /** Its number. */
  readonly index: number;
  /** What it can begin with, together with all that is behind it. */
  readonly first: ByteSet;
}

function canBegin({ index, first }: Following, search: Search, at: number): boolean {
  if (search.guide) return search.guide.mayBegin(index, at);
  return first.has(at < search.end ? search.bytes[at]! : TEXT_END);
}

export interface Op {
  /** Takes the text from this place on to its end, together with all that is behind it. */
  match(search: Search, at: number): number;
}

/** Where the text ends. */
export class End implements Op {
  match({ end }: Search, at: number): number {
    return at === end ? FOUND : NO_WAY;
  }
}

/** These bytes. */
export class Literal implements Op {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly next: Op,
  ) {}

  match(search: Search, at: number): number {
    return search.has(this.bytes, at) ? this.next.match(search, at + this.bytes.length) : NO_WAY;
  }
}

/** What is captured, or could be. */
export interface Stretch {
  /** Of the way in hand. */
  readonly start: number;
  readonly end: number;
}

/** As little as lets the rest match. */
export class Shortest implements Op, Stretch {
  start = 0;
  end = 0;

  constructor(private readonly following: Following) {}

  match(search: Search, at: number): number {
    const { following } = this;
    this.start = at;
    for (let end = this.endFrom(search, at); end >= 0; end = end < search.end ? this.endFrom(search, search.after(end)) : -1) {
      this.end = end;
      const found = following.op.match(search, end);
      if (found !== NO_WAY) return found;
      if (--search.left < 0) return TOO_LONG;
    }
    return NO_WAY;
  }

  /** The first place from one on at which what follows can begin, or -1. */
  private endFrom(search: Search, from: number): number {
    const { following } = this;
    const { bytes, end, guide } = search;
    const { first } = following;
    let at = from;
    for (; at < end; at = bytes[at]! < 0x80 ? at + 1 : search.after(at)) {
      if (guide ? guide.mayBegin(following.index, at) : first.has(bytes[at]!)) break;
    }
    search.left -= at - from;
    return at < end || canBegin(following, search, at) ? at : -1;
  }
}

/** All there is. */
export class Rest implements Op, Stretch {
  start = 0;
  end = 0;

  constructor(private readonly next: Op) {}

  match(search: Search, at: number): number {
    this.start = at;
    this.end = search.end;
    return this.next.match(search, search.end);
  }
}

/** As much of a type as lets the rest match. */
export class Longest implements Op, Stretch {
  start = 0;
  end = 0;

  constructor(
    private readonly dfa: Dfa,
    private readonly following: Following,
  ) {}

  match(search: Search, at: number): number {
    const { dfa, following } = this;
    this.start = at;
    let end = dfa.reach(search.bytes, at, search.end);
    search.left -= dfa.looked;
    if (end >= 0 && !canBegin(following, search, end)) end = this.endBefore(search, end);
    while (end >= 0) {
      this.end = end;
      const found = following.op.match(search, end);
      if (found !== NO_WAY) return found;
      if (--search.left < 0) return TOO_LONG;
      end = this.endBefore(search, end);
    }
    return NO_WAY;
  }

  /** The greatest end below another at which what follows can begin, or -1. */
  private endBefore(search: Search, limit: number): number {
    const { dfa, start, following } = this;
    if (!search.guide) {
      search.left -= limit - start;
      return dfa.reachBefore(search.bytes, start, limit, following.first);
    }
    let state = dfa.initial;
    let found = -1;
    let at = start;
    while (at < limit && state !== DEAD) {
      if (dfa.matchesAtEnd(state) && search.guide.mayBegin(following.index, at)) found = at;
      const character = characterAt(search.bytes, at, search.end);
      state = dfa.next(state, dfa.alphabet.of(codeOf(character)));
      at += lengthOf(character);
    }
    return found;
  }
}

const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

export function opensJson(byte: number | undefined): boolean {
  return byte === OPEN_BRACKET || byte === OPEN_BRACE;
}

/** A JSON object or array, which has one end only; or another value, of which numbers have several. */
export class Json implements Op, Stretch {
  private bracketStart = -1;
  private bracketEnd = -1;
  private readonly scalar: Longest;

  constructor(
    scalars: Dfa,
    private readonly tape: JsonTape,
    private readonly following: Following,
  ) {
    this.scalar = new Longest(scalars, following);
  }

  get start(): number {
    return this.bracketStart < 0 ? this.scalar.start : this.bracketStart;
  }

  get end(): number {
    return this.bracketStart < 0 ? this.scalar.end : this.bracketEnd;
  }

  match(search: Search, at: number): number {
    this.bracketStart = -1;
    if (at === search.end || !opensJson(search.bytes[at])) return this.scalar.match(search, at);
    search.left -= search.end - at;
    const end = this.tape.scanPrefix(search.bytes, at, search.end);
    if (end < 0 || !canBegin(this.following, search, end)) return NO_WAY;
    this.bracketStart = at;
    this.bracketEnd = end;
    return this.following.op.match(search, end);
  }
}

/** An optional piece, which is taken where it can be. */
export class Optional implements Op {
  /** In the way in hand. */
  taken = false;

  constructor(
    private readonly inner: Following,
    private readonly behind: Following,
  ) {}

  match(search: Search, at: number): number {
    if (canBegin(this.inner, search, at)) {
      this.taken = true;
      const found = this.inner.op.match(search, at);
      if (found !== NO_WAY) return found;
      if (--search.left < 0) return TOO_LONG;
    }
    this.taken = false;
    return this.behind.op.match(search, at);
  }
}
