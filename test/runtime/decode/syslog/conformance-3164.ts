/** Records of RFC 3164, and what devices send instead. */

import { AUTH, BSD, type Rest, row, type SyslogRow, USER } from './conformance-row.ts';

/** `<13>STAMP h a: x` */
function bsd(name: string, stamp: string, time: string | undefined, flags: SyslogRow['flags'] = BSD): SyslogRow {
  const fields = { ...USER, host: 'h', app: 'a' };
  return row(
    `RFC 3164: ${name}`,
    `<13>${stamp} h a: x`,
    'x',
    time === undefined ? { fields, flags: ['badTime'] } : { fields, time, flags },
  );
}

export const times3164: readonly SyslogRow[] = [
  bsd('the day of receipt', 'Mar  1 11:59:59', '2024-03-01T11:59:59.000Z'),
  bsd('a day without padding', 'Mar 1 11:59:59', '2024-03-01T11:59:59.000Z'),
  bsd('a day with a zero', 'Mar 01 11:59:59', '2024-03-01T11:59:59.000Z'),
  bsd('a clock that is a day ahead', 'Mar  2 11:59:59', '2024-03-02T11:59:59.000Z'),
  bsd('a clock that would be more than a day ahead', 'Mar  2 12:00:01', '2023-03-02T12:00:01.000Z'),
  bsd('a stamp of December', 'Dec 31 23:59:59', '2023-12-31T23:59:59.000Z'),
  bsd('29 February', 'Feb 29 23:59:59', '2024-02-29T23:59:59.000Z'),
  bsd('a fraction', 'Feb 29 10:00:00.123456', '2024-02-29T10:00:00.123456Z'),
  bsd('a comma before the fraction', 'Feb 29 10:00:00,5', '2024-02-29T10:00:00.500Z'),
  bsd('the year after the day', 'Feb 29 2020 10:00:00', '2020-02-29T10:00:00.000Z', ['zoneAssumed']),
  bsd('any case', 'FEB 29 10:00:00', '2024-02-29T10:00:00.000Z'),
  bsd("journalctl's, in German", 'Mär 20 10:00:00', '2023-03-20T10:00:00.000Z'),
  bsd("journalctl's, in French", 'août  9 10:00:00', '2023-08-09T10:00:00.000Z'),
  bsd('a month in full', 'February 29 10:00:00', '2024-02-29T10:00:00.000Z'),
  bsd('30 February', 'Feb 30 10:00:00', undefined),
  bsd('day 0', 'Feb  0 10:00:00', undefined),
  bsd('day 32', 'Jan 32 10:00:00', undefined),
  bsd('hour 24', 'Jan  3 24:00:00', undefined),
  bsd('29 February of a common year', 'Feb 29 2023 10:00:00', undefined),
  bsd('ISO 8601 in its place', '2024-02-29T10:00:00.5+01:00', '2024-02-29T09:00:00.500Z', []),
  bsd('ISO 8601 without a zone', '2024-02-29 10:00:00', '2024-02-29T10:00:00.000Z', ['zoneAssumed']),
  bsd('journalctl, with-unit', 'Thu 2024-02-29 10:00:00 UTC', '2024-02-29T10:00:00.000Z', []),
  bsd('journalctl, in a zone that is named', 'Thu 2024-02-29 10:00:00 CEST', '2024-02-29T08:00:00.000Z', []),
  bsd('the year after the time and before a colon', 'Feb 29 10:00:00.5 2020:', '2020-02-29T10:00:00.500Z', ['zoneAssumed']),
  bsd("Cisco's call manager: the afternoon", 'Feb 29 04:00:00 PM.688 UTC:', '2024-02-29T16:00:00.688Z', ['yearGuessed']),
  bsd('a colon behind it', 'Feb 29 10:00:00:', '2024-02-29T10:00:00.000Z'),
];

