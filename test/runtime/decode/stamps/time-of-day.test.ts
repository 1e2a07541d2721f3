import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecodeContext } from '../../../../src/runtime/decode/context.ts';
import { RecordClock } from '../../../../src/runtime/decode/stamps/clock.ts';
import { builtin, decodeAll, own } from '../decoding.ts';

const LINE = builtin('line');
const micros = (iso: string) => Date.parse(iso) * 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** Days from 1970 to 2024-03-01. */
const MARCH = micros('2024-03-01') / 1e6 / DAY;

/** The times of lines in one source; empty if a line has none of its own. */
function times(lines: readonly string[], given: Partial<DecodeContext> = {}): string[] {
  return decodeAll(LINE, lines.map((line) => `${line}\n`).join(''), { day: MARCH, ...given }).map(({ time, flags }) =>
    flags.includes('badTime') ? '' : time.replace('.000Z', 'Z'),
  );
}

const clockAt = (second: number) => new Date(second * 1000).toISOString().slice(11, 19);

describe('a line that begins with a time of day', () => {
  it.each<[string, string]>([
    ['15:12:47 up', '15:12:47Z'],
    ['15:12:47', '15:12:47Z'],
    ['15:12:47.123 [main] INFO  c.e.App - up', '15:12:47.123Z'],
    ['15:12:47,123 INFO  [org.jboss.as] up', '15:12:47.123Z'],
    ['15:12:47,7,login', '15:12:47Z'],
    ['15:12:47:123 up', '15:12:47.123Z'],
    ['15:12:47.123456789: Warning up', '15:12:47.123456Z'],
    ['[15:12:47] [Server thread/INFO]: up', '15:12:47Z'],
    ['[15:12:47 INF] up', '15:12:47Z'],
    ['15:12:47 | 123 | welcome', '15:12:47Z'],
    ['15:12:47: up', '15:12:47Z'],
    ['15:12:47:INFO:up', '15:12:47Z'],
    ['[INFO ] [15:12:47] up', '15:12:47Z'],
    ['INFO  15:12:47 - up', '15:12:47Z'],
    ['[INF] 15:12:47 up', '15:12:47Z'],
    ['[I 15:12:47.123 NotebookApp] up', '15:12:47.123Z'],
    ['\u001b[32m15:12:47\u001b[0m up', '15:12:47Z'],
    ['3:12:47 PM [vite] up', '15:12:47Z'],
    ['3:12PM INF up', '15:12:00Z'],
    ['\u001b[90m12:12AM\u001b[0m \u001b[32mINF\u001b[0m up', '00:12:00Z'],
    ['12:00:01 AM  CPU  %user', '00:00:01Z'],
    ['15:12:47+02:00 up', '13:12:47Z'],
    ['23:59:60 up', '00:00:00Z'],
    ['15:12:47 the next is at 2025-01-01 00:00:00', '15:12:47Z'],
  ])('%s', (line, expected) => {
    const [record] = decodeAll(LINE, line, { day: MARCH });
    expect(record?.time.slice(11).replace('.000Z', 'Z')).toBe(expected);
    expect(record?.flags).toContain('dateGuessed');
  });

  it.each<string>([
    '24:00:00 is no time',
    '15:12:60 is none either',
    '15:12 has no seconds',
    '3:12 neither',
    '15:12:123 has too many',
    '13:12PM is no time',
    '3:12PMX',
    '0:00:12 may be a duration',
    '00:11:22:33:44:55 is an address',
    '12:34:56::1 is one',
    '10:00:00-11:00:00 is a range',
    '10:00:00/4 is something else',
    '10:00:00x',
    '0:00:12.5 may be a duration',
    'took 10:00:00 in all',
    '    10:00:00 is indented',
    'info: it was 10:00:00',
    '7 10:00:00 up',
  ])('is not: %s', (line) => {
    expect(times([line])).toEqual(['']);
  });

  it('is none after a line that begins with a date', () => {
    expect(times(['2024-05-01 10:00:00 up', '10:00:05 elapsed', '2024-05-01 10:00:07 down'])).toEqual([
      '2024-05-01T10:00:00Z',
      '',
      '2024-05-01T10:00:07Z',
    ]);
    expect(times(['built on 2020-05-01 10:00:00', '10:00:05 up'])).toEqual(['2020-05-01T10:00:00Z', '2024-03-01T10:00:05Z']);
  });
});

it('knows after a restart that lines of the log begin with dates', () => {
  const context = { received: 0, zone: 'UTC' };
  const [before, after] = [new RecordClock(context, undefined), new RecordClock(context, undefined)];
  before.isDated = true;
  after.restore(JSON.parse(JSON.stringify(before.save())));
  expect(after.isDated).toBe(true);
});

