import { describe, expect, it } from 'vitest';
import { decode, decodeAll, own, plain } from '../decoding.ts';

const HDFS = own("{time:stamp('yyMMdd HHmmss')} {pid:int} {level} {component}: {message:rest}");

describe('a format of its own', () => {
  it('has the fields, time and message that its template says', () => {
    const { field, ...decoded } = decode(HDFS, '081109 203615 148 INFO dfs.DataNode: Receiving block blk_1  ', {}, [
      ['pid'],
      ['level'],
      ['component'],
      ['nope'],
      ['pid', 'x'],
    ]);
    expect(decoded).toMatchObject({ time: '2008-11-09T20:36:15.000Z', message: 'Receiving block blk_1', flags: ['zoneAssumed'] });
    expect([field('pid'), field('level'), field('component'), field('nope'), field('pid', 'x')]).toEqual([
      148,
      'INFO',
      'dfs.DataNode',
      undefined,
      undefined,
    ]);
  });

  it('is not every line', () => {
    const [good, bad, again] = decodeAll(HDFS, '081109 203615 1 INFO a: x\nsome text\n081109 203616 1 INFO a: y\n', {}, [['pid']]);
    expect(bad).toMatchObject({ message: 'some text', flags: ['badTime', 'undecodable'], time: '2008-11-09T20:36:15.000Z' });
    expect([good?.field('pid'), bad?.field('pid'), again?.field('pid')]).toEqual([1, undefined, 1]);
  });

  it('may have an impossible time', () => {
    expect(decode(HDFS, '081131 203615 148 INFO a: x')).toMatchObject({ message: 'x', flags: ['badTime'] });
  });

  it('has stamps in its zone, or that of the run', () => {
    const line = '240701 120000 1 INFO a: x';
    expect(decode(HDFS, line, { zone: 'Europe/Paris' }).time).toBe('2024-07-01T10:00:00.000Z');
    expect(decode({ ...HDFS, zone: 'Asia/Tokyo' }, line, { zone: 'Europe/Paris' }).time).toBe('2024-07-01T03:00:00.000Z');
  });

  it('may leave out the year', () => {
    const format = own("{time:stamp('MM.dd HH:mm:ss')} {message:rest}");
    const times = decodeAll(format, '12.31 23:00:00 x\n01.01 01:00:00 x\n').map(({ time, flags }) => [time, flags]);
    expect(times).toEqual([
      ['2023-12-31T23:00:00.000Z', ['yearGuessed', 'zoneAssumed']],
      ['2024-01-01T01:00:00.000Z', ['yearGuessed', 'zoneAssumed']],
    ]);
  });

  it.each<[string, string, string, string[]]>([
    ['{time:text} | {message:rest}', 'Feb 29 2024 10:00:00 | x', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['{time} {message:rest}', '2024-02-29T10:00:00Z x', '2024-02-29T10:00:00.000Z', []],
    ['{time:int} {message:rest}', '1709200800123 x', '2024-02-29T10:00:00.123Z', []],
    ["msg=audit({time:stamp('epoch')}:{serial:int}): {message:rest}", 'msg=audit(1709200800.123:7): x', '2024-02-29T10:00:00.123Z', []],
    ["{time:stamp('epoch_ms')} {message:rest}", '1709200800123 x', '2024-02-29T10:00:00.123Z', []],
    ["{time:stamp('iso')} {message:rest}", '2024-02-29T10:00:00.5+01:00 x', '2024-02-29T09:00:00.500Z', []],
    ["{?{time:stamp('iso')} }{message:rest}", 'x', '2024-03-01T12:00:00.000Z', ['badTime']],
  ])('%s', (template, line, time, flags) => {
    expect(decode(own(template), line)).toMatchObject({ time, flags, message: 'x' });
  });

  it('may keep its time and message elsewhere', () => {
    const format = own("{at:stamp('iso')} {time:int} {text:quoted}", { time: [['at']], message: ['text'] });
    expect(decode(format, '2024-02-29T10:00:00Z 5 "say \\"x\\""')).toMatchObject({ time: '2024-02-29T10:00:00.000Z', message: 'say "x"' });
  });

  it('has all of the line as message, where it names none', () => {
    expect(decode(own("{time:stamp('iso')} {id} {path}"), '2024-02-29T10:00:00Z a /b ').message).toBe('2024-02-29T10:00:00Z a /b');
  });

  it('has fields within fields', () => {
    const { field } = decode(own("{time:stamp('iso')}{? {fields:kv}}"), '2024-02-29T10:00:00Z a=1 b="x y"', {}, [
      ['fields', 'b'],
      ['fields'],
      ['fields', 'c'],
    ]);
    expect([field('fields', 'b'), plain(field('fields')), field('fields', 'c')]).toEqual(['x y', { a: '1', b: 'x y' }, undefined]);
  });
});