/** `<13>Feb 29 10:00:00 REST` */
function tagged(name: string, rest: string, fields: Readonly<Record<string, string>>, message: string, more: Rest = {}): SyslogRow {
  return row(name, `<13>Feb 29 10:00:00${rest}`, message, {
    fields: { ...USER, ...fields },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
    ...more,
  });
}

const FILE = { from: 'file' } as const;
const OF_FILE = { ...FILE, time: '2024-02-29T10:00:00.000Z', flags: BSD };
const AUTH_INFO = { facility: 'auth', severity: 'info' };

/** What is written in the place of a host, or instead of a plain stamp. */
function rarerHeaders(): SyslogRow[] {
  return [
    row('Huawei: the offset directly behind the stamp', '<188>Feb 29 2024 10:00:00+01:00 sw1 a: x', 'x', {
      fields: { facility: 'local7', severity: 'warning', host: 'sw1', app: 'a' },
      time: '2024-02-29T09:00:00.000Z',
    }),
    row('an offset, and no year', '<13>Feb 29 10:00:00-0100 h a: x', 'x', {
      fields: { ...USER, host: 'h', app: 'a' },
      time: '2024-02-29T11:00:00.000Z',
      flags: ['yearGuessed'],
    }),
    row('an offset behind a blank', '<134>2024-02-29 10:00:00.123 +0100  h a: x', 'x', {
      fields: { facility: 'local0', severity: 'info', host: 'h', app: 'a' },
      time: '2024-02-29T09:00:00.123Z',
    }),
    row('colons in the date, as in Sophos UTM', '2024:02:29-10:00:00 h a[7]: x', 'x', {
      ...FILE,
      time: '2024-02-29T10:00:00.000Z',
      flags: ['zoneAssumed'],
      fields: { host: 'h', app: 'a', pid: '7' },
    }),
    row('slashes in the date, as from Huawei', '<190>2024/02/29 10:00:00 fw1 %%01SHELL/4/LOGIN(l): x', '%%01SHELL/4/LOGIN(l): x', {
      fields: { facility: 'local7', severity: 'info', host: 'fw1' },
      time: '2024-02-29T10:00:00.000Z',
      flags: ['zoneAssumed'],
    }),
    row('the day of the week behind the PRI', '<13>Thu Feb 29 10:00:00 2024 h a: x', 'x', {
      fields: { ...USER, host: 'h', app: 'a' },
      time: '2024-02-29T10:00:00.000Z',
      flags: ['zoneAssumed'],
    }),
    row(
      "Cisco's IOS XR: the node",
      '<189>29: RP/0/RP0/CPU0:Feb 29 10:00:00.483 UTC: ifmgr[7]: %PKT_INFRA-LINK-3-UPDOWN : x',
      '%PKT_INFRA-LINK-3-UPDOWN : x',
      {
        fields: { facility: 'local7', severity: 'notice', app: 'ifmgr', pid: '7' },
        time: '2024-02-29T10:00:00.483Z',
        flags: ['yearGuessed'],
      },
    ),
    row("Cisco's IOS XR: a file", 'LC/0/0/CPU0:Feb 29 10:00:00: ifmgr[7]: %PKT_INFRA-LINK-3-UPDOWN : x', '%PKT_INFRA-LINK-3-UPDOWN : x', {
      ...OF_FILE,
      fields: { app: 'ifmgr', pid: '7' },
    }),
    row('ESXi 8: the PRI for the host', '2024-02-29T10:00:00Z Er(11) vmkernel[7]: x', 'x', {
      ...FILE,
      time: '2024-02-29T10:00:00.000Z',
      fields: { facility: 'user', severity: 'error', app: 'vmkernel', pid: '7' },
    }),
    row('ESXi 8: the rest of a message', '2024-02-29T10:00:00Z In(46)[+] Hostd[7]: x', 'x', {
      ...FILE,
      time: '2024-02-29T10:00:00.000Z',
      fields: { facility: 'syslog', severity: 'info', app: 'Hostd', pid: '7' },
    }),
    row('ESXi 8: a PRI that is none', '2024-02-29T10:00:00Z In(192) a: x', 'x', {
      ...FILE,
      time: '2024-02-29T10:00:00.000Z',
      fields: { host: 'In(192)', app: 'a' },
    }),
  ];
}

