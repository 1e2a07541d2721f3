import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedRecord } from '../../../../src/runtime/decode/decoded-record.ts';
import { RecordClock } from '../../../../src/runtime/decode/stamps/clock.ts';
import { SyslogDecoder } from '../../../../src/runtime/decode/syslog/syslog.ts';
import { builtin, decodeAll } from '../decoding.ts';

const SYSLOG = builtin('syslog');
const micros = (iso: string) => Date.parse(iso) * 1000;

/** Times of the records with these stamps, in one source; empty if a stamp is unusable. */
function times(stamps: readonly string[], received: string, more: { zone?: string; year?: number; live?: boolean } = {}): string[] {
  const text = stamps.map((stamp) => `${more.live ? '<13>' : ''}${stamp} h a: x\n`).join('');
  return decodeAll(SYSLOG, text, { received: micros(received), ...more }).map(({ time, flags }) =>
    flags.includes('badTime') ? '' : time.replace('.000Z', 'Z'),
  );
}

describe('years of live records', () => {
  it.each<[string, string, string]>([
    ['Dec 31 23:59:59', '2024-11-15T00:00:00Z', '2023-12-31T23:59:59Z'],
    ['Dec 31 23:59:59', '2025-01-01T00:00:01Z', '2024-12-31T23:59:59Z'],
    ['Jan  1 00:00:01', '2024-12-31T23:59:59Z', '2025-01-01T00:00:01Z'],
    ['Jan  1 00:00:01', '2024-12-30T23:59:59Z', '2024-01-01T00:00:01Z'],
    ['Feb 29 12:00:00', '2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z'],
    ['Feb 29 12:00:00', '2024-02-28T12:00:00Z', '2024-02-29T12:00:00Z'],
    ['Feb 29 12:00:00', '2024-02-28T11:00:00Z', '2020-02-29T12:00:00Z'],
    ['Feb 29 12:00:00', '2027-03-01T00:00:00Z', '2024-02-29T12:00:00Z'],
    ['Feb 29 12:00:00', '1903-03-01T00:00:00Z', '1896-02-29T12:00:00Z'],
  ])('%s, received %s: %s', (stamp, received, expected) => {
    expect(times([stamp], received, { live: true })).toEqual([expected]);
  });

  it('do not depend on what came before', () => {
    const stamps = ['Jan  1 00:00:00', 'Dec 31 23:59:59', 'Jan  1 00:00:00', 'Feb 29 00:00:00'];
    expect(times(stamps, '2025-06-01T00:00:00Z', { live: true })).toEqual([
      '2025-01-01T00:00:00Z',
      '2024-12-31T23:59:59Z',
      '2025-01-01T00:00:00Z',
      '2024-02-29T00:00:00Z',
    ]);
  });

  it('depend on the time of receipt alone, however close two are', () => {
    const context = { received: 0, zone: 'UTC', live: true };
    const decoder = new SyslogDecoder(context);
    const record = new DecodedRecord();
    const bytes = Buffer.from('<13>Mar  2 12:00:01 h a: x');
    const yearAt = (received: string) => {
      context.received = micros(received);
      decoder.decode(record, bytes, 0, bytes.length);
      return new Date(record.time / 1000).getUTCFullYear();
    };
    expect(['2024-03-01T12:00:00Z', '2024-03-01T12:00:01Z', '2024-03-01T12:00:00Z', '2025-03-01T12:00:00Z'].map(yearAt)).toEqual([
      2023, 2024, 2023, 2024,
    ]);
  });

  it('are the latest that is not a day beyond receipt', () => {
    const day = fc.integer({ min: micros('1980-01-01'), max: micros('2060-01-01') });
    fc.assert(
      fc.property(day, day, (of, received) => {
        const date = new Date(of / 1000);
        const month = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
        const stamp = `${month} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
        const at = new Date(received / 1000).toISOString();
        const [found = ''] = times([stamp], at, { live: true });
        const candidates = Array.from({ length: 10 }, (_, back) =>
          Date.UTC(
            new Date(received / 1000).getUTCFullYear() + 1 - back,
            date.getUTCMonth(),
            date.getUTCDate(),
            date.getUTCHours(),
            date.getUTCMinutes(),
            date.getUTCSeconds(),
          ),
        );
        const good = candidates.filter(
          (time) => new Date(time).getUTCDate() === date.getUTCDate() && time <= Math.floor(received / 1000) + 86_400_000,
        );
        expect(micros(found) / 1000).toBe(Math.max(...good));
      }),
    );
  });
});

describe('years of the records of a file', () => {
  it('are carried across New Year, and back for stragglers', () => {
    const stamps = ['Dec 30 00:00:00', 'Jan  1 00:00:00', 'Dec 31 00:00:00', 'Jan  2 00:00:00'];
    expect(times(stamps, '2024-01-03T00:00:00Z')).toEqual([
      '2023-12-30T00:00:00Z',
      '2024-01-01T00:00:00Z',
      '2023-12-31T00:00:00Z',
      '2024-01-02T00:00:00Z',
    ]);
  });

  it('begin with the year that is given', () => {
    expect(times(['Dec 31 00:00:00', 'Jan  1 00:00:00'], '2024-01-03T00:00:00Z', { year: 2010 })).toEqual([
      '2010-12-31T00:00:00Z',
      '2011-01-01T00:00:00Z',
    ]);
    expect(times(['Feb 29 00:00:00', 'Mar  1 00:00:00'], '2024-01-03T00:00:00Z', { year: 2010 })).toEqual(['', '2010-03-01T00:00:00Z']);
  });

  it('do not leap to the next 29 February', () => {
    expect(times(['Feb 28 00:00:00', 'Feb 29 00:00:00', 'Mar  1 00:00:00'], '2029-01-01T00:00:00Z', { year: 2023 })).toEqual([
      '2023-02-28T00:00:00Z',
      '',
      '2023-03-01T00:00:00Z',
    ]);
    expect(times(['Feb 28 00:00:00', 'Feb 29 00:00:00', 'Mar  1 00:00:00'], '2029-01-01T00:00:00Z', { year: 2024 })).toEqual([
      '2024-02-28T00:00:00Z',
      '2024-02-29T00:00:00Z',
      '2024-03-01T00:00:00Z',
    ]);
  });

  it('are those of any log that is in order and shorter than a year, however often it is asked for one second', () => {
    const gap = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30 * 86_400 }));
    const start = fc.integer({ min: micros('1985-01-01') / 1e6, max: micros('2040-01-01') / 1e6 });
    fc.assert(
      fc.property(start, fc.array(gap, { minLength: 1, maxLength: 11 }), (from, gaps) => {
        let second = from;
        const seconds = [from, ...gaps.map((length) => (second += length))];
        const isos = seconds.map((second) => new Date(second * 1000).toISOString().replace('.000Z', 'Z'));
        const stamps = seconds.map((second) =>
          new Date(second * 1000)
            .toUTCString()
            .replace(/^\w+, 0?(\d+) (\w+) \d+ (\S+) GMT$/, (_, day, month, clock) => `${month} ${String(day).padStart(2)} ${clock}`),
        );
        expect(times(stamps, isos.at(-1)!)).toEqual(isos);
      }),
    );
  });
});

describe('stamps of one second', () => {
  it('have each its own fraction', () => {
    const stamps = ['Feb 29 10:00:00', 'Feb 29 10:00:00.5', 'Feb 29 10:00:00', 'Feb 29 10:00:00.25'];
    expect(times(stamps, '2024-03-01T00:00:00Z').map((time) => time.slice(19))).toEqual(['Z', '.500Z', 'Z', '.250Z']);
  });
});

describe('zones', () => {
  it.each<[string, string, string]>([
    ['Europe/Paris', 'Jul  1 12:00:00', '2024-07-01T10:00:00Z'],
    ['Europe/Paris', 'Jan  1 12:00:00', '2024-01-01T11:00:00Z'],
    ['Asia/Kolkata', 'Jan  1 12:00:00', '2024-01-01T06:30:00Z'],
    ['America/New_York', 'Jan  1 12:00:00', '2024-01-01T17:00:00Z'],
    ['No/Such', 'Jan  1 12:00:00', '2024-01-01T12:00:00Z'],
  ])('%s: %s is %s', (zone, stamp, expected) => {
    expect(times([stamp], '2024-08-01T00:00:00Z', { zone })).toEqual([expected]);
  });

  it('jump over an hour: the clock is put forward', () => {
    const stamps = ['Mar 31 01:59:59', 'Mar 31 02:30:00', 'Mar 31 03:00:00'];
    expect(times(stamps, '2024-04-01T00:00:00Z', { zone: 'Europe/Paris' })).toEqual([
      '2024-03-31T00:59:59Z',
      '2024-03-31T01:30:00Z',
      '2024-03-31T01:00:00Z',
    ]);
  });

  it('have an hour twice: a log goes through both', () => {
    const clocks = ['02:00:00', '02:59:59', '02:00:00', '02:59:58', '02:30:00', '02:59:59', '03:00:00'];
    const stamps = clocks.map((clock) => `Oct 27 ${clock}`);
    expect(times(stamps, '2024-10-28T00:00:00Z', { zone: 'Europe/Paris' })).toEqual([
      '2024-10-27T00:00:00Z',
      '2024-10-27T00:59:59Z',
      '2024-10-27T01:00:00Z',
      // A straggler of the first passage.
      '2024-10-27T00:59:58Z',
      '2024-10-27T01:30:00Z',
      '2024-10-27T01:59:59Z',
      '2024-10-27T02:00:00Z',
    ]);
  });

  it('do not change a time that has its own', () => {
    expect(times(['2024-07-01T12:00:00+05:00'], '2024-08-01T00:00:00Z', { zone: 'Europe/Paris' })).toEqual(['2024-07-01T07:00:00Z']);
  });

  it('of a format go before that of the run', () => {
    const [record] = decodeAll(builtin('syslog', { zone: 'Asia/Tokyo' }), 'Jan  1 12:00:00 h a: x\n', { zone: 'Europe/Paris' });
    expect(record?.time).toBe('2024-01-01T03:00:00.000Z');
  });
});

describe('records without a time', () => {
  it('have that of the record before, or else the first of the source, or else that of receipt', () => {
    const text = 'none\nJan  1 12:00:00 h a: x\nFeb 30 12:00:00 h a: x\n';
    const timesOf = (given: { first?: number }) => decodeAll(SYSLOG, text, given).map(({ time }) => time.slice(0, 10));
    expect(timesOf({ first: micros('2024-01-01') })).toEqual(['2024-01-01', '2024-01-01', '2024-01-01']);
    expect(timesOf({})).toEqual(['2024-03-01', '2024-01-01', '2024-01-01']);
  });
});

describe('the frame of a stamp', () => {
  const frameOf = (stamp: string, version = '') => {
    const bytes = Buffer.from(`${version}${stamp} x`);
    const clock = new RecordClock({ received: 0, zone: 'UTC' }, undefined);
    return clock.frame(bytes, version.length, bytes.length, micros('2020-02-29T16:00:00Z'), 0);
  };

  it('is none with an AM or PM, which may be another in the next', () => {
    expect(frameOf('Feb 29 2020 04:00:00 PM.688')).toBeUndefined();
    expect(frameOf('Feb 29 2020 16:00:00.688')).toBeDefined();
  });

  it('is none with a zone behind it, or a version before a header of RFC 3164', () => {
    expect(frameOf('Feb 29 2020 16:00:00 UTC h')).toBeUndefined();
    expect(frameOf('2020-02-29 16:00:00 UTC h')).toBeUndefined();
    expect(frameOf('Feb 29 16:00:00 h', '1 ')).toBeUndefined();
    expect(frameOf('2020-02-29T16:00:00Z h', '1 ')).toMatchObject({ isVersioned: true, clockAt: 13 });
  });
});
