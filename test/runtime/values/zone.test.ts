import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Zone } from '../../../src/runtime/values/zone.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const at = (iso: string) => Date.parse(iso) * 1000;
const iso = (micros: number) => new Date(micros / 1000).toISOString().replace('.000Z', 'Z');

/** Changes at 2:00, at midnight, by half an hour, by a whole day, rarely, and never. */
const NAMES = ['Europe/Paris', 'America/Havana', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'Asia/Kolkata', 'UTC'];
const zoneName = fc.constantFrom(...NAMES);
/** Instants of 1950 to 2035, many of them within minutes of a full hour. */
const instant = fc
  .tuple(fc.integer({ min: at('1950-01-01') / HOUR, max: at('2035-01-01') / HOUR }), fc.integer({ min: -2, max: 2 }), fc.nat(SECOND))
  .map(([hours, minutes, micros]) => hours * HOUR + minutes * MINUTE + micros);
/** Instants within two days of a change of offset. */
const nearChange = fc
  .tuple(
    fc.constantFrom('2024-03-31T01:00Z', '2024-10-27T01:00Z', '2011-12-30T10:00Z', '2024-11-03T05:00Z', '2024-04-06T15:00Z'),
    fc.integer(),
  )
  .map(([change, away]) => at(change) + (away % (2 * 24 * 60)) * MINUTE);
const someInstant = fc.oneof(instant, nearChange);