/** What is written between the host and the tag. */
function beforeTheTag(): SyslogRow[] {
  return [
    row('BusyBox: the PRI before the tag', 'Feb 29 10:00:00 h auth.info su[7]: x', 'x', {
      ...OF_FILE,
      fields: { ...AUTH_INFO, host: 'h', app: 'su', pid: '7' },
    }),
    row('BusyBox: the PRI, and no tag', 'Feb 29 10:00:00 h auth.info some text', 'some text', {
      ...OF_FILE,
      fields: { ...AUTH_INFO, host: 'h' },
    }),
    row('BusyBox: of no level', 'Feb 29 10:00:00 h auth.loud su[7]: x', 'auth.loud su[7]: x', { ...OF_FILE, fields: { host: 'h' } }),
    row('a priority of codes, which may be a version', 'Feb 29 10:00:00 h 4.6 su[7]: x', 'x', {
      ...OF_FILE,
      fields: { host: 'h', app: 'su', pid: '7' },
    }),
    row('AIX: the PRI before the tag', 'Feb 29 10:00:00 h auth|security:info su[7]: x', 'x', {
      ...OF_FILE,
      fields: { ...AUTH_INFO, host: 'h', app: 'su', pid: '7' },
    }),
    row('AIX: the PRI, and no tag', 'Feb 29 10:00:00 h daemon:notice some text', 'some text', {
      ...OF_FILE,
      fields: { facility: 'daemon', severity: 'notice', host: 'h' },
    }),
    row('a tag that is not followed by a blank, nor a PRI', 'Feb 29 10:00:00 h auth:loud su[7]: x', 'loud su[7]: x', {
      ...OF_FILE,
      fields: { host: 'h', app: 'auth' },
    }),
    tagged('F5: the level before the tag', ' h notice su[7]: x', { host: 'h', app: 'su', pid: '7' }, 'x'),
    tagged('a message that begins with a level', ' h notice of x', { host: 'h' }, 'notice of x'),
    tagged('Cisco, relayed', ' 10.0.0.1 123: *Feb 29 09:59:59.123: %SYS-5-CONFIG_I: x', { host: '10.0.0.1' }, '%SYS-5-CONFIG_I: x'),
    tagged('Cisco, relayed, with a host', ' h 12: fw1: 3: Feb 29 09:59:59 CET: %SYS-5-X: x', { host: 'h' }, '%SYS-5-X: x'),
    tagged('Cisco, relayed, with a year', ' h 2024 Feb 29 09:59:59 UTC: %ETHPORT-5-IF_UP: x', { host: 'h' }, '%ETHPORT-5-IF_UP: x'),
    tagged('Cisco, relayed, without a number', ' h : Feb 29 2024 09:59:59: %ASA-6-302013: x', { host: 'h' }, '%ASA-6-302013: x'),
    tagged('Cisco, relayed, without a facility', ' 10.0.0.1 12: *Feb 29 09:59:59.123: x again', { host: '10.0.0.1' }, 'x again'),
    tagged('Cisco, relayed, a debug message', ' h 12: Feb 29 09:59:59: OSPF: x', { host: 'h', app: 'OSPF' }, 'x'),
    tagged('a number that is an app', ' h 123: 50 % done', { host: 'h', app: '123' }, '50 % done'),
    tagged('a PRI has both', ' h auth.info su[7]: x', { host: 'h', app: 'su', pid: '7' }, 'x'),
  ];
}

