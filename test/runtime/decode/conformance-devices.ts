/** Headers that network devices write: zones by name, and what Cisco's have without a clock. */

import { BSD, row, type SyslogRow, USER } from './conformance-row.ts';

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

/** `<13>Feb 29 10:00:00 REST` */
function behindStamp(name: string, rest: string, fields: Readonly<Record<string, string>>, message: string): SyslogRow {
  return row(name, `<13>Feb 29 10:00:00 ${rest}`, message, {
    fields: { ...USER, ...fields },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  });
}

const hosts: SyslogRow[] = [
  behindStamp("a colon behind the host, and Cisco's facility", 'h: %ACE-3-251010: x', { host: 'h' }, '%ACE-3-251010: x'),
  behindStamp('a colon behind an address', '10.0.0.1: link up', { host: '10.0.0.1' }, 'link up'),
  behindStamp('a colon behind a version, which is no address', '10.0.1: link up', { app: '10.0.1' }, 'link up'),
  behindStamp('an address behind the host', 'h 10.0.0.1 dhcpd[7]: x', { host: 'h', app: 'dhcpd', pid: '7' }, 'x'),
  behindStamp('nothing but a dash for the host', '- link up', {}, 'link up'),
  behindStamp('a colon instead of host and tag', ': link up', {}, 'link up'),
  behindStamp('a host, and a colon alone', 'h :', { host: 'h' }, ''),
  row('a version, and the header of RFC 3164', '<13>1 Feb 29 10:00:00 h a: x', 'x', {
    fields: { ...USER, host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  behindStamp('an address that begins the message', 'h 10.0.0.1 port: x', { host: 'h' }, '10.0.0.1 port: x'),
];

export const devices3164: readonly SyslogRow[] = [...zones, ...uptimes, ...hosts];
