/**
 * Open transactions, or windows, whose last record is long ago: each is a byte piece in a slot, about a tenth of the
 * size of an object with all its parts, and nothing for the garbage collector to traverse. Looking one up by id creates
 * an object again; until that has taken a record or has ended it is unpacked, and keeps its place in the order of last
 * records. A subject keeps its slot until it ends.
 */

import type { SavedList } from '../../saved-list.ts';
import { GrowingArray } from '../../values/growing-array.ts';
import type { Deadlines, Subject } from '../deadlines.ts';
import { Arena } from './arena.ts';
import { DueSlots } from './due-slots.ts';
import { KeyIndex } from './key-index.ts';
import { numbered, type Piece, type Saved, savedPieces } from './pieces.ts';
import { PlainReader, PlainWriter } from './plain-bytes.ts';
import { SlotOrder } from './slot-order.ts';
import { sortSlots } from './slot-sort.ts';
import { Vocabulary } from './vocabulary.ts';

/** Stands for no slot. */
const NONE = -1;

export interface Packable extends Subject {
  /** Its slot among those that are, or were, packed; negative if it has none. */
  slot: number;
}

/** How subjects of a rule are packed. */
export interface Packing<T> {
  /** Whether one is to be packed; otherwise it stays an object in its place. */
  isPackable(one: T): boolean;
  /** When it took its last record, or a bound of that, in microseconds since 1970. */
  lastOf(one: T): number;
  /** All of its state except when it is due, as plain JSON. */
  save(one: T): Saved;
  /** Creates an object that is not registered anywhere yet. */
  restore(saved: unknown): T;
  /** The ids by which it is found, fixed as long as it does not change. */
  idsOf(one: T): readonly string[];
  /** Registers it, so that it is found without unpacking. */
  enter(one: T): void;
  /** Invalidates an object: whoever still holds it treats it as ended. */
  leave(one: T): void;
}

export class PackedSubjects<T extends Packable> implements Subject {
  /** As a subject, this stands for the slot that is due first: it fires in its place, but only turns it into an object. */
  due = Number.POSITIVE_INFINITY;
  place = -1;
  opened = -1;
  /** How many are in the order: packed, unpacked, or large. */
  size = 0;
  /** By slot: the opening number of its subject; if negative, the slot is free, and -2 minus it is the slot freed before. */
  private readonly numbers = new GrowingArray(Float64Array);
  private slots = 0;
  /** The slot freed last. */
  private freed = NONE;
  private readonly bytes = new Arena();
  /** By slot: those that are objects now. */
  private readonly objects = new Map<number, T>();
  /** Those unpacked that must be packed again, see {@link settle}. */
  private toRepack: T[] = [];
  /** Those in the order that are objects: unpacked, or not to be packed. */
  private readonly ordered = new Set<T>();
  private readonly order = new SlotOrder();
  private readonly index: KeyIndex;
  private readonly dues = new DueSlots(this.numbers);
  private readonly vocabulary = new Vocabulary();
  private readonly writer: PlainWriter;
  private readonly reader: PlainReader;

  constructor(
    readonly rule: number,
    private readonly packing: Packing<T>,
    private readonly deadlines: Deadlines,
    hashSeed: number,
  ) {
    this.index = new KeyIndex(hashSeed);
    this.writer = new PlainWriter(this.vocabulary);
    this.reader = new PlainReader(this.vocabulary);
  }

  /** Appends one whose last record is newer than that of all others here, and packs it if it may be packed. */
  add(one: T): void {
    this.reserve(one);
    this.order.append(one.slot);
    this.size++;
    if (this.packing.isPackable(one)) this.pack(one);
    else this.ordered.add(one);
  }

  /** Gives one a slot, if it has none. */
  reserve(one: T): void {
    if (one.slot >= 0) return;
    one.slot = this.freeSlot();
    this.numbers.of[one.slot] = one.opened;
    this.objects.set(one.slot, one);
  }

  private freeSlot(): number {
    const { freed, numbers } = this;
    if (freed === NONE) {
      numbers.reach(this.slots);
      return this.slots++;
    }
    this.freed = -2 - (numbers.of[freed] as number);
    return freed;
  }

  /** The object of the subject with an id, unpacked if it was packed; undefined if there is none. */
  find(id: string): T | undefined {
    const one = this.search(id);
    if (one) this.unpack(one);
    return one;
  }

  holds(id: string): boolean {
    return this.search(id) !== undefined;
  }

  private search(id: string): T | undefined {
    if (this.size === 0) return undefined;
    let found: T | undefined;
    const slot = this.index.find(id, (one) => {
      found = this.read(one);
      return this.packing.idsOf(found).includes(id);
    });
    return slot === undefined ? undefined : found;
  }

  /** The object of the subject whose last record is oldest; among equals the one packed first. */
  oldest(): T | undefined {
    const { first } = this.order;
    return first === undefined ? undefined : this.objectOf(first);
  }

