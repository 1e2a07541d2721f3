/** Messages on their way between threads: their concatenated bytes, and numbers that describe each. */

import { GrowingArray } from '../../../values/growing-array.ts';
import type { Batch, Message, Peer } from '../receiver.ts';

/** Its buffers are meant to be transferred. */
export interface PackedMessages {
  bytes: Uint8Array<ArrayBuffer>;
  /** For each message its end, its flags, and the index of its origin. */
  numbers: Uint32Array<ArrayBuffer>;
  origins: Peer[];
}

const NUMBERS = 3;
const LEAST_BYTES = 16 * 1024;

/** Packs messages, copying their bytes. */
export class MessagePacker {
  private readonly bytes = new GrowingArray(Uint8Array, LEAST_BYTES);
  private bytesEnd = 0;
  private readonly numbers = new GrowingArray(Uint32Array);
  private numbersEnd = 0;
  private readonly origins = new Map<Peer, number>();

  /** Bytes of its content. */
  get size(): number {
    return this.bytesEnd + this.numbersEnd * Uint32Array.BYTES_PER_ELEMENT;
  }

  add({ bytes, start, end, flags, origin }: Message): void {
    const from = this.bytesEnd;
    this.bytesEnd += end - start;
    this.bytes.reach(this.bytesEnd);
    this.bytes.of.set(bytes.subarray(start, end), from);
    this.numbers.reach(this.numbersEnd + NUMBERS);
    const numbers = this.numbers.of;
    numbers[this.numbersEnd++] = this.bytesEnd;
    numbers[this.numbersEnd++] = flags;
    numbers[this.numbersEnd++] = this.placeOf(origin);
  }

  /** The messages added, in buffers of the exact size. */
  pack(): PackedMessages {
    const { bytes, bytesEnd, numbers, numbersEnd, origins } = this;
    return { bytes: bytes.of.slice(0, bytesEnd), numbers: numbers.of.slice(0, numbersEnd), origins: [...origins.keys()] };
  }

  private placeOf(origin: Peer): number {
    const { origins } = this;
    const known = origins.get(origin) ?? origins.size;
    if (known === origins.size) origins.set(origin, known);
    return known;
  }
}

/** Bytes of packed messages. */
export function sizeOf({ bytes, numbers }: PackedMessages): number {
  return bytes.byteLength + numbers.byteLength;
}

/** Unpacks messages: at least one. */
export class PackedBatch implements Batch {
  readonly bytes: Uint8Array;
  start = 0;
  end = 0;
  flags = 0;
  origin: Peer;
  private at = 0;

  constructor(private readonly packed: PackedMessages) {
    this.bytes = packed.bytes;
    this.origin = packed.origins[0]!;
  }

  next(): boolean {
    const { numbers, origins } = this.packed;
    if (this.at === numbers.length) return false;
    this.start = this.end;
    this.end = numbers[this.at++]!;
    this.flags = numbers[this.at++]!;
    this.origin = origins[numbers[this.at++]!]!;
    return true;
  }
}
