/** Packed subjects in saved state: their pieces, concatenated, and the vocabulary they share. */

import { type PackedItems, SavedList } from '../../saved-list.ts';
import { PlainReader } from './plain-bytes.ts';
import { type SavedVocabulary, Vocabulary } from './vocabulary.ts';

/** The plain JSON of a subject. */
export interface Saved {
  /** Zero while packed: a column holds it. */
  opened: number;
}

/** The bytes of a subject, with its opening number beside them. */
export interface Piece {
  opened: number;
  bytes: Buffer;
}

/** Bytes in front of each piece: its opening number as a double, and its length as 32 bits. */
const HEAD = 12;

export function numbered(plain: unknown, opened: number): Saved {
  const saved = plain as Saved;
  saved.opened = opened;
  return saved;
}

/** @param pieces must yield the same on each call, whatever is read or written with the vocabulary in between */
export function savedPieces(vocabulary: Vocabulary, reader: PlainReader, pieces: () => Generator<Piece>): SavedList<Saved> {
  const packed: PackedItems = { portions: (size) => portionsOf(pieces(), size), legend: () => vocabulary.save() };
  return new SavedList(function* () {
    for (const { opened, bytes } of pieces()) yield numbered(reader.read(bytes, 0), opened);
  }, packed);
}

function* portionsOf(pieces: Iterable<Piece>, size: number): Generator<Buffer> {
  let some: Buffer[] = [];
  let length = 0;
  for (const { opened, bytes } of pieces) {
    const head = Buffer.allocUnsafe(HEAD);
    head.writeDoubleLE(opened);
    head.writeUInt32LE(bytes.length, 8);
    some.push(head, bytes);
    length += HEAD + bytes.length;
    if (length < size) continue;
    yield Buffer.concat(some, length);
    some = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(some, length);
}

/** Returns a reader of portions. */
export function unpackPieces(legend: unknown): (portion: Buffer) => Generator<Saved> {
  const reader = new PlainReader(Vocabulary.restored(legend as SavedVocabulary));
  return function* (portion) {
    for (let at = 0; at < portion.length; ) {
      const end = at + HEAD + portion.readUInt32LE(at + 8);
      yield numbered(reader.read(portion.subarray(at + HEAD, end), 0), portion.readDoubleLE(at));
      at = end;
    }
  };
}
