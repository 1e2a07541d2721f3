import { describe, expect, it } from 'vitest';
import { builtin, decode, decodeAll } from '../decoding.ts';

describe('a format that says where its time and message are', () => {
  it.each([
    [
      'syslog',
      builtin('syslog', { time: [['sd', 'meta', 'at']], message: ['sd', 'meta', 'text'] }),
      '<34>1 2020-01-01T00:00:00Z h a 1 m [meta at="2024-02-29 10:00:00" text="x"] y',
    ],
    ['logfmt', builtin('logfmt', { time: [['at']], message: ['text'] }), 'at="2024-02-29 10:00:00" text=x time=2020-01-01T00:00:00Z msg=y'],
    [
      'cef',
      builtin('cef', { time: [['deviceCustomDate1']], message: ['act'] }),
      'CEF:0|a|b|c|d|e|5|deviceCustomDate1=2024-02-29 10:00:00 act=x msg=y',
    ],
  ])('%s', (_, format, text) => {
    expect(decode(format, text)).toMatchObject({ time: '2024-02-29T10:00:00.000Z', message: 'x', flags: ['zoneAssumed'], text });
  });

  it('falls back where they are missing, and flags the time', () => {
    const format = builtin('syslog', { time: [['sd', 'meta', 'at']], message: ['sd', 'meta', 'text'] });
    const [first, second] = decodeAll(
      format,
      '<34>1 2020-01-01T00:00:00Z h a 1 m [meta at="2024-02-29T10:00:00Z"] y\n<34>1 2020-01-01T00:00:00Z h a 1 m - z\n',
    );
    expect(first).toMatchObject({ time: '2024-02-29T10:00:00.000Z', message: 'y', flags: [] });
    expect(second).toMatchObject({ time: '2024-02-29T10:00:00.000Z', message: 'z', flags: ['badTime'] });
  });

  it('tries its paths in turn', () => {
    const format = builtin('logfmt', { time: [['a'], ['b']] });
    expect(decode(format, 'a=soon b=1709200800').time).toBe('2024-02-29T10:00:00.000Z');
  });
});