  /** Yields each in order of opening, in its state at that moment; those that have ended by then, or were opened since, are left out. */
  *inOrderOfOpening(): Generator<T> {
    const slots = this.taken();
    const { of } = this.numbers;
    sortSlots(slots, of);
    const newest = of[slots.at(-1) ?? 0] as number;
    for (const slot of slots) {
      const number = this.numbers.of[slot] as number;
      if (number >= 0 && number <= newest) yield this.objectOf(slot);
    }
  }

  private taken(): Int32Array {
    const { of } = this.numbers;
    const slots = new Int32Array(this.slots);
    let length = 0;
    for (let slot = 0; slot < slots.length; slot++) if ((of[slot] as number) >= 0) slots[length++] = slot;
    return slots.subarray(0, length);
  }

  /**
   * The current plain JSON of each, in the order of last records, followed by that of `others`. It is kept as bytes,
   * most of which exist already, and decoded on demand.
   */
  save(others: Iterable<T>): SavedList<Saved> {
    const slots = Int32Array.from(this.order);
    const numbers = Float64Array.from(slots, (slot) => this.numbers.of[slot] as number);
    const pieceAt = this.bytes.snapshot(slots);
    const objects = new Map(Array.from(this.ordered, (one) => [one.slot, this.pieceOf(one)]));
    const rest = Array.from(others, (one) => this.pieceOf(one));
    return savedPieces(this.vocabulary, this.reader, function* () {
      for (const [nth, slot] of slots.entries()) yield objects.get(slot) ?? { opened: numbers[nth] as number, bytes: pieceAt(nth) };
      yield* rest;
    });
  }

  private pieceOf(one: T): Piece {
    this.write(one);
    return { opened: one.opened, bytes: Buffer.from(this.writer.bytes.subarray(0, this.writer.length)) };
  }

  /** Writes without the opening number, which a column (or the head of a saved piece) holds. */
  private write(one: T): void {
    const saved = this.packing.save(one);
    saved.opened = 0;
    this.writer.write(saved);
  }

  /** Whether an object has its place in the order here. */
  has(one: T): boolean {
    return one.slot >= 0 && this.ordered.has(one);
  }

  /** Takes an object that has taken a record out of the order. */
  release(one: T): void {
    this.ordered.delete(one);
    this.order.remove(one.slot);
    this.size--;
  }

  /** Frees the slot of an object that has ended. */
  forget(one: T): void {
    const { slot } = one;
    if (slot < 0) return;
    if (this.has(one)) this.release(one);
    this.objects.delete(slot);
    this.numbers.of[slot] = -2 - this.freed;
    this.freed = slot;
    one.slot = -1;
  }

  /** Packs unpacked ones again, except those that are due by now. */
  settle(now: number): void {
    if (this.toRepack.length === 0) return;
    const { toRepack } = this;
    this.toRepack = [];
    for (const one of toRepack) {
      if (!this.ordered.has(one)) continue;
      if (one.due <= now) this.toRepack.push(one);
      else if (this.packing.isPackable(one)) this.pack(one);
    }
  }

  /** Turns the one that is due first into an object, which then fires in its place. All at once would be too many objects. */
  fire(): void {
    const { first } = this.dues;
    if (first !== undefined) this.objectOf(first);
  }

  private objectOf(slot: number): T {
    const known = this.objects.get(slot);
    if (known) return known;
    const one = this.read(slot);
    this.unpack(one);
    return one;
  }

  private read(slot: number): T {
    const one = this.packing.restore(this.savedAt(slot));
    one.slot = slot;
    return one;
  }

  private savedAt(slot: number): Saved {
    return numbered(this.bytes.read(slot, this.reader), this.numbers.of[slot] as number);
  }

  private unpack(one: T): void {
    const { slot } = one;
    for (const id of this.packing.idsOf(one)) this.index.remove(id, slot);
    this.bytes.remove(slot);
    this.objects.set(slot, one);
    this.ordered.add(one);
    this.toRepack.push(one);
    this.packing.enter(one);
    one.due = this.dues.remove(slot);
    this.deadlines.update(one);
    this.refresh();
  }

  private pack(one: T): void {
    const { slot, due } = one;
    this.write(one);
    this.bytes.put(slot, this.writer.bytes, 0, this.writer.length);
    for (const id of this.packing.idsOf(one)) this.index.add(id, slot);
    this.dues.add(slot, due);
    this.objects.delete(slot);
    this.ordered.delete(one);
    this.packing.leave(one);
    one.due = Number.POSITIVE_INFINITY;
    this.deadlines.update(one);
    this.refresh();
  }

  private refresh(): void {
    const { due, first } = this.dues;
    const opened = first === undefined ? -1 : (this.numbers.of[first] as number);
    if (due === this.due && opened === this.opened) return;
    // Among the deadlines, only the due time of a subject may change in place.
    this.due = Number.POSITIVE_INFINITY;
    this.deadlines.update(this);
    this.due = due;
    this.opened = opened;
    this.deadlines.update(this);
  }
}
