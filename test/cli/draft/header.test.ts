import { describe, expect, it } from 'vitest';
import { beginningOf, headerOf } from '../../../src/cli/draft/header.ts';

/** Lines in which `@` is a digit, and `~` an identifier. */
function linesOf(shape: string, bad = shape): string[] {
  const filled = (i: number) =>
    (i % 4 === 3 ? bad : shape).replaceAll('@', String(i % 10)).replaceAll('~', `${(i * 7919 + 4096).toString(16)}`);
  return Array.from({ length: 30 }, (_, i) => `${filled(i)}${['order 7 placed', 'paid: order 8', 'Order [9] shipped'][i % 3]}`);
}

/** The beginning of most lines, that of some, and the template of their header. */
const HEADERS: [shape: string, other: string, template: string][] = [
  // Spring Boot
  [
    '2024-05-01 10:00:0@.123  INFO 4711 --- [http-8080-exec-@] c.e.Orders        : ',
    '2024-05-01 10:00:0@.123 ERROR 4711 --- [http-8080-exec-@] c.e.OrdersService : ',
    "{time:stamp('yyyy-MM-dd HH:mm:ss.SSS')}{*:/ +/}{level:/[A-Za-z]+/} {pid:int} --- [{thread:/[^\\[\\]\\s]+/}] {component:/[^\\s]+/}{*:/ +/}:{*:/ +/}",
  ],
  // Cassandra
  [
    'INFO  [Stage:@] 2024-05-01 10:00:0@,123 Orders.java:1@0 - ',
    'ERROR [Stage:@] 2024-05-01 10:00:0@,123 Orders.java:1@0 - ',
    "{level:/[A-Za-z]+/}{*:/ +/}[{component:/[^\\[\\]\\s]+/}] {time:stamp('yyyy-MM-dd HH:mm:ss,SSS')} {component2:/[^\\s]+/} - ",
  ],
  // Elasticsearch
  [
    '[2024-05-01T10:00:0@,123][INFO ][c.e.Orders     ] ',
    '[2024-05-01T10:00:0@,123][ERROR][c.e.OrdersStore] ',
    "[{time:stamp('iso')}][{*:/ */}{level:/[A-Za-z]+/}{*:/ */}][{*:/ */}{component:/[^\\[\\]\\s]+/}{*:/ */}] ",
  ],
  // WebLogic
  [
    '####<May 1, 2024 9:00:0@,123 AM CET> <Info> <Shop> <<kernel>> <~> ',
    '####<May 1, 2024 9:00:0@,123 AM CET> <Error> <Shop> <<kernel>> <~> ',
    "####<{time:stamp('MMM d, yyyy h:mm:ss,SSS a Z')}> <{level:/[A-Za-z]+/}> <{*:/[^<>\\s]+/}> <{*:/(?:[^<>\\n]|<[^<>\\n]*>)*/}> <{id:/[^<>\\s]+/}> ",
  ],
  // Celery
  [
    '[2024-05-01 10:00:0@,123: INFO/Pool-@] ',
    '[2024-05-01 10:00:0@,123: WARNING/Pool-@] ',
    "[{time:stamp('yyyy-MM-dd HH:mm:ss,SSS')}: {level:/[A-Za-z]+/}/{thread:/[^\\s|;,]+/}] ",
  ],
  // Monolog
  [
    '[2024-05-01T10:00:0@.123456+00:00] app.INFO: ',
    '[2024-05-01T10:00:0@.123456+00:00] app.ERROR: ',
    "[{time:stamp('iso')}] {*:/[\\w-]+/}.{level:/[A-Za-z]+/}: ",
  ],
  // klog
  [
    'I0501 10:00:0@.123456       1 main.go:1@] ',
    'E0501 10:00:0@.123456      12 main.go:2@] ',
    "{level:/[A-Za-z]+/}{time:stamp('MMdd HH:mm:ss.SSSSSS')}{*:/ +/}{thread:int} {component:/[^\\s]+/}] ",
  ],
  // FreeSWITCH
  [
    '~-0001-2222 2024-05-01 10:00:0@.123456 9@.10% [NOTICE] switch.c:10@ ',
    '~-0001-2222 2024-05-01 10:00:0@.123456 9@.10% [ERR] switch.c:10@ ',
    "{id:word} {time:stamp('yyyy-MM-dd HH:mm:ss.SSSSSS')} {origin:word} [{level:/[A-Za-z]+/}] {component:/[^\\s]+/} ",
  ],
  // tracing
  [
    '2024-05-01T10:00:0@.123456Z  INFO request{id=~}: shop::orders: ',
    '2024-05-01T10:00:0@.123456Z ERROR request{id=~}: shop::orders: ',
    "{time:stamp('iso')}{*:/ +/}{level:/[A-Za-z]+/} {*:/[\\w$./:@-]+/}{{{id:/[^{}\\s]+/}}}: {component:/[^\\s]+/}: ",
  ],
  // Zap
  [
    '2024-05-01T10:00:0@.123+0200\tINFO\tshop/main.go:1@\t',
    '2024-05-01T10:00:0@.123+0200\tERROR\tshop/main.go:1@\t',
    "{time:stamp('iso')}{*:/\\t/}{level:/[A-Za-z]+/}{*:/\\t/}{component:/[^\\s|;,]+/}{*:/\\t/}",
  ],
  // NLog
  [
    '2024-05-01 10:00:0@.1234|INFO|Shop.Orders|',
    '2024-05-01 10:00:0@.1234|ERROR|Shop.Orders|',
    "{time:stamp('yyyy-MM-dd HH:mm:ss.SSSS')}|{level:/[A-Za-z]+/}|{component:/[^\\s|;,]+/}|",
  ],
  // java.util.logging
  [
    'May 01, 2024 9:00:0@ AM shop.Orders place\nINFO: ',
    'May 01, 2024 9:00:0@ AM shop.Orders place\nSEVERE: ',
    "{time:stamp('MMM d, yyyy h:mm:ss a')} {component:/[^\\s]+/} {*:/[^\\s|;,]+/}{*:/\\n/}{level:/[A-Za-z]+/}: ",
  ],
  // Blue Gene, whose records repeat their time in two other forms
  [
    '- 171455760@ 2024.05.01 R0@-M1 2024-05-01-09.00.0@.123456 KERNEL INFO ',
    '- 171455760@ 2024.05.01 R0@-M2 2024-05-01-09.00.0@.123456 APP ERROR ',
    "{*:word} {time:stamp('epoch')} {*:/\\d{4}\\.\\d\\d\\.\\d\\d/} {origin:word} {*:/\\d{4}-\\d\\d-\\d\\d-\\d\\d\\.\\d\\d\\.\\d\\d\\.\\d{6}/} {component:word} {level:/[A-Za-z]+/} ",
  ],
  // syslog as supercomputers gathered it: some programs do not say which process they are
  [
    '- 171455760@ 2024.05.01 gw1 May 1 10:00:0@ gw1/gw1 crond(pam_unix)[29@5]: ',
    '- 171455760@ 2024.05.01 gw2 May 11 10:00:0@ gw2/gw2 kernel: ',
    "{*:word} {time:stamp('epoch')} {*:/\\d{4}\\.\\d\\d\\.\\d\\d/} {component:word} {*:/[A-Za-z]+ +\\d+ \\d+:\\d+:\\d+/} {host:word} {app:/[^\\s:[\\]]+/}{?[{pid:int}]}: ",
  ],
  // Spark
  [
    '24/05/01 10:00:0@ INFO executor.Executor: ',
    '24/05/01 10:00:0@ WARN executor.CoarseGrainedExecutorBackend: ',
    "{time:stamp('yy/MM/dd HH:mm:ss')} {level:/[A-Za-z]+/} {component:/[^\\s]+/}: ",
  ],
  // OpenStack, gathered from several files
  [
    'nova-api.log.1.2024-05-0@_13:53:08 2024-05-01 10:00:0@.123 25746 INFO nova.api.server [req-~ - -] ',
    'nova-compute.log.2.2024-05-0@_13:53:08 2024-05-01 10:00:0@.123 2931 WARNING nova.api.server [-] ',
    "{origin:word} {time:stamp('yyyy-MM-dd HH:mm:ss.SSS')} {pid:int} {level:/[A-Za-z]+/} {component:/[^\\s]+/} [{id:/[^\\[\\]\\n]*/}] ",
  ],
  // syslog behind the stamp of a collector
  [
    '2024-05-01T10:00:0@Z May  1 10:00:0@ ',
    '2024-05-01T10:00:0@Z May 11 10:00:0@ ',
    "{time:stamp('iso')} {*:/[A-Za-z]+ +\\d+ \\d+:\\d+:\\d+/} ",
  ],
];

