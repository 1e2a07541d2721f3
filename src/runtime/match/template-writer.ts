import type { JsonTape } from '../decode/json-tape.ts';
import { ByteSet, TEXT_END } from './byte-set.ts';
import type { CaptureType } from './capture-types.ts';
import { End, type Following, Json, Literal, Longest, type Op, Optional, Rest, Shortest, type Stretch } from './template-ops.ts';
import type { Part, TypedPart } from './template-parts.ts';

export interface Capture {
  slot: number;
  type: CaptureType;
  stretch: Stretch;
  /** JSON may be `null`, which is a missing value. */
  mayLack: boolean;
  /** The optional pieces it is in, from the outermost. */
  inside: readonly Optional[];
}

/** The operations of a template: where they begin, and what they capture. */
export function writeOps(parts: readonly Part[], tape: JsonTape): { begin: Following; captures: Capture[] } {
  const writer = new OpWriter(parts, tape);
  return { begin: writer.following[0]!, captures: writer.captures() };
}

const ANY_BYTE = ByteSet.of(...Array(TEXT_END).keys());
const BRACKETS = ByteSet.of(0x5b, 0x7b);

/** Writes from the last to the first, as each is told what follows it. */
class OpWriter {
  readonly following: Following[];
  private readonly stretches = new Map<Part, Stretch>();
  private readonly optionals = new Map<number, Optional>();

  constructor(
    private readonly parts: readonly Part[],
    private readonly tape: JsonTape,
  ) {
    this.following = new Array<Following>(parts.length);
    for (let index = parts.length - 1; index >= 0; index--) {
      const part = parts[index]!;
      this.following[index] = { index, op: this.write(part, index), first: this.firstOf(part, index) };
    }
  }

  captures(): Capture[] {
    return this.parts.flatMap((part) => {
      const stretch = this.stretches.get(part);
      if (!stretch || !isTyped(part) || part.slot === undefined) return [];
      const inside = part.inside.map((index) => this.optionals.get(index)!);
      return [{ slot: part.slot, type: part.type, stretch, mayLack: part.kind === 'json', inside }];
    });
  }

  private write(part: Part, index: number): Op {
    const next = this.following[index + 1]!;
    switch (part.kind) {
      case 'end':
        return new End();
      case 'literal':
        return new Literal(Buffer.from(part.text), next.op);
      case 'optional': {
        const optional = new Optional(next, this.following[part.behind]!);
        this.optionals.set(index, optional);
        return optional;
      }
      default: {
        const op = this.writeTyped(part, next);
        this.stretches.set(part, op);
        return op;
      }
    }
  }

  private writeTyped({ kind, type }: TypedPart, next: Following): Op & Stretch {
    switch (kind) {
      case 'shortest':
        return new Shortest(next);
      case 'rest':
        return new Rest(next.op);
      case 'json':
        return new Json(type.dfa, this.tape, next);
      case 'longest':
        return new Longest(type.dfa, next);
    }
  }

  /** What a text can begin with that the part and those after it take. */
  private firstOf(part: Part, index: number): ByteSet {
    const after = this.following[index + 1]?.first ?? new ByteSet();
    switch (part.kind) {
      case 'end':
        return ByteSet.of(TEXT_END);
      case 'literal':
        return ByteSet.of(Buffer.from(part.text)[0]!);
      case 'optional':
        return after.union(this.following[part.behind]!.first);
      case 'shortest':
      case 'rest':
        return ANY_BYTE.union(after);
      default: {
        const { first, takesNothing } = part.type;
        const own = part.kind === 'json' ? first.union(BRACKETS) : first;
        return takesNothing ? own.union(after) : own;
      }
    }
  }
}

function isTyped(part: Part): part is TypedPart {
  return 'type' in part;
}