/** Variants that systems write in addition to, or instead of, those in RFC 3164. */
function formsOfSystems(): SyslogRow[] {
  const cisco = { fields: { facility: 'local7', severity: 'notice' }, time: '2024-02-29T10:00:00.483Z', flags: BSD };
  const wrt = { ...FILE, time: '2024-02-29T10:00:00.000Z', flags: ['zoneAssumed'] } as const;
  return [
    tagged('Solaris: an id', ' h su: [ID 810491 auth.info] x', { host: 'h', app: 'su', msgid: '810491' }, 'x'),
    tagged('Solaris: an id, and no tag', ' h [ID 810491 auth.info] x', { host: 'h', msgid: '810491' }, 'x'),
    tagged('Solaris: an id of no level', ' h su: [ID 810491 auth.loud] x', { host: 'h', app: 'su' }, '[ID 810491 auth.loud] x'),
    tagged('Solaris: an id that is none', ' h su: [ID x1 auth.info] x', { host: 'h', app: 'su' }, '[ID x1 auth.info] x'),
    tagged('Solaris: an id that is not closed', ' h su: [ID 810491 auth.info x', { host: 'h', app: 'su' }, '[ID 810491 auth.info x'),
    tagged('AIX: forwarded', ' Message forwarded from h: su[7]: x', { host: 'h', app: 'su', pid: '7' }, 'x'),
    tagged(
      'AIX: forwarded, and no tag',
      ' Message forwarded from h: last message repeated 3 times',
      { host: 'h' },
      'last message repeated 3 times',
    ),
    row('Solaris: the PRI of a file', 'Feb 29 10:00:00 h su: [ID 1 daemon.error] x', 'x', {
      ...OF_FILE,
      fields: { host: 'h', app: 'su', msgid: '1', facility: 'daemon', severity: 'error' },
    }),
    row('FreeBSD: verbose', 'Feb 29 10:00:00 <auth.info> h su[7]: x', 'x', {
      ...OF_FILE,
      fields: { ...AUTH_INFO, host: 'h', app: 'su', pid: '7' },
    }),
    row('FreeBSD: verbose, in numbers', 'Feb 29 10:00:00 <4.6> h su[7]: x', 'x', {
      ...OF_FILE,
      fields: { ...AUTH_INFO, host: 'h', app: 'su', pid: '7' },
    }),
    row('FreeBSD: verbose, of no level', 'Feb 29 10:00:00 <4.8> h su[7]: x', 'h su[7]: x', { ...OF_FILE, fields: { host: '<4.8>' } }),
    row('OpenWrt: as logread has it', 'Thu Feb 29 10:00:00 2024 auth.info su[7]: x', 'x', {
      ...wrt,
      fields: { ...AUTH_INFO, app: 'su', pid: '7' },
    }),
    row('OpenWrt: of the kernel', 'Thu Feb 29 10:00:00 2024 kern.warn kernel: [ 1.5] x', '[ 1.5] x', {
      ...wrt,
      fields: { app: 'kernel', facility: 'kern', severity: 'warning' },
    }),
    row('the stamp of ctime alone', 'Thu Feb 29 10:00:00 2024 [pid 7] x', 'Thu Feb 29 10:00:00 2024 [pid 7] x', {
      ...FILE,
      flags: ['badTime', 'undecodable'],
    }),
    row('a year behind the stamp', '<13>Feb 29 10:00:00 2020 h a: x', 'x', {
      fields: { ...USER, host: 'h', app: 'a' },
      time: '2020-02-29T10:00:00.000Z',
      flags: ['zoneAssumed'],
    }),
    tagged('a number behind the stamp that is no year', ' 3020 a: x', { host: '3020', app: 'a' }, 'x'),
    row("Cisco's IOS: two numbers", '<189>29: 000030: *Feb 29 10:00:00.483: %SYS-5-CONFIG_I: x', '%SYS-5-CONFIG_I: x', cisco),
    row("Cisco's IOS: two numbers and a host", '<189>29: fw1: 000030: Feb 29 10:00:00.483: %SYS-5-CONFIG_I: x', '%SYS-5-CONFIG_I: x', {
      ...cisco,
      fields: { ...cisco.fields, host: 'fw1' },
    }),
    row('Meraki: seconds since 1970', '<134>1 1709200800.123456789 mx84 flows src=10.0.0.1', 'flows src=10.0.0.1', {
      fields: { facility: 'local0', severity: 'info', host: 'mx84' },
      time: '2024-02-29T10:00:00.123456Z',
    }),
    row('a blank, a tag, and no stamp', '<14> app[7]: up', 'up', {
      fields: { ...USER, severity: 'info', app: 'app', pid: '7' },
      flags: ['badTime'],
    }),
  ];
}