describe('the header of a log', () => {
  it.each(HEADERS)('of %j has columns up to the message', (shape, bad, template) => {
    const lines = linesOf(shape, bad);
    const header = headerOf(lines);
    expect(header?.template).toBe(template);
    expect(lines.slice(0, 4).map((line) => header?.messageOf(line))).toEqual([
      'order 7 placed',
      'paid: order 8',
      'Order [9] shipped',
      'order 7 placed',
    ]);
  });

  it.each([
    ['02/20/2023 15:12:0@;0008;job;up', "{time:stamp('MM/dd/yyyy HH:mm:ss')};{pid:int};{*:/[^\\s|;,]+/};"],
    ['02/20/2023:15:12:0@ GMT job up', "{time:stamp('MM/dd/yyyy:HH:mm:ss Z')} "],
    ['20/02/2023, 15:12:0@ job up', "{time:stamp('dd/MM/yyyy, HH:mm:ss')} "],
    ['20.02.23 15:12:0@ job up', "{time:stamp('dd.MM.yy HH:mm:ss')} "],
    ['02/20/23 15:12:0@ job up', "{time:stamp('MM/dd/yy HH:mm:ss')} "],
    ['20-02-2023 15:12:0@ +0300 job up', "{time:stamp('dd-MM-yyyy HH:mm:ss Z')} "],
    ['2023-051 15:12:0@ job up', "{time:stamp('yyyy-DDD HH:mm:ss')} "],
    ['[2/20/23 15:12:0@:123 CET] job up', "[{time:stamp('M/d/yy H:mm:ss:SSS Z')}] "],
    ['20230220-5:2:0@:30|step|up', '{time:/\\d+-\\d+:\\d+:\\d+:\\d+/}|{*:/[^\\s|;,]+/}|'],
    ['2024-05-01 10:00:0@.123 CEST job up', "{time:stamp('yyyy-MM-dd HH:mm:ss.SSS Z')} "],
    ['2024-05-01T10:00:0@ PST job up', '{time:/\\d+-\\d+-\\d+[A-Za-z]+\\d+:\\d+:\\d+ [A-Za-z]+/} '],
    ['feb/20/2023 15:12:0@ job up', '{time:/[A-Za-z]+[/]\\d+[/]\\d+ \\d+:\\d+:\\d+/} '],
    ['7 node-9 unix up 107780474@ job up', "{*:int} {*:word} {*:word} {*:word} {time:stamp('epoch')} "],
  ])('guesses what the stamp of %j means', (line, template) => {
    expect(headerOf(Array.from({ length: 6 }, (_, i) => line.replace('@', String(i))))?.template).toBe(template);
  });

  it('has all of the fraction where it is not always as long', () => {
    const lines = Array.from({ length: 6 }, (_, i) => `2024-05-01 10:00:07.${'123456'.slice(i)} job up`);
    expect(headerOf(lines)?.template).toBe('{time:/\\d+-\\d+-\\d+ \\d+:\\d+:\\d+\\.\\d+/} ');
  });

  it('knows the program of a record, unless few of them say which process they are', () => {
    const header = headerOf(linesOf('2024-05-01 10:00:0@ gw1 sshd[7@]: ', '2024-05-01 10:00:0@ gw1 kernel: '));
    expect([header?.appOf('2024-05-01 10:00:01 gw1 sshd[71]: x: y'), header?.appOf('2024-05-01 10:00:01 gw1 kernel: x[7]: y')]).toEqual([
      'sshd',
      'kernel',
    ]);
    const words = headerOf(linesOf('2024-05-01 10:00:0@ order placed: ', '2024-05-01 10:00:0@ order placed[7]: '));
    expect(words?.template).toBe("{time:stamp('yyyy-MM-dd HH:mm:ss')} ");
    expect(words?.appOf('2024-05-01 10:00:01 order placed: x')).toBeUndefined();
  });

  it('takes no words of messages for columns', () => {
    const lines = linesOf('2024-05-01 10:00:0@ ').map((line, i) => `${line} took ${i}ms: ok`);
    expect(headerOf(lines)?.template).toBe("{time:stamp('yyyy-MM-dd HH:mm:ss')} ");
  });

  it('leaves the times that messages speak of', () => {
    const lines = linesOf('2024-05-01 10:00:0@ ').map((_, i) => `2024-05-01 10:00:0${i % 10} backup of 2024-04-${10 + (i % 20)} done`);
    expect(headerOf(lines)?.template).toBe("{time:stamp('yyyy-MM-dd HH:mm:ss')} ");
  });

  it.each([
    ['=INFO REPORT==== 1-Mar-2024::10:00:0@ ===\njob up', '{time:/\\d+-[A-Za-z]+-\\d+::\\d+:\\d+:\\d+/} ==={*:/\\n/}'],
    ['[2024-03-01T10:00:0@Z] [[\n  job up]]', "[{time:stamp('iso')}]{*:/ +/}[[{*:/\\n +/}"],
  ])('goes on to the second line of %j, as there is no word in the first', (record, template) => {
    const header = headerOf(Array.from({ length: 6 }, (_, i) => record.replace('@', String(i))));
    expect(header?.template).toContain(template);
    expect(header?.messageOf(record.replace('@', '7'))).toMatch(/^job up/);
  });

  it('needs a stamp', () => {
    expect(headerOf(linesOf('INFO [main] a.b.Class: '))).toBeUndefined();
  });

  it('begins records up to the stamp', () => {
    expect(beginningOf(linesOf('[main] 2024-05-01 10:00:0@ INFO '))).toBe('^\\[[^\\[\\]\\s]+\\] \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d');
  });
});
