/**
 * Byte pieces by slot, in chunks outside of V8's heap, which the garbage collector neither traverses nor moves. A piece
 * is appended and never changed; a chunk that is more than half dead has its live pieces moved to the newest one.
 */

import { GrowingArray } from '../../values/growing-array.ts';

const CHUNK = 2 ** 20;
/** The head of a piece: its slot, in four bytes, and its length: in one byte, or {@link LONG} and four more bytes. */
const SHORT_HEAD = 5;
const LONG_HEAD = 9;
const LONG = 255;

interface Chunk {
  number: number;
  /** Longer than {@link CHUNK} for a single piece that needs it. */
  bytes: Buffer;
  /** Whether others read these bytes, whatever is removed: they are then never reused. */
  isShared: boolean;
  used: number;
  /** Of `used`, the bytes of pieces that were not removed. */
  live: number;
}

export class Arena {
  /** By number. */
  private readonly chunks: (Chunk | undefined)[] = [];
  private newest: Chunk | undefined;
  /** The bytes of a freed chunk, for reuse. */
  private spare: Buffer | undefined;
  /** By slot: the chunk number times {@link CHUNK}, plus the offset of the piece in it. */
  private readonly places = new GrowingArray(Float64Array);

  /** Stores a piece for a slot that has none. */
  put(slot: number, bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    const before = this.newest;
    const chunk = this.chunkFor(LONG_HEAD + length);
    const at = chunk.used;
    chunk.bytes.writeUInt32LE(slot, at);
    chunk.bytes[at + 4] = Math.min(length, LONG);
    if (length >= LONG) chunk.bytes.writeUInt32LE(length, at + SHORT_HEAD);
    const from = startOf(chunk.bytes, at);
    bytes.copy(chunk.bytes, from, start, end);
    chunk.used = from + length;
    chunk.live += chunk.used - at;
    this.places.reach(slot);
    this.places.of[slot] = chunk.number * CHUNK + at;
    if (before && before !== chunk) this.clearIfSparse(before);
  }

  /** Lets a reader read the piece of a slot. */
  read<T>(slot: number, reader: { read(bytes: Buffer, at: number): T }): T {
    const place = this.places.of[slot] as number;
    const { bytes } = this.chunkAt(place);
    return reader.read(bytes, startOf(bytes, place % CHUNK));
  }

  remove(slot: number): void {
    const place = this.places.of[slot] as number;
    const chunk = this.chunkAt(place);
    const at = place % CHUNK;
    chunk.live -= endOf(chunk.bytes, at) - at;
    this.places.of[slot] = -1;
    if (chunk !== this.newest) this.clearIfSparse(chunk);
  }

  /**
   * The pieces of some slots as they are now, by index in `slots`: they stay readable whatever is removed later. The
   * index of a slot without a piece must not be asked for.
   */
  snapshot(slots: Int32Array): (nth: number) => Buffer {
    const chunks = this.chunks.map((chunk) => chunk?.bytes);
    for (const chunk of this.chunks) if (chunk) chunk.isShared = true;
    const places = Float64Array.from(slots, (slot) => this.places.of[slot] as number);
    return (nth) => {
      const place = places[nth] as number;
      const bytes = chunks[Math.floor(place / CHUNK)] as Buffer;
      return bytes.subarray(startOf(bytes, place % CHUNK), endOf(bytes, place % CHUNK));
    };
  }

  private chunkAt(place: number): Chunk {
    return this.chunks[Math.floor(place / CHUNK)] as Chunk;
  }

  private chunkFor(size: number): Chunk {
    const { newest, spare } = this;
    if (newest && newest.used + size <= newest.bytes.length) return newest;
    const fits = spare !== undefined && size <= spare.length;
    const bytes = fits ? spare : Buffer.allocUnsafeSlow(Math.max(size, CHUNK));
    if (fits) this.spare = undefined;
    const gap = this.chunks.indexOf(undefined);
    const chunk = { number: gap < 0 ? this.chunks.length : gap, bytes, isShared: false, used: 0, live: 0 };
    this.chunks[chunk.number] = chunk;
    this.newest = chunk;
    return chunk;
  }

  private clearIfSparse({ number, bytes, isShared, used, live }: Chunk): void {
    if (live * 2 > used) return;
    for (let at = 0, end = 0; at < used; at = end) {
      const slot = bytes.readUInt32LE(at);
      end = endOf(bytes, at);
      if (this.places.of[slot] === number * CHUNK + at) this.put(slot, bytes, startOf(bytes, at), end);
    }
    this.chunks[number] = undefined;
    if (bytes.length === CHUNK && !isShared) this.spare = bytes;
  }
}

/** The start of the piece whose head lies at `at`. */
function startOf(bytes: Buffer, at: number): number {
  return at + (bytes[at + 4] === LONG ? LONG_HEAD : SHORT_HEAD);
}

function endOf(bytes: Buffer, at: number): number {
  const length = bytes[at + 4] as number;
  return length === LONG ? at + LONG_HEAD + bytes.readUInt32LE(at + SHORT_HEAD) : at + SHORT_HEAD + length;
}
