import { describe, expect, it } from 'vitest';
import { builtin, decode } from './decoding.ts';

const LINE = builtin('line');

/** Lines, with the time found in them and how far it was guessed. */
const DATED: readonly [string, string, string[]][] = [
  ['2015-07-29 17:41:44,747 - INFO  [main] up', '2015-07-29T17:41:44.747Z', ['zoneAssumed']],
  ['[2015-07-29T17:41:44.747+02:00] up', '2015-07-29T15:41:44.747Z', []],
  ['nova.log 2017-05-16 00:00:00.008 25746 INFO up', '2017-05-16T00:00:00.008Z', ['zoneAssumed']],
  ['2023/02/20 15:12:47 [error] 7#7: up', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['10.0.0.1 - - [20/Feb/2023:15:12:47 -0500] "GET /"', '2023-02-20T20:12:47.000Z', []],
  ['29 Jul 2015 17:41:44,747 up', '2015-07-29T17:41:44.747Z', ['zoneAssumed']],
  ['29-Jul-2015 17:41:44.747 INFO [main] up', '2015-07-29T17:41:44.747Z', ['zoneAssumed']],
  ['Date: Wed, 29 Jul 2015 17:41:44 +0200 up', '2015-07-29T15:41:44.000Z', []],
  ['[Wed Oct 11 14:32:52.123456 2000] [core:error] up', '2000-10-11T14:32:52.123456Z', ['zoneAssumed']],
  ['Wed Oct 11 14:32:52 UTC 2000 up', '2000-10-11T14:32:52.000Z', []],
  ['Wed Oct 11 14:32:52 CEST 2000 up', '2000-10-11T12:32:52.000Z', []],
  ['Wed Oct 11 14:32:52 CST 2000 up', '2000-10-11T14:32:52.000Z', ['zoneAssumed']],
  ['Wed Oct 11 14:32:52 PST-0700 2000 up', '2000-10-11T21:32:52.000Z', []],
  ['Wednesday, Oct 11 14:32:52 EST 2000 up', '2000-10-11T19:32:52.000Z', []],
  ['2000-10-11 14:32:52 GMT-2:30 up', '2000-10-11T17:02:52.000Z', []],
  ['2000-10-11 14:32:52 ESTABLISHED', '2000-10-11T14:32:52.000Z', ['zoneAssumed']],
  ['11 Oct 2000, 14:32:52 up', '2000-10-11T14:32:52.000Z', ['zoneAssumed']],
  ['2000/10/11 14:32 up', '2000-10-11T14:32:00.000Z', ['zoneAssumed']],
  ['2000-10-11T143252-01:00 up', '2000-10-11T15:32:52.000Z', []],
  ['Oct 11 14:32:52 up 2000 times', '2023-10-11T14:32:52.000Z', ['yearGuessed', 'zoneAssumed']],
  ['R02 2005-06-03-15.42.50.675872 R02 up', '2005-06-03T15:42:50.675872Z', ['zoneAssumed']],
  ['2013-06-03-15.42.50.675872-240 I27204F655 LEVEL: Info', '2013-06-03T19:42:50.675872Z', []],
  ['2013-06-03-15.42.50.675872+060 I1 LEVEL: Info', '2013-06-03T14:42:50.675872Z', []],
  ['api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 up', '2017-05-16T00:00:00.008Z', ['zoneAssumed']],
  ["2023:02:20-15:12:47: '10.0.0.1' 2 failed attempts", '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['2023-02-20_15:12:47.12345 up', '2023-02-20T15:12:47.123450Z', ['zoneAssumed']],
  ['20230220-5:2:7:30|step|7', '2023-02-20T05:02:07.030Z', ['zoneAssumed']],
  ['20230220-15:12:47:606|step|7', '2023-02-20T15:12:47.606Z', ['zoneAssumed']],
  ['23/02/20 15:12:47 INFO net.Server: up', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['feb/20/2023 15:12:47 system,info up', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['Feb-20-23 15:12:47 up', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['[20Feb2023 15:12:47.123] [main/INFO]: up', '2023-02-20T15:12:47.123Z', ['zoneAssumed']],
  ['[0220/151247.123456:ERROR:gpu.cc(7)] up', '2024-02-20T15:12:47.123456Z', ['yearGuessed', 'zoneAssumed']],
  ['[7:9:0220/151247.123:INFO:CONSOLE(1)] up', '2024-02-20T15:12:47.123Z', ['yearGuessed', 'zoneAssumed']],
  ['INFO [02-20|15:12:47.123] up', '2024-02-20T15:12:47.123Z', ['yearGuessed', 'zoneAssumed']],
  ['1.286536308779e+09\tINFO\tup', '2010-10-08T11:11:48.779Z', []],
  ['1286536308779 up', '2010-10-08T11:11:48.779Z', []],
  ['1,2012/10/30 09:46:12,01606001116,TRAFFIC,end', '2012-10-30T09:46:12.000Z', ['zoneAssumed']],
  ['2023-02-20 15:12:47,7,login', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['[1286536308.779] up', '2010-10-08T11:11:48.779Z', []],
  ['1286536308.779    180 192.168.0.224 TCP_MISS/200', '2010-10-08T11:11:48.779Z', []],
  ['@4000000065e055aa1dcd6500 up', '2024-02-29T10:00:00.500Z', []],
  ['log: @4000000065E055AA1DCD67FF up', '2024-02-29T10:00:00.500Z', []],
  ['type=SYSCALL msg=audit(1364481363.243:24287): x', '2013-03-28T14:36:03.243Z', []],
  ['from 2023-02-30 10:00:00 to 2023-03-01 10:00:00Z', '2023-03-01T10:00:00.000Z', []],
  ['2023-03-01 10:00:00 UTC then 2024-01-01 00:00:00', '2023-03-01T10:00:00.000Z', []],
  ['October 10, 2022 08:10:29 AM up', '2022-10-10T08:10:29.000Z', ['zoneAssumed']],
  ['Monday, 10 October 2022 10:00:00 +0200 up', '2022-10-10T08:00:00.000Z', []],
  ['févr. 20, 2023 3:12:47 PM com.App run', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['20-Okt.-2023 15:12:47.123 INFO [main] up', '2023-10-20T15:12:47.123Z', ['zoneAssumed']],
  ['10.0.0.1 - - [02/sept./2015:00:11:31 +0200] "GET /"', '2015-09-01T22:11:31.000Z', []],
  ['20. März 2023 15:12:47 up', '2023-03-20T15:12:47.000Z', ['zoneAssumed']],
  ['Mo 20. Mär 15:12:47 CET 2023 up', '2023-03-20T14:12:47.000Z', []],
  ['déc. 20 15:12:47 up', '2023-12-20T15:12:47.000Z', ['yearGuessed', 'zoneAssumed']],
  ['20-Feb 15:12 dir JobId 7: Start Backup', '2024-02-20T15:12:00.000Z', ['yearGuessed', 'zoneAssumed']],
  ['20-Feb-23 15:12:47 up', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['<11-oct-2022 00:10:26+01:00> up', '2022-10-10T23:10:26.000Z', []],
  ['2023-Feb-20 15:12:47.123456 up', '2023-02-20T15:12:47.123456Z', ['zoneAssumed']],
  ['[2023.02.20-15.12.47:123][  0]LogInit: up', '2023-02-20T15:12:47.123Z', ['zoneAssumed']],
  ['2023-02-20-15:12:47 up', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['2023-02-20;15:12:47;up', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['20230220151247 up', '2023-02-20T15:12:47.000Z', ['zoneAssumed']],
  ['20230220151247.5Z,up', '2023-02-20T15:12:47.500Z', []],
  ['1286536308779123 up', '2010-10-08T11:11:48.779123Z', []],
  ['1286536308779123456 up', '2010-10-08T11:11:48.779123Z', []],
  ['[1286536308779] up', '2010-10-08T11:11:48.779Z', []],
  ['65e055aa.1dcd6500 0x7f4e8b7fe640 conn=7 op=1 RESULT', '2024-02-29T10:00:10.500Z', []],
];
const UNDATED: readonly string[] = [
  'no stamp',
  '1117838570 is a number',
  'the number 1286536308779',
  '2286536308779 is too far',
  '1.5e+09 is a number',
  '23/02/20 15:12:47 up',
  '20/02/23 15:12:47 may have the day first',
  'feb/20-2023 15:12:47 has two signs',
  '20230220-5:2:7 has three parts',
  '0220/151247 has no colon',
  '02-20 15:12:47.123 has no level',
  'x2023-03-01T10:00:00Z',
  'version 2023-03-01',
  ''.padEnd(70, 'Oct '),
  '1286536308.77 is none',
  '@4000000065e055aaffffffff has too many nanoseconds',
  '@4000000065e055aa1dcd650 is short',
  '@40000000zze055aa1dcd6500 is no number',
  '@4fffffffffffffff1dcd6500 is too far',
  '4000000065e055aa1dcd6500 has no sign',
  '65e055aa.1dcd6500 has no address',
  '65e055aa.3b9aca00 0x7f4e8b7fe640 has too many nanoseconds',
  '20230220151247_create_users.rb is a name',
  '20231320151247 has month 13',
  '30230220151247 is a number',
  'the number 20230220151247',
  '3286536308779123 is too far',
  '20-Feb 15:12',
  'märz 20 2023 has no time',
  'Margin 20 15:12:47 is no month',
];

describe('a plain line', () => {
  it.each(DATED)('%s', (text, time, flags) => {
    expect(decode(LINE, text)).toMatchObject({ time, flags, message: text });
  });

  it.each(UNDATED)('has the time of receipt: %s', (text) => {
    expect(decode(LINE, text)).toMatchObject({ time: '2024-03-01T12:00:00.000Z', flags: ['badTime'] });
  });

  it('has its text as message, without trailing blanks', () => {
    const { message, text, field } = decode(LINE, ' a b \t', {}, [['message'], ['host'], ['message', 'x']]);
    expect([message, text, field('message'), field('host'), field('message', 'x')]).toEqual([
      ' a b',
      ' a b \t',
      ' a b',
      undefined,
      undefined,
    ]);
  });
});
