/** The operations of a template: each takes a stretch of the text and leaves the rest to the next one. */

import { OPEN_BRACE, OPEN_BRACKET } from '../../values/ascii.ts';
import { ByteSet, TEXT_END } from '../automata/byte-set.ts';
import type { Dfa } from '../automata/dfa.ts';
import type { CaptureType } from '../capture-types.ts';
import type { Part } from './parts.ts';

/** How much an operation takes. From `optional` on there may be several ends, which are tried in the documented order. */
export const Kind = {
  /** Nothing; succeeds only at the end of the text. */
  end: 0,
  /** Its text. */
  literal: 1,
  /** The rest of the text. */
  rest: 2,
  /** Nothing: decides whether an optional piece is taken, which it is if possible. */
  optional: 3,
  /** As little as lets the rest match. */
  shortest: 4,
  /** As much of a type as lets the rest match. */
  longest: 5,
  /** The same for any characters but blanks. */
  word: 6,
  /** A JSON object or array, which has only one end; or another JSON value, like `longest`. */
  json: 7,
} as const;

const NO_TEXT = new Uint8Array(0);

/** All have one shape, and one loop runs them: see {@link Search}. */
export class Op {
  /** On the current way: the stretch taken, the next operation, and the previous one that has other ends to try. */
  start = 0;
  end = 0;
  next: Op;
  before: Op | undefined;

  constructor(
    readonly kind: number,
    /** The index of its part. */
    readonly index: number,
    /** The text of a literal. */
    readonly text: Uint8Array,
    /** What it can begin with, considering everything after it. */
    readonly first: ByteSet,
    /** Determines how far a value of its type can extend. */
    readonly dfa: Dfa | undefined,
    /** The next operation, for an optional piece the first one inside it; undefined for the last. */
    readonly following: Op | undefined,
    /** For an optional piece: the operation after it, if it is skipped. */
    readonly behind: Op | undefined,
  ) {
    this.next = following ?? this;
    this.before = undefined;
  }

  /** For an optional piece: whether the current way goes through it. */
  get isTaken(): boolean {
    return this.next !== this.behind;
  }
}

const ANY_BYTE = ByteSet.of(...Array(TEXT_END).keys());
const BRACKETS = ByteSet.of(OPEN_BRACKET, OPEN_BRACE);

/** The operations by part. They are created from last to first, as each refers to its successor. */
export function opsOf(parts: readonly Part[]): Op[] {
  const ops = new Array<Op>(parts.length);
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index]!;
    const following = ops[index + 1];
    const behind = part.kind === 'optional' ? ops[part.behind] : undefined;
    const text = part.kind === 'literal' ? Buffer.from(part.text) : NO_TEXT;
    const dfa = part.kind === 'longest' || part.kind === 'word' || part.kind === 'json' ? part.type.dfa : undefined;
    ops[index] = new Op(Kind[part.kind], index, text, firstOf(part, following, behind), dfa, following, behind);
  }
  return ops;
}

function firstOf(part: Part, following: Op | undefined, behind: Op | undefined): ByteSet {
  const after = following?.first ?? new ByteSet();
  switch (part.kind) {
    case 'end':
      return ByteSet.of(TEXT_END);
    case 'literal':
      return ByteSet.of(Buffer.from(part.text)[0]!);
    case 'optional':
      return behind ? after.union(behind.first) : after;
    case 'shortest':
    case 'rest':
      return ANY_BYTE.union(after);
    default:
      return firstOfType(part.type, part.kind === 'json', after);
  }
}

function firstOfType({ first, takesNothing }: CaptureType, isJson: boolean, after: ByteSet): ByteSet {
  const own = isJson ? first.union(BRACKETS) : first;
  return takesNothing ? own.union(after) : own;
}
