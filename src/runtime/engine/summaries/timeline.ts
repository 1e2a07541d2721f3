/** Items in order of time, whether they come in this order, nearly so, or in reverse. */

import { append, appendNumber } from '../short-list.ts';

/** The most items in a stretch: few are moved to insert one, and few stretches are searched for its place. */
const MOST = 256;

/** A run of adjacent items in order of time. */
class Stretch<T> {
  constructor(
    public times: number[] = [],
    public items: T[] = [],
  ) {}

  insert(at: number, time: number, item: T): void {
    this.times = inserted(this.times, at, time, appendNumber);
    this.items = inserted(this.items, at, item, append);
  }

  remove(at: number): void {
    this.times.splice(at, 1);
    this.items.splice(at, 1);
  }

  loseBefore(at: number): void {
    this.times = this.times.slice(at);
    this.items = this.items.slice(at);
  }

  /** Removes the items from an index on, and returns them. */
  cut(at: number): Stretch<T> {
    return new Stretch(this.times.splice(at), this.items.splice(at));
  }

  become({ times, items }: Stretch<T>): void {
    this.times = times;
    this.items = items;
  }
}

/**
 * Items of equal time keep their order of arrival. There are many timelines, most of them short, so each is its own
 * newest stretch. Adding or removing an item moves no more than one stretch, wherever it lies.
 */
export class Timeline<T> extends Stretch<T> {
  size = 0;
  /** Items of the oldest stretch before this index have been removed. */
  private head = 0;
  /** All stretches before the newest. None of them is empty, nor is the newest unless the timeline is. */
  private older: Stretch<T>[] | undefined;

  /** The least time; Infinity if empty. */
  get firstTime(): number {
    return this.size > 0 ? (this.stretch(0).times[this.head] as number) : Number.POSITIVE_INFINITY;
  }

  /** The greatest time; -Infinity if empty. */
  get lastTime(): number {
    // Reading index -1 would be as slow in V8 as looking up a missing property.
    return this.size > 0 ? (this.times[this.times.length - 1] as number) : Number.NEGATIVE_INFINITY;
  }

  get first(): T | undefined {
    return this.stretch(0).items[this.head];
  }

  get last(): T | undefined {
    return this.size > 0 ? this.items[this.items.length - 1] : undefined;
  }

  /** The last item up to a time; undefined if there is none. */
  lastUpTo(time: number): T | undefined {
    if (time >= this.lastTime) return this.last;
    const index = this.indexOf(time);
    const place = this.placeIn(index, time);
    return place > this.headOf(index) ? this.stretch(index).items[place - 1] : undefined;
  }

  /** The first item beyond a time; undefined if there is none. */
  firstBeyond(time: number): T | undefined {
    const index = this.indexOf(time);
    const { items } = this.stretch(index);
    const place = this.placeIn(index, time);
    if (place < items.length) return items[place];
    return index < this.newest ? this.stretch(index + 1).items[0] : undefined;
  }

  /** The items beyond one time, up to another; none may be added or removed meanwhile. */
  *entries(after = Number.NEGATIVE_INFINITY, upTo = Number.POSITIVE_INFINITY): Generator<[time: number, item: T]> {
    for (let index = this.indexOf(after); index <= this.newest; index++) {
      const { times, items } = this.stretch(index);
      for (let at = this.placeIn(index, after); at < times.length; at++) {
        const time = times[at] as number;
        if (time > upTo) return;
        yield [time, items[at] as T];
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
    if (stretch.times.length >= MOST && this.headOf(index) > 0) this.dropHead();
    if (stretch.times.length >= MOST) this.makeRoom(index, time, item);
    else stretch.insert(this.placeIn(index, time), time, item);
  }

  /** Adds an item to a full stretch: at its ends by beginning a new one, as a log may continue there; otherwise by halving it. */
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

  /** Removes and returns the first item. */
  shift(): T | undefined {
    const { first } = this;
    if (this.size === 0) return undefined;
    this.size--;
    this.head++;
    const { length } = this.stretch(0).times;
    if (this.head === length) this.drop(0);
    else if (this.head > 32 && this.head * 2 > length) this.dropHead();
    return first;
  }

  private dropHead(): void {
    this.stretch(0).loseBefore(this.head);
    this.head = 0;
  }

  /** Removes the last item up to a time; there must be one. */
  removeLastUpTo(time: number): void {
    const index = this.indexOf(time);
    const stretch = this.stretch(index);
    this.size--;
    stretch.remove(this.placeIn(index, time) - 1);
    if (stretch.times.length === this.headOf(index)) this.drop(index);
  }

  /** Removes a stretch that has become empty. */
  private drop(index: number): void {
    if (index === 0) this.head = 0;
    const { older } = this;
    if (!older) {
      this.times = [];
      this.items = [];
    } else if (index < this.newest) older.splice(index, 1);
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

  /** The index in a stretch after all items up to a time. */
  private placeIn(index: number, time: number): number {
    return placeAfter(this.stretch(index).times, this.headOf(index), time);
  }

  /** The last stretch that begins at or before a time, or the oldest one. */
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

/**
 * The index after the last time up to `time`, in times that ascend from `head` on. Records come nearly in order, so that
 * index is near the end: a galloping search runs from there, in steps that double, since a log may also come newest
 * first.
 */
function placeAfter(times: readonly number[], head: number, time: number): number {
  let high = times.length;
  let low = high;
  for (let step = 1; low > head && (times[low - 1] as number) > time; step *= 2) {
    high = low - 1;
    low = Math.max(head, high - step);
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
