/** Packed subjects in saved state: their pieces one behind the other, and what all of them have in common. */

import { type PackedItems, SavedList } from '../../saved-list.ts';
import { PlainReader } from './plain-bytes.ts';
import { type SavedVocabulary, Vocabulary } from './vocabulary.ts';

/** What one says of itself. */
export interface Saved {
  /** Where it is packed, a column says that. */
  opened: number;
}

/** Without what it was opened with, which stands beside it. */
export interface Piece {
  opened: number;
  bytes: Buffer;
}

/** In front of each: what it was opened with, as a double, and how long it is, in four bytes. */
const HEAD = 12;

export function numbered(plain: unknown, opened: number): Saved {
  const saved = plain as Saved;
  saved.opened = opened;
  return saved;
}

/** @param pieces the same each time, whatever is read or written meanwhile with the vocabulary */
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

/** Reads portions again. */
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
