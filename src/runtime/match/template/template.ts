/** Templates, run over the bytes of a message. */

import type { TemplatePlan } from '../../../dsl/pattern-plan.ts';
import type { Value } from '../../record.ts';
import type { CaptureType, CaptureTypes } from '../capture-types.ts';
import type { TemplateMemory } from './memory.ts';
import { type Op, opsOf } from './ops.ts';
import { type Part, partsOf } from './parts.ts';
import { FOUND, TOO_LONG } from './search.ts';
import { Sweep } from './sweep.ts';

/** The budget of backtracking before the {@link Sweep} is used: bytes examined, per byte of the text and in addition. */
const TRIES = 2;
const FREE_TRIES = 1024;

/** The sweep keeps a bit for each part and place of the text. */
const MOST_PARTS = 1000;

/** What is read of a message from the stretch that an operation took. */
interface Capture {
  slot: number;
  type: CaptureType;
  op: Op;
  /** JSON may be `null`, which is a missing value. */
  mayLack: boolean;
  /** The optional pieces around it, outermost first. */
  inside: readonly Op[];
}

/**
 * @param types may be shared by many templates; its clock reads stamps
 * @throws RangeError for a plan of more than a thousand pieces, which no compiler makes
 */
export function compileTemplate(plan: TemplatePlan, types: CaptureTypes): Template {
  const parts = partsOf(plan.pieces, types);
  if (parts.length > MOST_PARTS) throw new RangeError(`a template of ${parts.length} pieces`);
  return new Template(parts, types.memory);
}

/**
 * A compiled template. Among the ways to match, the first in documented order is taken: from left to right, `text` as
 * short as lets the rest match, all else as long, optional pieces where possible. Ways are tried in that order, which
 * for most messages succeeds at once; if it takes too long, the {@link Sweep} finds the way. So the cost of a message is
 * proportional to its length.
 */
export class Template {
  private readonly begin: Op;
  private readonly suffix: Uint8Array;
  private readonly captures: readonly Capture[];
  private readonly bySlot: ReadonlyMap<number, Capture>;
  private sweep: Sweep | undefined;

  constructor(
    private readonly parts: readonly Part[],
    private readonly memory: TemplateMemory,
  ) {
    const ops = opsOf(parts);
    this.begin = ops[0]!;
    this.captures = capturesOf(parts, ops);
    this.bySlot = new Map(this.captures.map((capture) => [capture.slot, capture]));
    this.suffix = suffixOf(parts);
  }

  /** Whether [start, end) matches the template; if so, the captures can be read until another template with the same types is matched. */
  match(bytes: Uint8Array, start: number, end: number): boolean {
    return this.matchFrom(this.begin, start, bytes, start, end);
  }

  /** The same for a text in which a capture, and nothing but fixed text before it, is known to take [from, to). */
  matchBehind(slot: number, from: number, to: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { op } = this.bySlot.get(slot)!;
    op.start = from;
    op.end = to;
    return this.matchFrom(op.next, to, bytes, start, end);
  }

  private matchFrom(op: Op, at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { suffix } = this;
    const { search } = this.memory;
    search.bytes = bytes;
    search.end = end;
    if (start + suffix.length > end || !search.has(suffix, end - suffix.length)) return false;
    search.guide = undefined;
    search.left = TRIES * (end - start) + FREE_TRIES;
    const found = search.run(op, at);
    return found === TOO_LONG ? this.matchSwept(bytes, start, end) : found === FOUND;
  }

  /** The same result, by way of the sweep however short the text is. */
  matchSwept(bytes: Uint8Array, start: number, end: number): boolean {
    const { search } = this.memory;
    search.bytes = bytes;
    search.end = end;
    this.sweep ??= new Sweep(this.parts, this.memory);
    this.sweep.read(bytes, start, end);
    search.guide = this.sweep;
    return this.sweep.mayBegin(this.begin.index, start) && search.run(this.begin, start) === FOUND;
  }

  /** Writes the captures by slot, missing values for skipped optional pieces; returns false if a value does not have its type after all. */
  read(values: (Value | undefined)[]): boolean {
    for (const capture of this.captures) {
      const value = this.valueOf(capture);
      if (value === undefined && !capture.mayLack && tookPart(capture)) return false;
      values[capture.slot] = value;
    }
    return true;
  }

  /** The capture of one slot; undefined if it is missing. */
  value(slot: number): Value | undefined {
    const capture = this.bySlot.get(slot);
    return capture && this.valueOf(capture);
  }

  /** The start of a capture; -1 if it is missing. */
  startOf(slot: number): number {
    const capture = this.bySlot.get(slot);
    return capture && tookPart(capture) ? capture.op.start : -1;
  }

  /** The end of a capture. */
  endOf(slot: number): number {
    return this.bySlot.get(slot)?.op.end ?? -1;
  }

  private valueOf(capture: Capture): Value | undefined {
    const { type, op } = capture;
    return tookPart(capture) ? type.read(this.memory.search.bytes, op.start, op.end) : undefined;
  }
}

function capturesOf(parts: readonly Part[], ops: readonly Op[]): Capture[] {
  return parts.flatMap((part, index) => {
    if (!('type' in part) || part.slot === undefined) return [];
    const inside = part.inside.map((optional) => ops[optional]!);
    return [{ slot: part.slot, type: part.type, op: ops[index]!, mayLack: part.kind === 'json', inside }];
  });
}

function tookPart({ inside }: Capture): boolean {
  for (const optional of inside) if (!optional.isTaken) return false;
  return true;
}

const NOTHING = new Uint8Array(0);

/** What every text of the template ends with. */
function suffixOf(parts: readonly Part[]): Uint8Array {
  const last = parts[parts.length - 2];
  const isOptional = parts.some((part) => part.kind === 'optional' && part.behind === parts.length - 1);
  return last?.kind === 'literal' && !isOptional ? Buffer.from(last.text) : NOTHING;
}