describe('the days of times of day', () => {
  it('go on over midnight, and back for stragglers of an hour', () => {
    expect(times(['23:59:59 a', '00:00:01 b', '23:59:58 c', '00:00:02 d', '23:00:00 e', '22:30:00 f', '21:29:00 g'])).toEqual([
      '2024-03-01T23:59:59Z',
      '2024-03-02T00:00:01Z',
      '2024-03-01T23:59:58Z',
      '2024-03-02T00:00:02Z',
      '2024-03-02T23:00:00Z',
      '2024-03-02T22:30:00Z',
      '2024-03-03T21:29:00Z',
    ]);
  });

  it('are those of any log in order without a silence of 23 hours', () => {
    const gap = fc.integer({ min: 0, max: 23 * HOUR });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: DAY - 1 }), fc.array(gap, { maxLength: 20 }), (from, gaps) => {
        let second = MARCH * DAY + from;
        const seconds = [second, ...gaps.map((length) => (second += length))];
        const expected = seconds.map((at) => new Date(at * 1000).toISOString().replace('.000Z', 'Z'));
        expect(times(seconds.map((at) => `${clockAt(at)} x`))).toEqual(expected);
      }),
    );
  });

  it('are those that are given for the zone of the log', () => {
    expect(times(['00:30:00 a', '23:30:00 b'], { zone: 'Europe/Paris' })).toEqual(['2024-02-29T23:30:00Z', '2024-03-01T22:30:00Z']);
  });

  it('go through an hour that occurs twice, and one that is skipped', () => {
    const given = { zone: 'Europe/Paris', day: micros('2024-10-27') / 1e6 / DAY };
    expect(times(['02:59:59 a', '02:00:00 b', '03:00:00 c'], given)).toEqual([
      '2024-10-27T00:59:59Z',
      '2024-10-27T01:00:00Z',
      '2024-10-27T02:00:00Z',
    ]);
    const spring = { zone: 'Europe/Paris', day: micros('2024-03-30') / 1e6 / DAY };
    expect(times(['23:00:00 a', '01:59:59 b', '03:00:00 c'], spring)).toEqual([
      '2024-03-30T22:00:00Z',
      '2024-03-31T00:59:59Z',
      '2024-03-31T01:00:00Z',
    ]);
  });

  it('do not fall behind a source that was silent for days', () => {
    const context: DecodeContext = { received: 0, zone: 'UTC', day: MARCH };
    const clock = new RecordClock(context, undefined);
    const at = (text: string) => new Date(clock.fromText(Buffer.from(text), 0, text.length) / 1000).toISOString().slice(0, 10);
    expect(at('18:00:00')).toBe('2024-03-01');
    context.since = micros('2024-03-04T07:59:00Z');
    expect(['08:00:00', '07:30:00', '18:00:00'].map(at)).toEqual(['2024-03-04', '2024-03-04', '2024-03-04']);
  });

  it('are the nearest to receipt where each record is dated by its own', () => {
    const second = fc.integer({ min: MARCH * DAY, max: (MARCH + 400) * DAY });
    fc.assert(
      fc.property(second, fc.integer({ min: -DAY / 2 + 1, max: DAY / 2 }), (received, ahead) => {
        const [time] = times([`${clockAt(received + ahead)} x`], { received: received * 1e6, live: true });
        expect(time).toBe(new Date((received + ahead) * 1000).toISOString().replace('.000Z', 'Z'));
      }),
    );
  });
});

describe('a time of day in a field', () => {
  const timeOf = (format: Parameters<typeof decodeAll>[0], text: string) =>
    decodeAll(format, text, { day: MARCH }).map(({ time, flags }) => [time, flags.includes('dateGuessed')]);

  it('is a time where the format says that it is one', () => {
    const expected = [['2024-03-01T15:12:47.123Z', true]];
    expect(timeOf(own("{time:stamp('HH:mm:ss.SSS')} {message:rest}"), '15:12:47.123 up')).toEqual(expected);
    expect(timeOf(own("{time:stamp('h:mm:ss.SSS a')} {message:rest}"), '3:12:47.123 PM up')).toEqual(expected);
    expect(timeOf(own('{level} {time} {message:rest}'), 'INFO 15:12:47.123 up')).toEqual(expected);
    expect(timeOf(builtin('json', { time: [['at']] }), '{"at":"15:12:47.123","msg":"up"}')).toEqual(expected);
    expect(timeOf(builtin('logfmt', { time: [['at']] }), 'at=15:12:47.123 msg=up')).toEqual(expected);
  });

  it('may be a duration otherwise', () => {
    expect(decodeAll(builtin('json'), '{"time":"00:12:47","msg":"up"}')[0]?.flags).toEqual(['badTime']);
  });
});
