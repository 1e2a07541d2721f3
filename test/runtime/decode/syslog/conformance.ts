/**
 * The meaning of syslog records: from RFC 3164 and RFC 5424, and from devices that comply with neither. Each row is one
 * record without its framing, so that the same rows can be sent over any transport.
 */

import { tags3164, times3164 } from './conformance-3164.ts';
import { header5424, structuredData, times5424 } from './conformance-5424.ts';
import { devices3164 } from './conformance-devices.ts';
import { AT_NOON, AUTH, BSD, NOON, PROC, row, type SyslogRow, USER } from './conformance-row.ts';

/** An invalid PRI: the whole line is the message (RFC 3164, 4.3.3). */
function noPri(name: string, record: string): SyslogRow {
  return row(name, record, record.trimEnd(), { fields: USER, flags: ['badPriority', 'badTime', 'undecodable'] });
}

/** A PRI followed by nothing known: the rest is the message. */
function onlyPri(name: string, record: string, message: string): SyslogRow {
  return row(name, record, message, { fields: USER, flags: ['badTime'] });
}

const priority: SyslogRow[] = [
  row('PRI 0', '<0>Feb 29 10:00:00 h a: x', 'x', {
    fields: { facility: 'kern', severity: 'emergency', host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('PRI 191, the greatest', '<191>Feb 29 10:00:00 h a: x', 'x', {
    fields: { facility: 'local7', severity: 'debug', host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('PRI with a leading zero', '<013>Feb 29 10:00:00 h a: x', 'x', {
    fields: { ...USER, host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: [...BSD, 'badPriority'],
  }),
  row('PRI 00', '<00>1 - - - - - - x', 'x', { fields: { facility: 'kern', severity: 'emergency' }, flags: ['badPriority', 'badTime'] }),
  noPri('PRI 192', '<192>Feb 29 10:00:00 h a: x'),
  noPri('PRI 999', '<999>x'),
  noPri('PRI of four digits', '<0013>x'),
  noPri('PRI with a sign', '<+13>x'),
  noPri('PRI below zero', '<-1>x'),
  noPri('PRI with a blank', '< 13>x'),
  noPri('PRI with a blank behind', '<13 >x'),
  noPri('PRI that is not closed', '<13'),
  noPri('PRI that is not closed, and text', '<13Feb 29 10:00:00 h a: x'),
  noPri('PRI without digits', '<>x'),
  noPri('PRI in hexadecimal', '<0x1>x'),
  noPri('PRI of other digits than ASCII', '<\u0661>x'),
  noPri('an opening bracket alone', '<'),
  noPri('no PRI on the wire, though the rest is right', 'Feb 29 10:00:00 h a: x'),
  noPri('no PRI on the wire, RFC 5424', '1 2024-02-29T10:00:00Z h a 1 m - x'),
  noPri('a blank before the PRI', ' <13>Feb 29 10:00:00 h a: x'),
  onlyPri('PRI alone', '<13>', ''),
  onlyPri('PRI and text', '<13>some text', 'some text'),
  onlyPri('PRI twice', '<13><14>x', '<14>x'),
  onlyPri('RFC 3164, 5.4, example 2: no stamp', '<13>Use the BFG!', 'Use the BFG!'),
  row('severity and facility by code', '<78>Feb 29 10:00:00 h CRON[7]: x', 'x', {
    fields: { facility: 'cron', severity: 'info', host: 'h', app: 'CRON', pid: '7' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
];

const encodings: SyslogRow[] = [
  row('bytes of Latin-1', Buffer.from('<13>Feb 29 10:00:00 h a: gr\xfcn', 'latin1'), 'gr\uFFFDn', {
    fields: { ...USER, host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: [...BSD, 'invalidUtf8'],
  }),
  row('a character cut in the middle', Buffer.from([...Buffer.from('<13>Feb 29 10:00:00 h a: x'), 0xe2, 0x82]), 'x\uFFFD', {
    fields: { ...USER, host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: [...BSD, 'invalidUtf8'],
  }),
  row('an overlong slash', Buffer.from([...Buffer.from('<13>Feb 29 10:00:00 h a: '), 0xc0, 0xaf]), '\uFFFD\uFFFD', {
    fields: { ...USER, host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: [...BSD, 'invalidUtf8'],
  }),
  row('half of a surrogate pair', Buffer.from([...Buffer.from('<13>Feb 29 10:00:00 h a: '), 0xed, 0xa0, 0x80]), '\uFFFD\uFFFD\uFFFD', {
    fields: { ...USER, host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: [...BSD, 'invalidUtf8'],
  }),
  row('control characters', '<13>Feb 29 10:00:00 h a: x\x1b[31my\x07', 'x\x1b[31my\x07', {
    fields: { ...USER, host: 'h', app: 'a' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('a tag of more than ASCII', '<13>Feb 29 10:00:00 größe größe[7]: x', 'x', {
    fields: { ...USER, host: 'größe', app: 'größe', pid: '7' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
];

/** Behind the stamp and a host is text. */
function unlike5424(name: string, record: string, message: string, flags: SyslogRow['flags'] = []): SyslogRow {
  return row(`unlike RFC 5424 without PRI and version: ${name}`, record, message, {
    from: 'file',
    fields: { host: 'h' },
    ...AT_NOON,
    flags,
  });
}

/** In a file the PRI may be missing, as it nearly always is. */
const files: SyslogRow[] = [
  row('a file without PRI', 'Feb 29 10:00:00 h sshd[7]: x', 'x', {
    from: 'file',
    fields: { host: 'h', app: 'sshd', pid: '7' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('a file with PRI', '<34>Feb 29 10:00:00 h sshd[7]: x', 'x', {
    from: 'file',
    fields: { ...AUTH, host: 'h', app: 'sshd', pid: '7' },
    time: '2024-02-29T10:00:00.000Z',
    flags: BSD,
  }),
  row('a file of RFC 5424 without PRI', `1 ${NOON} h a 1 m - x`, 'x', { from: 'file', fields: PROC, ...AT_NOON }),
  row('RFC 5424 without PRI and version', `${NOON} h a 1 m - x`, 'x', { from: 'file', fields: PROC, ...AT_NOON }),
  row('NSX: the same with structured data, and no pid', '2024-02-29T14:00:00.000+02:00 h a - m [c@6876 d="e f"] x', 'x', {
    from: 'file',
    fields: { host: 'h', app: 'a', msgid: 'm', sd: { 'c@6876': { d: 'e f' } } },
    ...AT_NOON,
  }),
  row('the same without a message, and without structured data', `<13>${NOON} h a 1 - -`, '', {
    fields: { ...USER, host: 'h', app: 'a', pid: '1' },
    ...AT_NOON,
  }),
  unlike5424('no pid', `${NOON} h a b m - x`, 'a b m - x'),
  unlike5424('no structured data', `${NOON} h a 1 m [INFO] x`, 'a 1 m [INFO] x'),
  unlike5424('structured data that are not closed', `${NOON} h a 1 m [b c="d" x`, 'a 1 m [b c="d" x'),
  unlike5424('something behind the structured data', `${NOON} h a 1 m -: x`, 'a 1 m -: x'),
  unlike5424('too few fields', `${NOON} h a 1`, 'a 1'),
  unlike5424('no zone', '2024-02-29T12:00:00 h a 1 m - x', 'a 1 m - x', ['zoneAssumed']),
  row('a file of ISO 8601', '2024-02-29T12:00:00.000000+00:00 h sshd[7]: x', 'x', {
    from: 'file',
    fields: { host: 'h', app: 'sshd', pid: '7' },
    ...AT_NOON,
  }),
  row('a line that is no syslog', 'some text', 'some text', { from: 'file', flags: ['badTime', 'undecodable'] }),
  row('a line that begins with a number', '1 - is one', '1 - is one', { from: 'file', flags: ['badTime', 'undecodable'] }),
  row('a line that begins like a length', '2024 was a good year', '2024 was a good year', {
    from: 'file',
    flags: ['badTime', 'undecodable'],
  }),
  row('a bad PRI in a file', '<192>x', '<192>x', { from: 'file', fields: USER, flags: ['badPriority', 'badTime', 'undecodable'] }),
];

export const SYSLOG_ROWS: readonly SyslogRow[] = [
  ...priority,
  ...times5424,
  ...header5424,
  ...structuredData,
  ...times3164,
  ...tags3164,
  ...devices3164,
  ...encodings,
  ...files,
];
