/** Syslog logs, valid and invalid. */

import fc from 'fast-check';

const START = Date.UTC(2023, 11, 31, 22, 59, 50);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The number of seconds between a stamp and the previous one. */
const step = fc.oneof({ weight: 30, arbitrary: fc.constantFrom(0, 0, 1, 7) }, fc.constantFrom(-1, -90, 600, 3_600, 86_400));

const bsd = (time: Date) => `${MONTHS[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2)} ${time.toISOString().slice(11, 19)}`;
const iso = (time: Date) => time.toISOString().slice(0, 19);

/** Notations of a stamp; most logs have only one. */
const STAMPS: ((time: Date) => string)[] = [
  bsd,
  (time) => `${iso(time)}Z`,
  (time) => `${iso(time)}.123456+01:00`,
  iso,
  (time) => `${bsd(time)}.25`,
  (time) => `<38>${bsd(time)}`,
  (time) =>
    bsd(time)
      .replace(/^(...)/, '$1')
      .replace(/ (\d) /, ' $1 '),
  (time) => `${bsd(time).slice(0, 6)} ${time.getUTCFullYear()}${bsd(time).slice(6)}`,
  (time) => `<38>1 ${iso(time)}Z`,
  (time) => `<38>1 ${bsd(time)}`,
];
/** The same with a version: those of RFC 5424. */
const VERSIONED: typeof STAMPS = [
  (time) => `<38>1 ${iso(time)}.003Z`,
  (time) => `<134>1 ${iso(time)}.123456+01:00`,
  (time) => `<0>1 ${iso(time)}`,
  (time) => `1 ${iso(time)}Z`,
  (time) => `<38>12 ${iso(time)}-05:30`,
];
const BAD_STAMPS = [
  'Feb 30 10:00:00',
  'Dec 31 24:00:00',
  'Dec 31 22:59:60',
  '<200>Dec 31 23:00:00',
  '<038>Dec 31 23:00:00',
  'no stamp',
  '',
  '<38>1 -',
  '<38>1 2023-12-31T24:00:00Z',
  '<38>0 2023-12-31T23:00:00Z',
  '<38>1  2023-12-31T23:00:00Z',
];
const TAILS = [':', ' UTC:', ' CEST:', ' UTC', ' CEST', ' CST', ''];

