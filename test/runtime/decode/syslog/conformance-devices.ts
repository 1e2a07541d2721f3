/** Headers that network devices write: zones by name, and what Cisco's have without a clock. */

import { AT_NOON, AUTH, BSD, NOON, type Rest, row, type SyslogRow, USER } from './conformance-row.ts';

const LOCAL7 = { facility: 'local7', severity: 'notice' };
const NAMED = { fields: { ...USER, host: 'h', app: 'a', pid: '7' }, flags: ['yearGuessed'] } as const;

const zones: SyslogRow[] = [
  row('a zone before the host', '<13>Feb 29 10:00:00 UTC h a[7]: x', 'x', { ...NAMED, time: '2024-02-29T10:00:00.000Z' }),
  row('a zone with an offset before the host', '<13>Feb 29 10:00:00 CEST h a[7]: x', 'x', {
    ...NAMED,
    time: '2024-02-29T08:00:00.000Z',
  }),
  row('an ambiguous zone before the host', '<13>Feb 29 10:00:00 CST h a[7]: x', 'x', {
    ...NAMED,
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('a year and a zone before the host', '<13>Feb 29 10:00:00 2020 EST h a[7]: x', 'x', {
    ...NAMED,
    time: '2020-02-29T15:00:00.000Z',
    flags: [],
  }),
  row('ISO 8601 and a zone before the host', '<13>2024-02-29 10:00:00.5 UTC h a[7]: x', 'x', {
    ...NAMED,
    time: '2024-02-29T10:00:00.500Z',
    flags: [],
  }),
  row('Huawei: a zone before the host', '<13>Feb 29 2024 10:00:00 JST h %%01SHELL/4/LOGIN(l): x', '%%01SHELL/4/LOGIN(l): x', {
    fields: { ...USER, host: 'h' },
    time: '2024-02-29T01:00:00.000Z',
  }),
  row('journalctl: an ambiguous zone', '<13>Thu 2024-02-29 10:00:00 CST h a[7]: x', 'x', {
    ...NAMED,
    time: '2024-02-29T10:00:00.000Z',
    flags: ['zoneAssumed'],
  }),
  row('a host that is called like a zone', '<13>Feb 29 10:00:00 EST a[7]: x', 'x', {
    fields: { ...USER, host: 'EST', app: 'a', pid: '7' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('a host that begins like a zone', '<13>Feb 29 10:00:00 EST-1a h a: x', 'h a: x', {
    fields: { ...USER, host: 'EST-1a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('Cisco: a zone with its offset', '<189>7: sw1: Feb 29 2024 10:00:00.5 UTC+1: %SYS-5-X: x', '%SYS-5-X: x', {
    fields: { ...LOCAL7, host: 'sw1' },
    time: '2024-02-29T09:00:00.500Z',
  }),
  row('Cisco: a zone with its offset in hours and minutes', '<189>7: sw1: Feb 29 2024 10:00:00 UTC-07:30: %SYS-5-X: x', '%SYS-5-X: x', {
    fields: { ...LOCAL7, host: 'sw1' },
    time: '2024-02-29T17:30:00.000Z',
  }),
  row('Cisco: a zone of its own behind a number', '<189>7: 000008: Feb 29 2024 10:00:00 mine: %SYS-5-X: x', '%SYS-5-X: x', {
    fields: LOCAL7,
    time: '2024-02-29T10:00:00.000Z',
    flags: ['zoneAssumed'],
  }),
  row('NX-OS: a host and a stamp without PRI', 'sw1: 2024 Feb 29 10:00:00.5 JST: %SYS-5-X: x', '%SYS-5-X: x', {
    from: 'file',
    fields: { host: 'sw1' },
    time: '2024-02-29T01:00:00.500Z',
  }),
  row('a tag and a stamp without PRI', 'app: 2024 Feb 29 10:00:00: x', 'app: 2024 Feb 29 10:00:00: x', {
    from: 'file',
    flags: ['badTime', 'undecodable'],
  }),
  row('a zone of half an hour', '<13>Feb 29 2024 10:00:00 ACST h a[7]: x', 'x', { ...NAMED, time: '2024-02-29T00:30:00.000Z', flags: [] }),
  row('an offset that no colon follows', '<13>Feb 29 10:00:00 UTC+1 x', 'x', {
    fields: { ...USER, host: 'UTC+1' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('the day of the week, and the date of mails', '<13>Thu, 29 Feb 2024 10:00:00 +0100 h a[7]: x', 'x', {
    ...NAMED,
    time: '2024-02-29T09:00:00.000Z',
    flags: [],
  }),
];

/** `<189>PREFIX%SYS-5-CONFIG_I: x`, without a stamp. */
function untimed(name: string, prefix: string, fields: Readonly<Record<string, string>> = {}): SyslogRow {
  return row(`Cisco: ${name}`, `<189>${prefix}%SYS-5-CONFIG_I: x`, '%SYS-5-CONFIG_I: x', {
    fields: { ...LOCAL7, ...fields },
    flags: ['badTime'],
  });
}

const uptimes: SyslogRow[] = [
  untimed('hours since the start', '00:01:01: '),
  untimed('a number, and weeks since the start', '000123: 1w2d: '),
  untimed('a host, and hours since the start', 'sw1: 00:01:01: ', { host: 'sw1' }),
  untimed('a host between two numbers', '29: sw1: 000030: 3d04h: ', { host: 'sw1' }),
  untimed('seconds since the start', '29: 10.0.0.1: 101 21: ', { host: '10.0.0.1' }),
  untimed('a number, and no time at all', '29: '),
  untimed('a host, and no time at all', 'sw1: ', { host: 'sw1' }),
  row('Cisco: since the start, relayed', '<13>Feb 29 10:00:00 h 12: 1w2d: %SYS-5-CONFIG_I: x', '%SYS-5-CONFIG_I: x', {
    fields: { ...USER, host: 'h' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('a time of day behind a tag', '<14>app: 00:01:01: up', '00:01:01: up', {
    fields: { ...USER, severity: 'info', app: 'app' },
    flags: ['badTime'],
  }),
];

/** `<189>PREFIXFeb 29 2024 10:00:00 UTC: %SYS-5-CONFIG_I: x` */
function numbered(name: string, prefix: string, fields: Readonly<Record<string, string>> = {}): SyslogRow {
  return row(`Cisco: ${name}`, `<189>${prefix}Feb 29 2024 10:00:00 UTC: %SYS-5-CONFIG_I: x`, '%SYS-5-CONFIG_I: x', {
    fields: { ...LOCAL7, ...fields },
    time: '2024-02-29T10:00:00.000Z',
  });
}

const prefixes: SyslogRow[] = [
  numbered('two numbers', '29: 000030: '),
  numbered('a host without a colon', '29: sw1.example.org ', { host: 'sw1.example.org' }),
  numbered('a host without a colon between two numbers', '29: 1sw 000030: ', { host: '1sw' }),
  numbered('a host that begins like a year', ': 2024sw ', { host: '2024sw' }),
];

/** `<13>Feb 29 10:00:00 REST` */
function behindStamp(name: string, rest: string, fields: Readonly<Record<string, string>>, message: string): SyslogRow {
  return row(name, `<13>Feb 29 10:00:00 ${rest}`, message, {
    fields: { ...USER, ...fields },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  });
}

/** `<13>1 2024-02-29T12:00:00Z REST` */
function behindVersion(name: string, rest: string, fields: Readonly<Record<string, unknown>>, message: string): SyslogRow {
  return row(`${name} behind a version and a host`, `<13>1 ${NOON} ${rest}`, message, { fields: { ...USER, ...fields }, ...AT_NOON });
}

const hosts: SyslogRow[] = [
  behindStamp("a colon behind the host, and Cisco's facility", 'h: %ACE-3-251010: x', { host: 'h' }, '%ACE-3-251010: x'),
  behindStamp('a colon behind an address', '10.0.0.1: link up', { host: '10.0.0.1' }, 'link up'),
  behindStamp('a colon behind a version, which is no address', '10.0.1: link up', { app: '10.0.1' }, 'link up'),
  behindStamp('nothing but a dash for the host', '- link up', {}, 'link up'),
  behindStamp('a colon instead of host and tag', ': link up', {}, 'link up'),
  behindStamp('a host, and a colon alone', 'h :', { host: 'h' }, ''),
  row('a version, and the header of RFC 3164', '<13>1 Feb 29 10:00:00 h a: x', 'x', {
    fields: { ...USER, host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  behindVersion('a tag', 'h app[7]: x of many words', { host: 'h', app: 'app', pid: '7' }, 'x of many words'),
  behindVersion(
    'a tag and a text that looks like a header',
    'h app: 7 m [x] y',
    { host: 'h', app: 'app:', pid: '7', msgid: 'm', sd: { x: {} } },
    'y',
  ),
  behindVersion('JSON', 'h {"a": 1, "b": 2}', { host: 'h' }, '{"a": 1, "b": 2}'),
  behindVersion('JSON without blanks', 'h {"a":1}', { host: 'h' }, '{"a":1}'),
  behindVersion("Cisco's facility", 'h: %ASA-6-302013: x', { host: 'h' }, '%ASA-6-302013: x'),
  behindStamp(
    'IOS XR, relayed',
    'h RP/0/RP0/CPU0:Feb 29 10:00:01.5 UTC: app[7]: %A-B-6-C : x',
    { host: 'h', app: 'app', pid: '7' },
    '%A-B-6-C : x',
  ),
  behindStamp('Cisco: its own host, relayed', 'h sw1: 30: Feb 29 2024 10:00:01.5 mine: %SYS-5-X: x', { host: 'h' }, '%SYS-5-X: x'),
  behindStamp('Cisco: its own host, and no stamp, relayed', 'h sw1: %SYS-5-X: x', { host: 'h' }, '%SYS-5-X: x'),
  behindStamp('a zone between host and facility', 'h AEST: %SYS-5-X: x', { host: 'h' }, '%SYS-5-X: x'),
  behindStamp('a percentage behind a tag', 'h app: %CPU is high', { host: 'h', app: 'app' }, '%CPU is high'),
  behindStamp('a number behind a tag', 'h app: 12: x', { host: 'h', app: 'app' }, '12: x'),
  behindStamp('a number and a facility behind a tag', 'h app: 12 of %SYS-5-X', { host: 'h', app: 'app' }, '12 of %SYS-5-X'),
  row('a PRI behind the host', 'Feb 29 10:00:00 h <189>2: *Mar  1 00:00:07.5: %SYS-5-X: x', '%SYS-5-X: x', {
    from: 'file',
    fields: { ...LOCAL7, host: 'h' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('a PRI behind the host, and a tag', 'Feb 29 10:00:00 h <34>app[7]: x', 'x', {
    from: 'file',
    fields: { ...AUTH, host: 'h', app: 'app', pid: '7' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  behindStamp('a second PRI behind the host', 'h <34>app: x', { host: 'h', app: 'app' }, 'x'),
  behindStamp(
    'HP: the number of an event',
    '10.0.0.1 00076 ports: port 1 is up',
    { host: '10.0.0.1', msgid: '00076', app: 'ports' },
    'port 1 is up',
  ),
  behindStamp(
    'macOS: a program with blanks in its name',
    'h Image Editor 2.1[7]: x',
    { host: 'h', app: 'Image Editor 2.1', pid: '7' },
    'x',
  ),
  behindStamp('a text with a number in brackets', 'h Image of [7]: x', { host: 'h' }, 'Image of [7]: x'),
  behindStamp('a text with brackets that are no pid', 'h Image of app[x]: y', { host: 'h' }, 'Image of app[x]: y'),
  behindStamp('a text with a colon and a tag', 'h Image: of app[7]: y', { host: 'h', app: 'Image' }, 'of app[7]: y'),
  behindStamp('JSON with blanks, which is no tag', 'h {"a": 1}', { host: 'h' }, '{"a": 1}'),
  behindStamp('a number that is none of an event', 'h 0076 ports: up', { host: 'h' }, '0076 ports: up'),
  behindStamp('a number before a text', 'h 00076 ports are up', { host: 'h' }, '00076 ports are up'),
  behindStamp('an address that begins the message', 'h 10.0.0.1 port: x', { host: 'h' }, '10.0.0.1 port: x'),
];

/** What devices write between host and tag. */
const slots: SyslogRow[] = [
  behindStamp('WatchGuard', 'h 80B20002E5BCD (2024-02-29T10:00:00) app[7]: x', { host: 'h', app: 'app', pid: '7' }, 'x'),
  behindStamp('WatchGuard: its name', 'h 80B20002E5BCD fb1 (2024-02-29T10:00:00) app: x', { host: 'h', app: 'app' }, 'x'),
  behindStamp('WatchGuard: its serial number alone', 'h FVE6035FD3AE3 app: x', { host: 'h', app: 'app' }, 'x'),
  behindStamp('strongSwan: the number of a thread', '05[IKE] <ikev2|17> x', {}, '05[IKE] <ikev2|17> x'),
  behindStamp('Junos: slots', 'h (FPC Slot 0, PIC Slot 1) init: x', { host: 'h', app: 'init' }, 'x'),
  behindStamp('Junos: a node', 'h node1.fpc0.pic1 RT_FLOW: x', { host: 'h', app: 'RT_FLOW' }, 'x'),
  behindStamp('Junos: the other routing engine', 'h re1 mgd[7]: x', { host: 'h', app: 'mgd', pid: '7' }, 'x'),
  behindStamp('an address', 'h 10.0.0.1 dhcpd[7]: x', { host: 'h', app: 'dhcpd', pid: '7' }, 'x'),
  behindStamp('parentheses without a number', 'h (root) CMD: x', { host: 'h' }, '(root) CMD: x'),
  behindStamp('parentheses, and no tag', 'h (FPC Slot 0) is up', { host: 'h' }, '(FPC Slot 0) is up'),
  behindStamp('a word with a number before a colon', 'h eth0 link: down', { host: 'h' }, 'eth0 link: down'),
  behindStamp('a word without a number', 'h eth mgd[7]: x', { host: 'h' }, 'eth mgd[7]: x'),
  behindStamp('a pair', 'h date=2024-02-29 mgd[7]: x', { host: 'h' }, 'date=2024-02-29 mgd[7]: x'),
];

/** `<13>REST`, where a stamp that is not of RFC 3164 is the header, or the message begins with one. */
function otherStamp(name: string, rest: string, message: string, { fields = {}, ...others }: Rest): SyslogRow {
  return row(name, `<13>${rest}`, message, { fields: { ...USER, ...fields }, ...others });
}

const stamps: SyslogRow[] = [
  otherStamp('NetScaler', ' 02/29/2024:10:00:00 GMT ns1 0-PPE-0 : default TCP x', '0-PPE-0 : default TCP x', {
    fields: { host: 'ns1' },
    time: '2024-02-29T10:00:00.000Z',
  }),
  otherStamp('the date of access logs', '29/Feb/2024:10:00:00 +0100 h a: x', 'x', {
    fields: { host: 'h', app: 'a' },
    time: '2024-02-29T09:00:00.000Z',
  }),
  otherStamp('a stamp of klog', 'I0229 10:00:00.123456 7 a.go:9] x', 'I0229 10:00:00.123456 7 a.go:9] x', { flags: ['badTime'] }),
  otherStamp('a stamp of klog, in a file', 'I0229 10:00:00.123456 7 a.go:9] x', 'I0229 10:00:00.123456 7 a.go:9] x', {
    from: 'file',
    time: '2024-02-29T10:00:00.123456Z',
    flags: BSD,
  }),
  otherStamp('a stamp of Spark', '24/02/29 10:00:00 INFO x', '24/02/29 10:00:00 INFO x', { flags: ['badTime'] }),
  otherStamp('a stamp of Snort', '02/29-10:00:00.123456 [**] x', '02/29-10:00:00.123456 [**] x', { flags: ['badTime'] }),
  otherStamp('a date that may be of two months', '02/03/2024 10:00:00 h a: x', '02/03/2024 10:00:00 h a: x', { flags: ['badTime'] }),
  otherStamp('a stamp behind the tag', 'hostd[7]: 2024-02-29T10:00:00.5Z info x', '2024-02-29T10:00:00.5Z info x', {
    fields: { app: 'hostd', pid: '7' },
    time: '2024-02-29T10:00:00.500Z',
  }),
  otherStamp('a stamp without a zone behind the tag', 'a: 2024-02-29 10:00:00 INFO x', '2024-02-29 10:00:00 INFO x', {
    fields: { app: 'a' },
    flags: ['badTime'],
  }),
  otherStamp('a stamp without a zone behind the tag, in a file', 'a: 2024-02-29 10:00:00 INFO x', '2024-02-29 10:00:00 INFO x', {
    from: 'file',
    fields: { app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: ['zoneAssumed'],
  }),
];

export const devices3164: readonly SyslogRow[] = [...zones, ...uptimes, ...prefixes, ...hosts, ...slots, ...stamps];
