/** A template as a row of operations, each of which takes a stretch of the text, from left to right. */

import type { PiecePlan, TemplatePlan } from '../../dsl/pattern-plan.ts';
import { ByteSet, TEXT_END } from './byte-set.ts';
import type { CaptureType, CaptureTypes } from './capture-types.ts';

export const Kind = {
  /** These bytes. */
  literal: 0,
  /** As little as lets the rest match. */
  shortest: 1,
  /** As much of its type as lets the rest match. */
  longest: 2,
  /** A JSON object or array, which has one end only; or as {@link Kind.longest}. */
  json: 3,
  /** All there is. */
  rest: 4,
  /** Nothing: an optional piece begins here, or is passed by. */
  optional: 5,
  /** Nothing, where the text ends. */
  end: 6,
} as const;

export class Op {
  /** Of a literal. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Of what has a type. */
  type: CaptureType | undefined;
  /** Of an optional piece: the operation behind it. */
  skip = 0;
  /** What a text can begin with that this operation and those after it match: if it does not, they do not. */
  first = new ByteSet();

  constructor(readonly kind: number) {}
}

export interface CaptureOp {
  op: number;
  slot: number;
  type: CaptureType;
  /** JSON may be `null`, which is a missing value. */
  mayLack: boolean;
  /** The optional pieces it is in: operations, from the outermost. */
  inside: readonly number[];
}

export interface TemplateOps {
  /** The last is the end. */
  ops: readonly Op[];
  captures: readonly CaptureOp[];
}

export function compileOps({ pieces }: TemplatePlan, types: CaptureTypes): TemplateOps {
  const compiler = new OpCompiler(types);
  compiler.row(pieces, []);
  const { ops, captures } = compiler;
  ops.push(new Op(Kind.end));
  for (let i = ops.length - 1; i >= 0; i--) ops[i]!.first = firstOf(ops, i);
  return { ops, captures };
}

class OpCompiler {
  readonly ops: Op[] = [];
  readonly captures: CaptureOp[] = [];

  constructor(private readonly types: CaptureTypes) {}

  row(pieces: readonly PiecePlan[], inside: readonly number[]): void {
    for (const piece of pieces) this.piece(piece, inside);
  }

  private piece(piece: PiecePlan, inside: readonly number[]): void {
    switch (piece.kind) {
      case 'text': {
        this.add(Kind.literal).bytes = Buffer.from(piece.text);
        return;
      }
      case 'optional': {
        const index = this.ops.length;
        const op = this.add(Kind.optional);
        this.row(piece.pieces, [...inside, index]);
        op.skip = this.ops.length;
        return;
      }
      case 'oneOf':
        this.capture(Kind.longest, this.types.oneOf(piece.options), piece.slot, inside);
        return;
      case 'capture': {
        const { name } = piece.type;
        const kind = name === 'text' ? Kind.shortest : name === 'rest' || name === 'json' ? Kind[name] : Kind.longest;
        this.capture(kind, this.types.of(piece.type), piece.slot, inside);
      }
    }
  }

  private capture(kind: number, type: CaptureType, slot: number | undefined, inside: readonly number[]): void {
    const op = this.ops.length;
    this.add(kind).type = type;
    if (slot !== undefined) this.captures.push({ op, slot, type, mayLack: kind === Kind.json, inside });
  }

  private add(kind: number): Op {
    const op = new Op(kind);
    this.ops.push(op);
    return op;
  }
}

const BRACKETS = ByteSet.of(0x5b, 0x7b);

function firstOf(ops: readonly Op[], index: number): ByteSet {
  const op = ops[index]!;
  const after = ops[index + 1]?.first ?? new ByteSet();
  switch (op.kind) {
    case Kind.end:
      return ByteSet.of(TEXT_END);
    case Kind.literal:
      return op.bytes.length > 0 ? ByteSet.of(op.bytes[0]!) : after;
    case Kind.optional:
      return after.union(ops[op.skip]!.first);
    case Kind.shortest:
    case Kind.rest:
      return ANY_BYTE.union(after);
    default: {
      const { first, takesNothing } = op.type!;
      const typed = op.kind === Kind.json ? first.union(BRACKETS) : first;
      return takesNothing ? typed.union(after) : typed;
    }
  }
}

const ANY_BYTE = ByteSet.of(...Array(TEXT_END).keys());
