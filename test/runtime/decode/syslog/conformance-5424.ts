/** Records of RFC 5424, and near misses. */

import { AT_NOON, AUTH, NOON, PROC, row, type SyslogRow } from './conformance-row.ts';

/** `<34>1 STAMP h a 1 m - x` */
function stamped(name: string, stamp: string, time: string, flags: SyslogRow['flags'] = []): SyslogRow {
  return row(`RFC 5424: ${name}`, `<34>1 ${stamp} h a 1 m - x`, 'x', { fields: { ...AUTH, ...PROC }, time, flags });
}

function impossible(name: string, stamp: string): SyslogRow {
  return row(`RFC 5424: ${name}`, `<34>1 ${stamp} h a 1 m - x`, 'x', { fields: { ...AUTH, ...PROC }, flags: ['badTime'] });
}

/** `<34>1 ` followed by something that is not a record of RFC 5424. */
function broken(name: string, rest: string): SyslogRow {
  return row(name, `<34>1 ${rest}`, `1 ${rest}`, { fields: AUTH, flags: ['badTime', 'undecodable'] });
}

export const times5424: readonly SyslogRow[] = [
  stamped('RFC 5424, 6.2.3.1, example 1', '1985-04-12T23:20:50.52Z', '1985-04-12T23:20:50.520Z'),
  stamped('RFC 5424, 6.2.3.1, example 2', '1985-04-12T19:20:50.52-04:00', '1985-04-12T23:20:50.520Z'),
  stamped('RFC 5424, 6.2.3.1, example 3', '2003-10-11T22:14:15.003Z', '2003-10-11T22:14:15.003Z'),
  stamped('RFC 5424, 6.2.3.1, example 4', '2003-08-24T05:14:15.000003-07:00', '2003-08-24T12:14:15.000003Z'),
  stamped(
    'RFC 5424, 6.2.3.1, example 5: nanoseconds, whose last digits are cut',
    '2003-08-24T05:14:15.000000003-07:00',
    '2003-08-24T12:14:15.000Z',
  ),
  stamped('an offset of half an hour', '2024-02-29T10:00:00+05:30', '2024-02-29T04:30:00.000Z'),
  stamped('an offset that changes the day', '2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00.000Z'),
  stamped('an offset without a colon', '2024-02-29T10:00:00+0100', '2024-02-29T09:00:00.000Z'),
  stamped('a small t and z', '2024-02-29t10:00:00z', '2024-02-29T10:00:00.000Z'),
  stamped('no zone', '2024-02-29T10:00:00', '2024-02-29T10:00:00.000Z', ['zoneAssumed']),
  stamped('a comma before the fraction', '2024-02-29T10:00:00,5Z', '2024-02-29T10:00:00.500Z'),
  stamped('a leap second', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'),
  stamped('a leap second of another zone', '2017-01-01T00:59:60+01:00', '2017-01-01T00:00:00.000Z'),
  stamped('29 February of a leap year', '2024-02-29T10:00:00Z', '2024-02-29T10:00:00.000Z'),
  stamped('29 February 2000', '2000-02-29T10:00:00Z', '2000-02-29T10:00:00.000Z'),
  stamped('before 1970', '1969-12-31T23:59:59Z', '1969-12-31T23:59:59.000Z'),
  stamped('the year 9999', '2255-06-05T23:47:34Z', '2255-06-05T23:47:34.000Z'),
  impossible('29 February of a common year', '2023-02-29T10:00:00Z'),
  impossible('29 February 1900', '1900-02-29T10:00:00Z'),
  impossible('31 April', '2024-04-31T10:00:00Z'),
  impossible('month 13', '2024-13-01T10:00:00Z'),
  impossible('month 0', '2024-00-01T10:00:00Z'),
  impossible('day 0', '2024-02-00T10:00:00Z'),
  impossible('hour 24', '2024-02-28T24:00:00Z'),
  impossible('minute 60', '2024-02-28T10:60:00Z'),
  impossible('second 61', '2024-02-28T10:00:61Z'),
  impossible('second 60 within the hour', '2024-02-28T10:30:60Z'),
  impossible('beyond 2^53 microseconds', '9999-12-31T23:59:59Z'),
  row('no stamp', '<34>1 - h a 1 m - x', 'x', { fields: { ...AUTH, ...PROC }, flags: ['badTime'] }),
  broken('a month, and no stamp', 'Feb 29 h a: x'),
  broken('an hour of one digit', '2024-02-29T1:00:00Z h a 1 m - x'),
  broken('a stamp and something on its tail', '2024-02-29T10:00:00Zx h a 1 m - x'),
  broken('a stamp without its seconds', '2024-02-29T10:00Z h a 1 m - x'),
  broken('no stamp at all', 'h a 1 m - x'),
  broken('two blanks before the stamp', ' 2024-02-29T10:00:00Z h a 1 m - x'),
];

export const header5424: readonly SyslogRow[] = [
  row(
    'RFC 5424, 6.5, example 1',
    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8",
    "'su root' failed for lonvick on /dev/pts/8",
    {
      fields: { ...AUTH, host: 'mymachine.example.com', app: 'su', msgid: 'ID47' },
      time: '2003-10-11T22:14:15.003Z',
    },
  ),
  row(
    'RFC 5424, 6.5, example 2',
    "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
    "%% It's time to make the do-nuts.",
    {
      fields: { facility: 'local4', severity: 'notice', host: '192.0.2.1', app: 'myproc', pid: '8710' },
      time: '2003-08-24T12:14:15.000003Z',
    },
  ),
  row(
    'RFC 5424, 6.5, example 3',
    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"] \uFEFFAn application event log entry...',
    'An application event log entry...',
    {
      fields: {
        facility: 'local4',
        severity: 'notice',
        host: 'mymachine.example.com',
        app: 'evntslog',
        msgid: 'ID47',
        sd: { 'exampleSDID@32473': { iut: '3', eventSource: 'Application', eventID: '1011' } },
      },
      time: '2003-10-11T22:14:15.003Z',
    },
  ),
  row(
    'RFC 5424, 6.5, example 4: no message',
    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"][examplePriority@32473 class="high"]',
    '',
    {
      fields: {
        facility: 'local4',
        severity: 'notice',
        host: 'mymachine.example.com',
        app: 'evntslog',
        msgid: 'ID47',
        sd: { 'exampleSDID@32473': { iut: '3', eventSource: 'Application', eventID: '1011' }, 'examplePriority@32473': { class: 'high' } },
      },
      time: '2003-10-11T22:14:15.003Z',
    },
  ),
  row('nothing but what must be', '<34>1 - - - - - -', '', { fields: AUTH, flags: ['badTime'] }),
  row('a message of one blank', `<34>1 ${NOON} h a 1 m - `, '', { fields: { ...AUTH, ...PROC }, ...AT_NOON }),
  row('a message that begins with a blank', `<34>1 ${NOON} h a 1 m -  x`, 'x', { fields: { ...AUTH, ...PROC }, ...AT_NOON }),
  row('a message that ends in blanks', `<34>1 ${NOON} h a 1 m - x \t `, 'x', { fields: { ...AUTH, ...PROC }, ...AT_NOON }),
  row('a byte order mark further on', `<34>1 ${NOON} h a 1 m - x\uFEFFy`, 'x\uFEFFy', { fields: { ...AUTH, ...PROC }, ...AT_NOON }),
  row('a message of more than ASCII', `<34>1 ${NOON} h a 1 m - grün 😀`, 'grün 😀', { fields: { ...AUTH, ...PROC }, ...AT_NOON }),
  row('a message with NUL', `<34>1 ${NOON} h a 1 m - x\0y`, 'x\0y', { fields: { ...AUTH, ...PROC }, ...AT_NOON }),
  row('a message that looks like another record', `<34>1 ${NOON} h a 1 m - <13>1 ${NOON} evil a 1 m - x`, `<13>1 ${NOON} evil a 1 m - x`, {
    fields: { ...AUTH, ...PROC },
    ...AT_NOON,
  }),
  row('version 2', `<34>2 ${NOON} h a 1 m - x`, 'x', { fields: { ...AUTH, ...PROC }, ...AT_NOON }),
  row('version 123', `<34>123 ${NOON} h a 1 m - x`, 'x', { fields: { ...AUTH, ...PROC }, ...AT_NOON }),
  row('version 0', '<34>0 x', '0 x', { fields: AUTH, flags: ['badTime'] }),
  row('a version of four digits', '<34>1234 x', '1234 x', { fields: AUTH, flags: ['badTime'] }),
  row('an app of 48 characters and more', `<34>1 ${NOON} h ${'a'.repeat(60)} 1 m - x`, 'x', {
    fields: { ...AUTH, ...PROC, app: 'a'.repeat(60) },
    ...AT_NOON,
  }),
  row('a pid that is no number', `<34>1 ${NOON} h a worker-7 m - x`, 'x', { fields: { ...AUTH, ...PROC, pid: 'worker-7' }, ...AT_NOON }),
  row('a host that is an address of IPv6', `<34>1 ${NOON} 2001:db8::1 a 1 m - x`, 'x', {
    fields: { ...AUTH, ...PROC, host: '2001:db8::1' },
    ...AT_NOON,
  }),
  row('a header that ends after the host', `<34>1 ${NOON} h`, '', { fields: { ...AUTH, host: 'h' }, ...AT_NOON, flags: ['undecodable'] }),
  row('a header that ends before the structured data', `<34>1 ${NOON} h a 1 m`, '', {
    fields: { ...AUTH, ...PROC },
    ...AT_NOON,
    flags: ['undecodable'],
  }),
  row('no structured data where it must be', `<34>1 ${NOON} h a 1 m x`, 'x', {
    fields: { ...AUTH, ...PROC },
    ...AT_NOON,
    flags: ['undecodable'],
  }),
  row('Heroku: no structured data', `<34>1 ${NOON} h a web.1 - State changed`, 'State changed', {
    fields: { ...AUTH, host: 'h', app: 'a', pid: 'web.1' },
    ...AT_NOON,
  }),
  row('two blanks between fields', `<34>1 ${NOON}  a 1 m - x`, 'x', {
    fields: { ...AUTH, app: 'a', pid: '1', msgid: 'm' },
    ...AT_NOON,
    flags: ['undecodable'],
  }),
];

/** `<34>1 STAMP h a 1 m DATA x` */
function data(name: string, text: string, sd: Readonly<Record<string, unknown>>, message = 'x'): SyslogRow {
  return row(name, `<34>1 ${NOON} h a 1 m ${text}${message === '' ? '' : ` ${message}`}`, message, {
    fields: { ...AUTH, ...PROC, sd },
    ...AT_NOON,
  });
}

/** Malformed structured data are part of the message, and nothing is lost. */
function badData(name: string, text: string): SyslogRow {
  return row(name, `<34>1 ${NOON} h a 1 m ${text}`, text, { fields: { ...AUTH, ...PROC }, ...AT_NOON, flags: ['undecodable'] });
}

export const structuredData: readonly SyslogRow[] = [
  data('an element without parameters', '[id]', { id: {} }),
  data('RFC 5424, 6.3.5, example 1', '[exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"]', {
    'exampleSDID@32473': { iut: '3', eventSource: 'Application', eventID: '1011' },
  }),
  data('a blank before the quote of a value', '[id a= "1" b="2"][c d= "]"]', { id: { a: '1', b: '2' }, c: { d: ']' } }),
  data('escapes', '[id a="say \\"x\\"" b="c:\\\\d" c="[x\\]"]', { id: { a: 'say "x"', b: 'c:\\d', c: '[x]' } }),
  data('a backslash before another character', '[id a="\\n\\x"]', { id: { a: '\\n\\x' } }),
  data('a backslash at the end of a value', '[id a="\\\\"]', { id: { a: '\\' } }),
  data('an empty value', '[id a=""]', { id: { a: '' } }),
  data('a bracket that should have been escaped', '[id a="x]y"]', { id: { a: 'x]y' } }),
  data('a value of more than ASCII', '[id a="grün 😀"]', { id: { a: 'grün 😀' } }),
  data('a value with equals and blanks', '[id a="b = c"]', { id: { a: 'b = c' } }),
  data('a parameter that comes again', '[origin ip="192.0.2.1" ip="192.0.2.129"]', { origin: { ip: ['192.0.2.1', '192.0.2.129'] } }),
  data('two elements', '[a x="1"][b y="2"]', { a: { x: '1' }, b: { y: '2' } }),
  data('an element that comes again', '[a x="1"][a y="2"]', { a: { x: '1', y: '2' } }),
  data('names of objects', '[__proto__ constructor="1" toString="2"]', { ['__proto__']: { constructor: '1', toString: '2' } }),
  data('two blanks between parameters', '[id a="1"  b="2" ]', { id: { a: '1', b: '2' } }),
  data('ESXi: values without quotes', '[Originator@6876 sub=Vimsvc opID=a=b-1 user="root"]', {
    'Originator@6876': { sub: 'Vimsvc', opID: 'a=b-1', user: 'root' },
  }),
  data('no message', '[id a="1"]', { id: { a: '1' } }, ''),
  data('Check Point: no id', '[action:"Drop"; flags:"7"; tag:"x=[y=1\\]; \\"z\\""; src:"10.0.0.1"]', {
    action: 'Drop',
    flags: '7',
    tag: 'x=[y=1]; "z"',
    src: '10.0.0.1',
  }),
  data('Check Point: a name that comes again, and a sign behind the last', '[a:"1"; a:"2"; b:""; ]', { a: ['1', '2'], b: '' }),
  data('Check Point: beside an element with an id', '[id a="1"][b:"2"][id c="3"]', { id: { a: '1', c: '3' }, b: '2' }),
  row('RFC 5424, 6.3.5: a blank between elements ends the data', `<34>1 ${NOON} h a 1 m [a x="1"] [b y="2"] x`, '[b y="2"] x', {
    fields: { ...AUTH, ...PROC, sd: { a: { x: '1' } } },
    ...AT_NOON,
  }),
  badData('an element that is not closed', '[id a="1" x'),
  badData('a value that is not closed', '[id a="1] x'),
  badData('a parameter without a value', '[id a] x'),
  badData('a value without anything', '[id a=] x'),
  badData('a value whose quotes begin too late', '[id a=1"2"] x'),
  badData('a blank before the id', '[ id a="1"] x'),
  badData('an element without id', '[] x'),
  badData('an id with an equals sign', '[a=b] x'),
  badData('text right behind the data', '[id a="1"]x'),
  badData('Check Point: a value that is not closed', '[a:"1; b:2] x'),
  badData('Check Point: a value without quotes', '[a:"1"; b:2] x'),
  badData('Check Point: an element that is not closed', '[a:"1"; x'),
  badData('a value that ends in a backslash', '[id a="\\"] x'),
  badData('an open bracket alone', '['),
];
