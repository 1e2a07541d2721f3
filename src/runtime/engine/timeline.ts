/** Things in order of their times, whether they come in this order, nearly so, or the other way round. */

import { placeAfter } from './place-after.ts';
import { append, appendNumber } from './short-list.ts';

/** So many lie side by side: few are moved to put one between them, and few stretches are looked through to find its place. */
const MOST = 256;

/** Neighbours in order of time. */
class Stretch<T> {
  constructor(
    public times: number[],
    /** Absent: only the times are kept. */
    public items: T[] | undefined,
  ) {}

  insert(at: number, time: number, item: T): void {
    this.times = inserted(this.times, at, time, appendNumber);
    if (this.items) this.items = inserted(this.items, at, item, append);
  }

  remove(at: number): void {
    this.times.splice(at, 1);
    this.items?.splice(at, 1);
  }

  loseBefore(at: number): void {
    this.times = this.times.slice(at);
    this.items = this.items?.slice(at);
  }

  /** Loses those from one on, and answers them. */
  cut(at: number): Stretch<T> {
    return new Stretch(this.times.splice(at), this.items?.splice(at));
  }

  become({ times, items }: Stretch<T>): void {
    this.times = times;
    this.items = items;
  }
}

/**
 * Of one time in the order in which they came. There are many of these, and most are short: each is its own newest stretch.
 * To add one, or to take it out, moves no more than a stretch, wherever it lies.
 */
export class Timeline<T> extends Stretch<T> {
  size = 0;
  /** Those of the oldest stretch before it have left. */
  private head = 0;
  /** Before the newest one; none of them is empty, and neither is that as long as there are any. */
  private older: Stretch<T>[] | undefined;

  static of<T>(): Timeline<T> {
    return new Timeline<T>([], []);
  }

  static ofTimes(): Timeline<undefined> {
    return new Timeline<undefined>([], undefined);
  }

  /** The least time; Infinity when there is none. */
  get firstTime(): number {
    return this.size > 0 ? (this.stretch(0).times[this.head] as number) : Number.POSITIVE_INFINITY;
  }

  /** The greatest time; -Infinity when there is none. */
  get lastTime(): number {
    // To ask a list for what is before its first item takes V8 as long as to ask an object for a name it does not have.
    return this.size > 0 ? (this.times[this.times.length - 1] as number) : Number.NEGATIVE_INFINITY;
  }

  get first(): T | undefined {
    return this.stretch(0).items?.[this.head];
  }

  /** The last one up to a time. */
  lastUpTo(time: number): T | undefined {
    if (time >= this.lastTime) return this.items?.[this.items.length - 1];
    const index = this.indexOf(time);
    const place = this.placeIn(index, time);
    return place > this.headOf(index) ? this.stretch(index).items?.[place - 1] : undefined;
  }

  /** The first one beyond a time. */
  firstBeyond(time: number): T | undefined {
    const index = this.indexOf(time);
    const { items } = this.stretch(index);
    const place = this.placeIn(index, time);
    if (place < (items?.length ?? 0)) return items?.[place];
    return index < this.newest ? this.stretch(index + 1).items?.[0] : undefined;
  }

  /** Those beyond one time, up to another; none may come or go meanwhile. */
  *entries(after = Number.NEGATIVE_INFINITY, upTo = Number.POSITIVE_INFINITY): Generator<[time: number, item: T]> {
    for (let index = this.indexOf(after); index <= this.newest; index++) {
      const { times, items } = this.stretch(index);
      for (let at = this.placeIn(index, after); at < times.length; at++) {
        const time = times[at] as number;
        if (time > upTo) return;
        yield [time, items?.[at] as T];
      }
    }
  }

  add(time: number, item: T): void {
    // Nearly all come in order.
    if (time >= this.lastTime && this.times.length < MOST) this.insert(this.times.length, time, item);
    else this.addAmong(time, item);
    this.size++;
  }

  private addAmong(time: number, item: T): void {
    const index = this.indexOf(time);
    const stretch = this.stretch(index);
    if (stretch.times.length >= MOST && this.headOf(index) > 0) this.behead();
    if (stretch.times.length >= MOST) this.makeRoom(index, time, item);
    else stretch.insert(this.placeIn(index, time), time, item);
  }

  /** Adds one to a stretch that is full. At its ends a new one begins, as a log may go on there; else its halves have room. */
  private makeRoom(index: number, time: number, item: T): void {
    const stretch = this.stretch(index);
    const place = this.placeIn(index, time);
    const { length } = stretch.times;
    const cut = place === 0 || place === length ? place : length >> 1;
    const later = stretch.cut(cut);
    if (place < cut || cut === 0) stretch.insert(place, time, item);
    else later.insert(place - cut, time, item);
    this.older ??= [];
    if (index < this.newest) this.older.splice(index + 1, 0, later);
    else {
      this.older.push(new Stretch(this.times, this.items));
      this.become(later);
    }
  }

  /** Takes out the first one. */
  shift(): T | undefined {
    const { first } = this;
    if (this.size === 0) return undefined;
    this.size--;
    this.head++;
    const { length } = this.stretch(0).times;
    if (this.head === length) this.drop(0);
    else if (this.head > 32 && this.head * 2 > length) this.behead();
    return first;
  }

  private behead(): void {
    this.stretch(0).loseBefore(this.head);
    this.head = 0;
  }

  /** Takes out the last one up to a time; there has to be one. */
  removeLastUpTo(time: number): void {
    const index = this.indexOf(time);
    const stretch = this.stretch(index);
    this.size--;
    stretch.remove(this.placeIn(index, time) - 1);
    if (stretch.times.length === this.headOf(index)) this.drop(index);
  }

  /** A stretch is empty now. */
  private drop(index: number): void {
    if (index === 0) this.head = 0;
    const { older } = this;
    if (!older) this.become(new Stretch([], this.items && []));
    else if (index < this.newest) older.splice(index, 1);
    else this.become(older.pop() as Stretch<T>);
    if (older?.length === 0) this.older = undefined;
  }

  /** The index of the newest stretch. */
  private get newest(): number {
    return this.older === undefined ? 0 : this.older.length;
  }

  private stretch(index: number): Stretch<T> {
    return this.older?.[index] ?? this;
  }

  private headOf(index: number): number {
    return index === 0 ? this.head : 0;
  }

  /** Behind all of a stretch up to a time. */
  private placeIn(index: number, time: number): number {
    return placeAfter(this.stretch(index).times, this.headOf(index), time);
  }

  /** The last stretch that begins up to a time, or the oldest one. */
  private indexOf(time: number): number {
    let low = 0;
    let high = this.newest;
    if (high === 0 || (this.times[0] as number) <= time) return high;
    high--;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.stretch(middle).times[0] as number) <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function inserted<V>(list: V[], at: number, item: V, appended: (list: V[], item: V) => V[]): V[] {
  if (at === list.length) return appended(list, item);
  list.splice(at, 0, item);
  return list;
}