/** Asks `Intl` directly. */
function naiveLocal(name: string, utc: number): number {
  const format = new Intl.DateTimeFormat('sv', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
  const second = Math.floor(utc / SECOND);
  return Date.parse(`${format.format(second * 1000).replace(' ', 'T')}Z`) * 1000 + utc - second * SECOND;
}

describe('the offset of a zone', () => {
  it('is what Intl says', () => {
    fc.assert(
      fc.property(zoneName, someInstant, (name, utc) => {
        expect(utc + Zone.of(name).offsetAt(utc)).toBe(naiveLocal(name, utc));
      }),
      { numRuns: 300 },
    );
  });

  it('changes at the very microsecond', () => {
    const paris = Zone.of('Europe/Paris');
    expect(paris.offsetAt(at('2024-03-31T01:00:00Z') - 1)).toBe(HOUR);
    expect(paris.offsetAt(at('2024-03-31T01:00:00Z'))).toBe(2 * HOUR);
  });

  it('is found for a name in any case, and is that of UTC for an unknown one', () => {
    expect(Zone.of('europe/PARIS')).toBe(Zone.of('Europe/Paris'));
    expect(Zone.of('Nowhere/Land')).toBe(Zone.of('UTC'));
  });

  it('is zero for what is not an instant', () => {
    for (const utc of [Number.NaN, Number.POSITIVE_INFINITY, -1e300]) expect(Zone.of('Europe/Paris').offsetAt(utc)).toBe(0);
  });
});

describe('local time to UTC', () => {
  it('is the first of the instants that have it', () => {
    fc.assert(
      fc.property(zoneName, someInstant, (name, utc) => {
        const local = naiveLocal(name, utc);
        const offsets = new Set(Array.from({ length: 61 }, (_, i) => naiveLocal(name, utc + (i - 30) * HOUR) - (utc + (i - 30) * HOUR)));
        const instants = [...offsets].map((offset) => local - offset).filter((one) => naiveLocal(name, one) === local);
        expect(Zone.of(name).toUtc(local)).toBe(Math.min(...instants));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['Europe/Paris', '2024-03-31T02:30:00Z', '2024-03-31T01:30:00Z', 'jumped over: put forward by the hour'],
    ['Europe/Paris', '2024-10-27T02:30:00Z', '2024-10-27T00:30:00Z', 'there twice: the first'],
    ['Europe/Paris', '2024-07-01T12:00:00Z', '2024-07-01T10:00:00Z', 'summer'],
    ['Pacific/Apia', '2011-12-30T12:00:00Z', '2011-12-30T22:00:00Z', 'a day that was left out'],
  ])('%s %s is %s: %s', (name, local, utc) => {
    expect(iso(Zone.of(name).toUtc(at(local)))).toBe(utc);
  });
});

describe('a daily clock', () => {
  it.each([
    ['2024-05-01T03:59:59Z', '2024-05-01T04:00:00Z', 'on the same day'],
    ['2024-05-01T04:00:00Z', '2024-05-02T04:00:00Z', 'strictly after'],
    ['2024-10-26T12:00:00Z', '2024-10-27T05:00:00Z', 'by the clock on the wall'],
  ])('6:00 in Paris after %s is %s: %s', (after, rings) => {
    expect(iso(Zone.of('Europe/Paris').nextClock(at(after), 6 * HOUR))).toBe(rings);
  });

  it.each([
    ['2024-03-30T12:00:00Z', '2024-03-31T01:30:00Z', 'later by the jump'],
    ['2024-03-31T01:30:00Z', '2024-04-01T00:30:00Z', 'and the next day in time'],
    ['2024-10-27T00:30:00Z', '2024-10-28T01:30:00Z', 'once in a night that has its time twice'],
  ])('2:30 in Paris after %s is %s: %s', (after, rings) => {
    expect(iso(Zone.of('Europe/Paris').nextClock(at(after), 2.5 * HOUR))).toBe(rings);
  });

  it('rings strictly after, within two days, and not twice in between', () => {
    fc.assert(
      fc.property(zoneName, someInstant, fc.nat(DAY - 1), (name, after, time) => {
        const zone = Zone.of(name);
        const rings = zone.nextClock(after, time);
        expect(rings).toBeGreaterThan(after);
        expect(rings - after).toBeLessThanOrEqual(2 * DAY + HOUR);
        expect(zone.nextClock(rings - 1, time)).toBe(rings);
      }),
    );
  });
});

describe('buckets', () => {
  const span = fc.oneof(fc.constantFrom(HOUR, 30 * MINUTE, DAY, 7 * DAY, 2 * HOUR, 40 * MINUTE), fc.integer({ min: 1, max: 40 * DAY }));

  it('follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(zoneName, someInstant, span, fc.double({ min: 0, max: 1, noNaN: true }), (name, time, size, share) => {
        const zone = Zone.of(name);
        const start = zone.bucketStart(time, size);
        const end = zone.bucketEnd(start, size);
        expect(start).toBeLessThanOrEqual(time);
        expect(end).toBeGreaterThan(time);
        expect(zone.bucketStart(start, size)).toBe(start);
        expect(zone.bucketStart(end, size)).toBe(end);
        expect(zone.bucketStart(start + Math.floor((end - 1 - start) * share), size)).toBe(start);
        expect(zone.bucketStart(end - 1, size)).toBe(start);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['2024-03-31T10:00:00Z', DAY, '2024-03-30T23:00:00Z', 23 * HOUR, 'the day that is short'],
    ['2024-10-27T10:00:00Z', DAY, '2024-10-26T22:00:00Z', 25 * HOUR, 'the day that is long'],
    ['2024-10-27T01:30:00Z', HOUR, '2024-10-27T01:00:00Z', HOUR, 'the second of two hours of one name'],
    ['1970-01-01T12:00:00Z', 7 * DAY, '1969-12-31T23:00:00Z', 7 * DAY, 'weeks are counted from 1970'],
  ])('in Paris: %s by %d begins %s and is %d long: %s', (time, size, start, length) => {
    const zone = Zone.of('Europe/Paris');
    expect(iso(zone.bucketStart(at(time), size))).toBe(start);
    expect(zone.bucketEnd(at(start), size) - at(start)).toBe(length);
  });

  it('in UTC are plain multiples', () => {
    fc.assert(
      fc.property(instant, span, (time, size) => {
        const start = Math.floor(time / size) * size;
        expect(Zone.of('UTC').bucketStart(time, size)).toBe(start);
        expect(Zone.of('UTC').bucketEnd(start, size)).toBe(start + size);
      }),
    );
  });
});
