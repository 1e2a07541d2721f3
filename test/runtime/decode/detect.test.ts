import { describe, expect, it } from 'vitest';
import { chooseFormat, detectFormat, formatNamed } from '../../../src/runtime/decode/detect.ts';
import { builtin } from './decoding.ts';

const FIRST_LINES: Record<string, string[]> = {
  syslog: [
    '<34>1 2003-10-11T22:14:15.003Z mymachine su - ID47 - x',
    'Dec 10 06:55:46 LabSZ sshd[24200]: x',
    'Jun 14 15:16:01 combo sshd(pam_unix)[19939]: x',
    '2024-02-29T12:00:00.000000+00:00 h sshd[7]: x',
    '<13>x',
    '<134>1 2024-02-29T10:00:00Z h app 7 - a message without structured data',
    '<134>1 2024-02-29T10:00:00Z gw fw 7 - [action:"Accept"; ifdir:"inbound"]',
    'Thu Feb 29 10:00:00 2024 daemon.info dnsmasq[7]: x',
    'Feb 29 10:00:00 h kern.warn kernel: x',
    'Feb 29 10:00:00 10.0.0.1 date=2024-02-29 time=09:59:59 x',
    'Feb 29 10:00:00 10.0.0.1 123: Feb 29 09:59:59.123: %SYS-5-CONFIG_I: x',
    'Feb 29 10:00:00 fw1 : %ASA-6-302013: x',
    'Feb 29 2024 10:00:00: %ASA-6-302013: x',
    'Feb 29 10:00:00 fw1 device_name="SFW" log_id=7',
    'Feb 29 10:00:00 h {"level": "info", "msg": "x"}',
    '2024-02-29T10:00:00Z In(14) vmkernel[7]: x',
    '2024-02-29T10:00:00Z h NSX 7 SWITCHING [nsx@6876 comp="edge"] x',
    '2024:02:29-10:00:00 fw1 ulogd[7]: x',
    'Feb 29 2024 10:00:00 h sshd[7]: x',
    '2024 Feb 29 10:00:00 sw1 %ETHPORT-5-IF_UP: x',
    '2024-02-29 10:00:00 fw1 %%01SECLOG/6/SESSION_TEARDOWN(l):IPVer=4',
    'Feb 29 10:00:00 filterlog[7]: x',
    '2024-02-29T10:00:00.123456+00:00 heroku[router]: at=info method=GET path="/"',
    'Feb 29 10:00:00 web nginx: 10.0.0.9 - - [29/Feb/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 1',
    '<190>1 2024-02-29T10:00:00Z web nginx - - - 10.0.0.9 - - [29/Feb/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 1',
  ],
  json: ['{"a":1}', '  {"time":"2024-02-29T10:00:00Z"}'],
  journal: ['{"__REALTIME_TIMESTAMP":"1","MESSAGE":"x"}'],
  cef: [
    'CEF:0|a|b|c|d|e|5|act=x',
    'Sep 19 08:26:10 host CEF:0|a|b|c|d|e|5|act=x',
    '<134>1 2024-02-29T10:00:00Z fw app - - - CEF:0|a|b|c|d|e|5|act=x',
    'Sep 19 08:26:10 host LEEF:1.0|a|b|c|d|act=x',
    'LEEF:2.0|a|b|c|d|^|act=x^src=y',
  ],
  clf: ['127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326'],
  logfmt: [
    'time=2024-02-29T10:00:00Z level=info msg="x y"',
    'level=info msg=x',
    'order=7 state=new',
    '<189>date=2024-02-29 time=10:00:00 type="traffic"',
    '<189>date=2024-02-29,time=10:00:00,type="traffic"',
    'date=2024-02-29,time=10:00:00,device_id=FE1,type=event',
  ],
  line: [
    '081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38865049064139660 terminating',
    '2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - x',
    '2015-07-29 17:41:44,747 INFO net.Server: x',
    '2015-07-29T17:41:44.747Z INFO net.Server: x',
    '2015-07-29 17:41:44,747 app.actions[123]: NOTICE x',
    '2015-07-29 17:41:44,747 - app.py[DEBUG]: x',
    '2015-07-29 17:41:44 +0200 App (notice): x',
    '2015-07-29T17:41:44.747Z [app] info: x',
    '2005-06-03-15.42.50.675872-240 I27204F655 LEVEL: Info',
    '2009/01/23 01:23:23 http: x',
    '2009/01/23 01:23:23 server started: x',
    '2009/01/23 01:23:23 [error] 7#7: *1 x',
    '2015-07-29T17:41:44.747Z [INFO]  agent: x',
    'nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova [req-3 1 5 - - -] x',
    '- 1117838570 2005.06.03 R02-M1-N0-C:J12-U11 2005-06-03-15.42.50.675872 R02 RAS KERNEL INFO x',
    'the value x=5 and y=6',
    'Thu Feb 29 10:00:00 2024 [pid 7] CONNECT: Client "10.0.0.1"',
    'type=USER_AUTH msg=audit(1364481363.243:24287): pid=7 uid=0',
    'Feb 29 10:00:00 h some text',
    'some text',
    '',
  ],
};