const host = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('web1', 'db') },
  fc.constantFrom('::1', 'fe80::', 'h[1]', '[h]', '%ASA-6-302013:', 'sshd:', 'db :', ''),
  fc.constantFrom('CEST db', 'CST db', '10.0.0.1:', 'db 10.0.0.1', '-', ': db'),
  fc.constantFrom('2023 db', '2023', '<4.6> db', '<auth.info>', 'Message forwarded from db:', 'Message', '+0100 db', 'In(14)', 'In(14)[+]'),
);
const tag = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('sshd[12]:', 'cron:', 'kernel:', 'sshd[7]:', 'sshd-session[3]:') },
  fc.constantFrom('sshd[12]', 'sshd', 'sshd[1 2]:', 'sshd[12', 'sshd[]:', 'ssh:', 'sshd:x', '%SYS-5:', ':', '- - -', '12 ID [a b="c"]'),
  fc.constantFrom(
    'auth.info sshd[12]:',
    'auth|security:info sshd[12]:',
    'info sshd[12]:',
    'auth.info',
    'daemon:notice cron:',
    'info ssh',
    '29: Mar  1 10:00:00: %ssh',
  ),
  fc.constantFrom(
    '<34>sshd[12]:',
    '00076 sshd:',
    'sw1: 29: Mar  1 10:00:00: %SSH-5:',
    'RP/0/CPU0:Mar  1 10:00:00: sshd[12]:',
    'sw1: %SSH-5:',
    'Secure shell[12]:',
    '80B20002E5BCD (2024-02-29T10:00:00) sshd[12]:',
    '(FPC Slot 0, PIC Slot 1) sshd:',
    'fpc0 FAILED_LOGIN:',
    '10.0.0.1 sshd[12]:',
    '{"Failed": 1,',
  ),
);
const field = fc.oneof({ weight: 30, arbitrary: fc.constantFrom('777', '-', 'ID47') }, fc.constantFrom('', ' x', 'a b', 'é', '\t', '['));
const app = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('sshd', 'cron', 'kernel', 'sshd-session') },
  fc.constantFrom('-', 'sshd[12]', 'sshd:', '12', 'ssh', '', ' sshd', 'sshd\t'),
);
const data = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('-', '-', '[id@1 iut="3"]', '[a b="c" d="e f"][x y="]"]', '[a]', '[a b="\\"]\\\\"]') },
  fc.constantFrom(
    '',
    '--',
    '-[a]',
    '[]',
    '[a b]',
    '[a b=c]',
    '[a b=c d="e"]',
    '[a b="c]',
    '[a  b="c" ]',
    '[a b="c\\"]',
    '[a:"1"; b:"2"]',
    '[a b="c"d="e"]',
    '[é]',
    '[a é="c"]',
  ),
  fc.constantFrom(
    '[a ="c"]',
    '[a b="c"] [d]',
    '[a b="c"][',
    '[a b="c"]d',
    '[a "b"]',
    '[[a]',
    '[a\tb="c"]',
    '[a b="é"]',
    '[a b="c"',
    '[a ]',
  ),
);
const mark = fc.constantFrom('', '', '', '\uFEFF', '\uFEFF\uFEFF', ' \uFEFF', '\uFEFF ');
const message = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom('Failed password for eve', 'Accepted key for bob', 'out of memory', 'session closed', 'x', 'y: z'),
  },
  fc.constantFrom(
    'message repeated 3 times: [ Failed password for eve]',
    'Failed',
    '',
    '\uFEFFFailed it',
    'Fäiled Failed x',
    ' Failed it',
    '[x] oom',
    '[ID 7 auth.info] Failed it',
    '[ID x] Failed it',
  ),
);
const end = fc.oneof({ weight: 30, arbitrary: fc.constant('\n') }, fc.constantFrom('\r\n', '\0\n', '  \n', '\n\n', '\n \n', '\n\0\0'));

interface Part {
  step: number;
  stamp: (time: Date) => string;
  rest: string;
}

const odd = <T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>) => fc.oneof({ weight: 40, arbitrary: usual }, unusual);

const unversioned = fc.tuple(host, tag, message).map((words) => ` ${words.join(' ')}`);
const told = fc.tuple(mark, message).map(([mark, message]) => ` ${mark}${message}`);
const versioned = fc
  .tuple(host, app, field, field, data, odd(told, fc.constant('')))
  .map(([host, app, pid, msgid, data, told]) => ` ${[host, app, pid, msgid, data].join(' ')}${told}`);

function partOf(usual: (time: Date) => string): fc.Arbitrary<Part> {
  const [rest, otherRest] = VERSIONED.includes(usual) ? [versioned, unversioned] : [unversioned, versioned];
  const other = fc.oneof(
    fc.constantFrom(...STAMPS, ...VERSIONED),
    fc.constantFrom(...BAD_STAMPS).map((text) => () => text),
  );
  const tailed = fc.constantFrom(...TAILS).map((tail) => (time: Date) => usual(time) + tail);
  const stamp = odd(fc.constant(usual), fc.oneof(other, tailed));
  return fc.tuple(step, stamp, odd(rest, otherRest), end).map(([step, stamp, rest, end]) => ({ step, stamp, rest: rest + end }));
}

/** Occasionally a byte that makes a line invalid UTF-8. */
const spoiled = odd(fc.constant(Number.NaN), fc.nat(2000));

/** Bytes as latin1: mostly in order, mostly of one kind, and occasionally hostile. */
export const syslogLines: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...STAMPS, ...VERSIONED, ...VERSIONED).chain((usual) => fc.array(partOf(usual), { maxLength: 40, size: 'max' })),
    spoiled,
  )
  .map(([parts, spoiled]) => {
    let at = START;
    const text = parts.map(({ step, stamp, rest }) => stamp(new Date((at += step * 1000))) + rest).join('');
    const bytes = Buffer.from(text);
    if (spoiled < bytes.length) bytes[spoiled] = 0xff;
    return bytes.toString('latin1');
  });