export const tags3164: readonly SyslogRow[] = [
  row(
    'RFC 3164, 5.4, example 1',
    "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    "'su root' failed for lonvick on /dev/pts/8",
    {
      fields: { ...AUTH, host: 'mymachine', app: 'su' },
      time: '2023-10-11T22:14:15.000Z',
      flags: BSD,
    },
  ),
  row(
    'RFC 3164, 5.4, example 3: a stamp that begins with the year is not known',
    "<165>Aug 24 05:34:00 CST 1987 mymachine myproc[10]: %% It's time",
    "1987 mymachine myproc[10]: %% It's time",
    {
      fields: { facility: 'local4', severity: 'notice', host: 'CST' },
      time: '2023-08-24T05:34:00.000Z',
      flags: BSD,
    },
  ),
  tagged('host, app and pid', ' h sshd[7]: x', { host: 'h', app: 'sshd', pid: '7' }, 'x'),
  tagged('no colon behind the pid', ' h sshd[7] x', { host: 'h', app: 'sshd', pid: '7' }, 'x'),
  tagged('an empty pid', ' h sshd[]: x', { host: 'h', app: 'sshd' }, 'x'),
  tagged('a pid of letters', ' h sshd[main]: x', { host: 'h', app: 'sshd', pid: 'main' }, 'x'),
  tagged('an app with slashes', ' h postfix/smtpd[7]: x', { host: 'h', app: 'postfix/smtpd', pid: '7' }, 'x'),
  tagged(
    'an app with brackets of its own kind',
    ' combo sshd(pam_unix)[19939]: x',
    { host: 'combo', app: 'sshd(pam_unix)', pid: '19939' },
    'x',
  ),
  tagged('no host', ' sshd[7]: x', { app: 'sshd', pid: '7' }, 'x'),
  tagged('no host, no pid', ' cron: x', { app: 'cron' }, 'x'),
  tagged('no tag', ' h some text', { host: 'h' }, 'some text'),
  tagged('no tag, and a colon later on', ' h some text: x', { host: 'h' }, 'some text: x'),
  tagged('a host of IPv6', ' 2001:db8::1 sshd[7]: x', { host: '2001:db8::1', app: 'sshd', pid: '7' }, 'x'),
  tagged('a host of IPv6 that ends in colons', ' fe80:: sshd[7]: x', { host: 'fe80::', app: 'sshd', pid: '7' }, 'x'),
  tagged('two blanks', '  h  sshd[7]:  x', { host: 'h', app: 'sshd', pid: '7' }, 'x'),
  tagged('no blank behind the colon', ' h sshd[7]:x', { host: 'h', app: 'sshd', pid: '7' }, 'x'),
  tagged('no blank behind the colon, and no pid', ' h app:x y', { host: 'h', app: 'app' }, 'x y'),
  tagged('a tab behind the colon', ' h app:\tx', { host: 'h', app: 'app' }, '\tx'),
  tagged('an address of the hardware in the text', ' h aa:bb:cc:dd:ee:ff joined', { host: 'h' }, 'aa:bb:cc:dd:ee:ff joined'),
  tagged('a name with two colons in the text', ' h std::move failed', { host: 'h' }, 'std::move failed'),
  tagged('a URL in the text', ' h http://a.example is up', { host: 'h' }, 'http://a.example is up'),
  tagged('a drive in the text', ' h C:\\logs is full', { host: 'h' }, 'C:\\logs is full'),
  tagged('a time in the text', ' h 12:30 is noon', { host: 'h' }, '12:30 is noon'),
  tagged('a bracket in the text', ' h [main] started', { host: 'h' }, '[main] started'),
  tagged('nothing after the stamp', '', {}, ''),
  tagged('nothing after the host', ' h', { host: 'h' }, ''),
  tagged('nothing after the tag', ' h sshd[7]:', { host: 'h', app: 'sshd', pid: '7' }, ''),
  tagged('no blank after the stamp', 'x h a: y', {}, 'Feb 29 10:00:00x h a: y', { flags: [...BSD] }),
  tagged("Cisco's facility without a host", ': %SYS-5-CONFIG_I: Configured', {}, '%SYS-5-CONFIG_I: Configured'),
  tagged("Cisco's ASA", ' fw1 : %ASA-6-302013: Built', { host: 'fw1' }, '%ASA-6-302013: Built'),
  row(
    "Cisco's IOS: a number and an unset clock",
    '<189>29: *Feb 29 10:00:00.483: %SYS-5-CONFIG_I: Configured',
    '%SYS-5-CONFIG_I: Configured',
    {
      fields: { facility: 'local7', severity: 'notice' },
      time: '2024-02-29T10:00:00.483Z',
      flags: BSD,
    },
  ),
  row("Cisco's IOS: a zone", '<189>29: .Feb 29 10:00:00.483 UTC: %SYS-5-CONFIG_I: Configured', '%SYS-5-CONFIG_I: Configured', {
    fields: { facility: 'local7', severity: 'notice' },
    time: '2024-02-29T10:00:00.483Z',
    flags: ['yearGuessed'],
  }),
  row("Cisco's IOS: a zone by its name", '<189>29: Feb 29 10:00:00.483 CEST: %SYS-5-CONFIG_I: Configured', '%SYS-5-CONFIG_I: Configured', {
    fields: { facility: 'local7', severity: 'notice' },
    time: '2024-02-29T08:00:00.483Z',
    flags: ['yearGuessed'],
  }),
  row("Cisco's IOS: a host", '<189>29: fw1: *Feb 29 10:00:00.483: %SYS-5-CONFIG_I: Configured', '%SYS-5-CONFIG_I: Configured', {
    fields: { facility: 'local7', severity: 'notice', host: 'fw1' },
    time: '2024-02-29T10:00:00.483Z',
    flags: BSD,
  }),
  row('a tag, and no stamp', '<14>app: up', 'up', { fields: { ...USER, severity: 'info', app: 'app' }, flags: ['badTime'] }),
  row('a tag with a pid, and no stamp', '<14>/usr/bin/app[7]: up', 'up', {
    fields: { ...USER, severity: 'info', app: '/usr/bin/app', pid: '7' },
    flags: ['badTime'],
  }),
  row('no tag, and no stamp', '<14>see http://x: up', 'see http://x: up', { fields: { ...USER, severity: 'info' }, flags: ['badTime'] }),
  row("Cisco's call manager: the afternoon", '<189>7: cm1: Feb 29 2020 04:00:00 PM.688 UTC :  %UC_RTMT-2-X: x', '%UC_RTMT-2-X: x', {
    fields: { facility: 'local7', severity: 'notice', host: 'cm1' },
    time: '2020-02-29T16:00:00.688Z',
  }),
  row("Cisco's call manager: no host, and no year", '<189>7: Feb 29 10:00:00.688 UTC : %CCM-2-X: x', '%CCM-2-X: x', {
    fields: { facility: 'local7', severity: 'notice' },
    time: '2024-02-29T10:00:00.688Z',
    flags: ['yearGuessed'],
  }),
  row(
    "Cisco's call manager, relayed",
    '<189>Feb 29 10:00:00 r1 7: cm1: Feb 29 2020 04:00:00 PM.688 UTC :  %UC_RTMT-2-X: x',
    '%UC_RTMT-2-X: x',
    { fields: { facility: 'local7', severity: 'notice', host: 'r1' }, time: '2024-02-29T10:00:00.000Z', flags: BSD },
  ),
  row("Cisco's IOS: a host, and no stamp", '<189>29: fw1: Configured', '29: fw1: Configured', {
    fields: { facility: 'local7', severity: 'notice' },
    flags: ['badTime'],
  }),
  row("Cisco's NX-OS: the year first", '<189>: 2020 Feb 29 10:00:00 UTC: %ETHPORT-5-IF_UP: up', '%ETHPORT-5-IF_UP: up', {
    fields: { facility: 'local7', severity: 'notice' },
    time: '2020-02-29T10:00:00.000Z',
  }),
  row(
    "Cisco's NX-OS: a host before it",
    '<189>sw1: 2020 Feb 29 10:00:00 UTC: last message repeated 2 times',
    'last message repeated 2 times',
    {
      fields: { facility: 'local7', severity: 'notice', host: 'sw1' },
      time: '2020-02-29T10:00:00.000Z',
    },
  ),
  row("Cisco's wireless controllers: the task", '<132>w1: *apfTask_1: Feb 29 10:00:00.483: %APF-3-X: x', '%APF-3-X: x', {
    fields: { facility: 'local0', severity: 'warning', host: 'w1', app: 'apfTask_1' },
    time: '2024-02-29T10:00:00.483Z',
    flags: BSD,
  }),
  row("Cisco's wireless controllers: no host", '<132>*apfTask_1: Feb 29 10:00:00.483: %APF-3-X: x', '%APF-3-X: x', {
    fields: { facility: 'local0', severity: 'warning', app: 'apfTask_1' },
    time: '2024-02-29T10:00:00.483Z',
    flags: BSD,
  }),
  row("Cisco's NX-OS: neither host nor facility", '<187>: 2020 Feb 29 10:00:00 UTC: no tag here', 'no tag here', {
    fields: { facility: 'local7', severity: 'error' },
    time: '2020-02-29T10:00:00.000Z',
  }),
  row("Cisco's IOS: a host, and no facility", '<189>29: fw1: Feb 29 10:00:00: a text of words', 'a text of words', {
    fields: { facility: 'local7', severity: 'notice', host: 'fw1' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('a tag, and a message that begins with a stamp', '<14>app: Feb 29 10:00:00 up', 'Feb 29 10:00:00 up', {
    fields: { ...USER, severity: 'info', app: 'app' },
    flags: ['badTime'],
  }),
  row("Cisco's NX-OS: the year first, and a host", '<189>2020 Feb 29 10:00:00 sw1 %ETHPORT-5-IF_UP: up', '%ETHPORT-5-IF_UP: up', {
    fields: { facility: 'local7', severity: 'notice', host: 'sw1' },
    time: '2020-02-29T10:00:00.000Z',
    flags: ['zoneAssumed'],
  }),
  tagged(
    'a message repeated',
    ' h sshd[7]: message repeated 3 times: [ Failed password]',
    { host: 'h', app: 'sshd', pid: '7' },
    'Failed password',
    { weight: 3 },
  ),
  tagged('a message repeated, as sysklogd has it', ' h last message repeated 3 times', { host: 'h' }, 'last message repeated 3 times'),
  tagged('a message repeated more often than can be', ' h a: message repeated 99999999999 times: [ x]', { host: 'h', app: 'a' }, 'x', {
    weight: 1_000_000,
  }),
  tagged('a message repeated 0 times', ' h a: message repeated 0 times: [ x]', { host: 'h', app: 'a' }, 'message repeated 0 times: [ x]'),
  tagged(
    'a message repeated that is not closed',
    ' h a: message repeated 3 times: [ x',
    { host: 'h', app: 'a' },
    'message repeated 3 times: [ x',
  ),
  tagged('a byte order mark', ' h a: \uFEFFx', { host: 'h', app: 'a' }, 'x'),
  ...formsOfSystems(),
  ...rarerHeaders(),
  ...beforeTheTag(),
];