describe('the format of a source', () => {
  it.each(Object.entries(FIRST_LINES).flatMap(([format, lines]) => lines.map((line) => [format, line])))('%s: %s', (format, line) => {
    expect(detectFormat(Buffer.from(`${line}\n`))).toBe(format);
  });

  it('is that of most of its lines', () => {
    const [line = ''] = FIRST_LINES['syslog']!;
    expect(detectFormat(Buffer.from(`-- Logs begin --\n\n${line}\n${line}\n`))).toBe('syslog');
    expect(detectFormat(Buffer.from(`some text\nmore text\n${line}\n`))).toBe('line');
  });

  it('is not hidden by a byte order mark, or by a hole before the first line', () => {
    for (const before of ['\uFEFF', '\0\0\0']) {
      expect(detectFormat(Buffer.from(`${before}{"a":1}\r\n{"a":2}\r\n`))).toBe('json');
      expect(detectFormat(Buffer.from(`${before}<34>1 2003-10-11T22:14:15.003Z mymachine su - ID47 - x\r\n`))).toBe('syslog');
    }
  });

  it.each(Object.entries(FIRST_LINES).flatMap(([format, lines]) => lines.map((line) => [format, line])))(
    '%s: %s, also with CRLF, or a hole behind it',
    (format, line) => {
      for (const after of ['\r\n', '\0\0\n']) expect(detectFormat(Buffer.from(`${line}${after}`))).toBe(format);
    },
  );

  it('is told by whole lines', () => {
    expect(detectFormat(Buffer.from('{"a":1}\n{"a":2}\n{"a":'))).toBe('json');
    expect(detectFormat(Buffer.from('{"a":1}'))).toBe('json');
  });
});

describe('the format of a program', () => {
  const orders = builtin('json', { name: 'orders', time: [['at']] });
  const firewall = builtin('syslog', { name: 'firewall', zone: 'Europe/Paris' });
  const trace = builtin('line', { name: 'trace' });
  const chosen = (text: string, ...formats: (typeof orders)[]) => chooseFormat(Buffer.from(text), formats).name;

  it('is, of those that suit it alike, the one that finds its times, or else the first', () => {
    const deliveries = builtin('json', { name: 'deliveries', time: [['when']] });
    expect(chosen('{"when":"2024-02-29T10:00:00Z"}\n{"when":7}\n', orders, deliveries)).toBe('deliveries');
    expect(chosen('{"at":"2024-02-29T10:00:00Z"}\n', orders, deliveries)).toBe('orders');
    expect(chosen('{"then":"2024-02-29T10:00:00Z"}\n', orders, deliveries)).toBe('orders');
  });

  it('takes precedence over built-in formats', () => {
    expect(chosen('{"a":1}\n', firewall, orders)).toBe('orders');
    expect(chosen('Dec 10 06:55:46 h sshd[24200]: x\n', orders, firewall)).toBe('firewall');
    expect(chosen('some text\n', orders, trace)).toBe('trace');
  });

  it('is one of its own even where another would suit: no other reaches its records', () => {
    expect(chosen('{"a":1}\n', firewall, trace)).toBe('trace');
    expect(chosen('{"a":1}\n', firewall)).toBe('firewall');
    expect(chosen('some text\n', firewall, orders)).toBe('firewall');
    expect(chosen('type=USER_AUTH msg=audit(1364481363.243:24287): pid=7 uid=0\n', builtin('logfmt'), firewall)).toBe('logfmt');
  });

  it('is never one without records, unless it is named', () => {
    const early = builtin('json', { name: 'early', byNameOnly: true });
    expect(chosen('{"a":1}\n', early, orders, firewall)).toBe('orders');
    expect(chosen('{"a":1}\n', early)).toBe('json');
    expect(formatNamed('early', [early, orders])).toBe(early);
  });

  it('is found by its name', () => {
    expect(formatNamed('orders', [orders])).toBe(orders);
    expect(formatNamed('clf', [orders])?.base).toBe('clf');
    expect(formatNamed('nope', [orders])).toBeUndefined();
  });
});
