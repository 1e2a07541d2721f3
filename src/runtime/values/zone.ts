/** Time zones of the IANA database, by way of `Intl` alone. All times are whole microseconds. */

import { DAY, MILLI, SECOND } from './time-units.ts';

/** Offsets are cached for intervals so short that no zone has changed twice within one and back. */
const STRETCH = 2 ** 39;

/** The offsets in an interval: `before` until `change`, `after` from then on. */
interface Stretch {
  change: number;
  before: number;
  after: number;
}

/** There are some six hundred names; beyond those, a log may contain anything. */
const MOST_NAMES = 4_096;

/** By name in lower case, unknown names included: rejecting one takes longest. */
const zones = new Map<string, Zone | undefined>();

export class Zone {
  private readonly stretches = new Map<number, Stretch>();
  private lastIndex = Number.NaN;
  private last: Stretch = { change: 0, before: 0, after: 0 };

  private static readonly utc = new Zone(undefined);

  /** @param format undefined for UTC: V8 takes 15 ms to make the first, which a run without zones need not wait for */
  private constructor(private readonly format: Intl.DateTimeFormat | undefined) {}

  /** The zone with this IANA name, in any case; UTC for an unknown name. */
  static of(name: string): Zone {
    return Zone.named(name) ?? Zone.utc;
  }

  /** The same; undefined for an unknown name. */
  static named(name: string): Zone | undefined {
    const id = name.toLowerCase();
    if (id === 'utc') return Zone.utc;
    if (zones.has(id)) return zones.get(id);
    const format = formatOf(name);
    const zone = format && new Zone(format);
    if (zone || zones.size < MOST_NAMES) zones.set(id, zone);
    return zone;
  }

  /** How far local time is ahead of UTC at an instant. */
  offsetAt(utc: number): number {
    if (!Number.isSafeInteger(utc)) return 0;
    const { change, before, after } = this.stretchOf(utc);
    return utc < change ? before : after;
  }

  /** The instant of a local time. Of two instants the first; a local time that the clock skips is put forward by the gap. */
  toUtc(local: number): number {
    const first = local - this.offsetAt(local - DAY);
    if (this.localAt(first) === local) return first;
    const second = local - this.offsetAt(local + DAY);
    return this.localAt(second) === local ? second : first;
  }

  /**
   * The first instant strictly after `after` at which a daily clock set to this time of day rings: once a local day, at
   * the first passage of its time; where the clock skips that time, later by the gap.
   */
  nextClock(after: number, sinceMidnight: number): number {
    let midnight = Math.floor(this.localAt(after) / DAY - 1) * DAY;
    for (;;) {
      const rings = this.toUtc(midnight + sinceMidnight);
      if (rings > after) return rings;
      midnight += DAY;
    }
  }

  /**
   * The start of the bucket [n × span, (n + 1) × span) of local time, counted from 1970, that contains an instant. If a
   * change of offset is a multiple of the span, as with hours, buckets keep their length; others grow or shrink by the
   * change.
   */
  bucketStart(time: number, span: number): number {
    const reached = this.reachedBy(time);
    const start = this.boundary(reached - modulo(reached, span));
    const even = time - modulo(this.localAt(time), span);
    return (even - start) % span === 0 ? even : start;
  }

  /** The end of the bucket with this start, which is the start of the next one. */
  bucketEnd(start: number, span: number): number {
    const reached = this.reachedBy(start);
    const end = this.boundary(reached - modulo(reached, span) + span);
    const even = start + span;
    return (even - end) % span === 0 ? even : end;
  }

  /** The greatest local time up to an instant: while an hour is repeated, the end of its first passage. */
  private reachedBy(utc: number): number {
    const local = this.localAt(utc);
    const change = this.changeBefore(utc);
    return change <= utc ? Math.max(local, this.localAt(change - 1)) : local;
  }

  /** The first instant at which local time is at or beyond a value. */
  private boundary(local: number): number {
    const instant = this.toUtc(local);
    return this.localAt(instant) === local ? instant : this.changeBefore(instant);
  }

  private localAt(utc: number): number {
    return utc + this.offsetAt(utc);
  }

  /** The last change of offset at or before an instant; Infinity if it lies before the preceding stretch. */
  private changeBefore(utc: number): number {
    const { change } = this.stretchOf(utc);
    return change <= utc ? change : this.stretchOf(utc - STRETCH).change;
  }

  private stretchOf(utc: number): Stretch {
    const index = Math.floor(utc / STRETCH);
    if (index === this.lastIndex) return this.last;
    let stretch = this.stretches.get(index);
    if (!stretch) {
      stretch = this.ask(index * STRETCH, (index + 1) * STRETCH);
      this.stretches.set(index, stretch);
    }
    this.lastIndex = index;
    this.last = stretch;
    return stretch;
  }

  /** Finds the change of offset in [start, end). */
  private ask(start: number, end: number): Stretch {
    const before = this.askOffset(start);
    const after = this.askOffset(end - 1);
    if (before === after) return { change: Number.POSITIVE_INFINITY, before, after };
    let low = Math.floor(start / SECOND);
    let high = Math.floor(end / SECOND);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.askOffset(middle * SECOND) === before) low = middle;
      else high = middle;
    }
    return { change: high * SECOND, before, after };
  }

  private askOffset(utc: number): number {
    if (!this.format) return 0;
    const millis = Math.floor(utc / MILLI);
    const fields = new Map(this.format.formatToParts(millis).map(({ type, value }) => [type, Number(value)]));
    const field = (type: Intl.DateTimeFormatPartTypes) => fields.get(type) ?? 0;
    const local = Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'), field('second'));
    return (local - Math.floor(millis / MILLI) * MILLI) * MILLI;
  }
}

function formatOf(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
