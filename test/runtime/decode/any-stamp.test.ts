import { describe, expect, it } from 'vitest';
import { builtin, decode } from './decoding.ts';

const LINE = builtin('line');

describe('a stamp of any kind', () => {
  it.each<[string, string, string[]]>([
    ['2015-07-29\t17:41:44\tLAX1\tup', '2015-07-29T17:41:44.000Z', ['zoneAssumed']],
    ['2015-07-29,17:41:44,up', '2015-07-29T17:41:44.000Z', ['zoneAssumed']],
    ['2015/07/29-17:41:44.123456 7f up', '2015-07-29T17:41:44.123456Z', ['zoneAssumed']],
    ['29.07.2015 17:41:44,747 up', '2015-07-29T17:41:44.747Z', ['zoneAssumed']],
    ['20150729T174144Z up', '2015-07-29T17:41:44.000Z', []],
    ['20150729T174144.747+0200 up', '2015-07-29T15:41:44.747Z', []],
    ['20150729 17:41:44 up', '2015-07-29T17:41:44.000Z', ['zoneAssumed']],
    ['20150729-17:41:44.747: up', '2015-07-29T17:41:44.747Z', ['zoneAssumed']],
    ['  1234:20150729:174144.747 up', '2015-07-29T17:41:44.747Z', ['zoneAssumed']],
    ['150729 17:41:44 [Note] up', '2015-07-29T17:41:44.000Z', ['zoneAssumed']],
    ['150729  7:41:44 [Note] up', '2015-07-29T07:41:44.000Z', ['zoneAssumed']],
    ['Jul 29, 2015 5:41:44 PM up', '2015-07-29T17:41:44.000Z', ['zoneAssumed']],
    ['Jul 9, 2015 12:41:44\u202fAM up', '2015-07-09T00:41:44.000Z', ['zoneAssumed']],
    ['Wed Jul 29 05:41:44 PM UTC 2015 up', '2015-07-29T17:41:44.000Z', []],
    ['2015-07-29 05:41:44 PM up', '2015-07-29T17:41:44.000Z', ['zoneAssumed']],
    ['2015-07-29 05:41:44 PMX up', '2015-07-29T05:41:44.000Z', ['zoneAssumed']],
    ['2015-07-29 15:41:44 PM up', '2015-07-29T15:41:44.000Z', ['zoneAssumed']],
    ['2015-07-29 17:41:44:747 up', '2015-07-29T17:41:44.747Z', ['zoneAssumed']],
    ['[Thr 140] Wed Jul 29 17:41:44:747 2015', '2015-07-29T17:41:44.747Z', ['zoneAssumed']],
    ['2015-07-29 17:41:44:7471 up', '2015-07-29T17:41:44.000Z', ['zoneAssumed']],
    ['backup-20150729-174144.tar of 2015-07-30 10:00:00', '2015-07-30T10:00:00.000Z', ['zoneAssumed']],
  ])('%j', (text, time, flags) => {
    expect(decode(LINE, text)).toMatchObject({ time, flags });
  });

  it.each([
    '07/08/2015 17:41:44 is of two minds',
    '20151329T174144Z',
    '120150729T174144Z',
    '20150729T1741440Z',
    '151329 17:41:44',
    '150729 174144',
    '2015072917:41:44',
    'Jul 29, 2015 17:41',
  ])('is none: %s', (text) => {
    expect(decode(LINE, text).flags).toEqual(['badTime']);
  });
});
