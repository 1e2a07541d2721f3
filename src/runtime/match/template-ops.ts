/** The operations of a template: each takes a stretch of the text and leaves the rest to the one after it. */

import { ByteSet, TEXT_END } from './byte-set.ts';
import type { CaptureType } from './capture-types.ts';
import type { Dfa } from './dfa.ts';
import type { Part } from './template-parts.ts';

/** How much an operation takes. From `optional` on there may be several ends, which are tried in the order that the author was promised. */
export const Kind = {
  /** Nothing, where the text ends. */
  end: 0,
  /** Its text. */
  literal: 1,
  /** All there is. */
  rest: 2,
  /** Nothing: it says whether a piece is taken, as it is where it can be. */
  optional: 3,
  /** As little as lets the rest match. */
  shortest: 4,
  /** As much of a type as lets the rest match. */
  longest: 5,
  /** The same of any characters but blanks. */
  word: 6,
  /** A JSON object or array, which has one end only; or another value, as `longest` does. */
  json: 7,
} as const;

const NO_TEXT = new Uint8Array(0);

/** All have one shape, and one loop runs them: see {@link Search}. */
export class Op {
  /** Of the way in hand: what was taken, the operation behind it, and the one before it that may end elsewhere. */
  start = 0;
  end = 0;
  next: Op;
  before: Op | undefined;

  constructor(
    readonly kind: number,
    /** The number of its part. */
    readonly index: number,
    /** Of a literal: what stands there. */
    readonly text: Uint8Array,
    /** What it can begin with, together with all that is behind it. */
    readonly first: ByteSet,
    /** Tells how far a value of its type can reach. */
    readonly dfa: Dfa | undefined,
    /** The operation after it, of an optional piece its own first one; of the last one there is none. */
    readonly following: Op | undefined,
    /** Of an optional piece: what comes when it is passed by. */
    readonly behind: Op | undefined,
  ) {
    this.next = following ?? this;
    this.before = undefined;
  }

  /** Of an optional piece: whether the way in hand leads through it. */
  get isTaken(): boolean {
    return this.next !== this.behind;
  }
}

const ANY_BYTE = ByteSet.of(...Array(TEXT_END).keys());
const BRACKETS = ByteSet.of(0x5b, 0x7b);

/** By part. They are made from the last to the first, as each is told what follows it. */
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
