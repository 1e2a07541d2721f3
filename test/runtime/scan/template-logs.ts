/** Logs of formats with a template of their own, valid and invalid. */

import fc from 'fast-check';

const START = Date.UTC(2023, 11, 31, 22, 59, 50);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const month = (time: Date) => MONTHS[time.getUTCMonth()];
const day = (time: Date) => time.getUTCDate();
export const part = (from: number, to: number) => (time: Date) => time.toISOString().slice(from, to);
export const clock = part(11, 19);

/** As in RFC 3164. */
export const bsd = (time: Date) => `${month(time)} ${String(day(time)).padStart(2)} ${clock(time)}`;

/** A format, how its stamps are written, and what its records ask for. */
export interface TemplateCase {
  format: string;
  stamp: (time: Date) => string;
  /** What follows the stamp in most lines; `@` is a word, `#` a message. */
  line: string;
  records: string;
}

const ANYWHERE = '{ failed = "{*}Failed {*}" memory = "{*}out of memory" }';
export const BEGINNING = '{ failed = "Failed {*}" memory = "out of memory" }';

export const TEMPLATES: Record<string, TemplateCase> = {
  'a stamp of ISO 8601': {
    format: `"{time:stamp('iso')} {level} {*} [req={id}] {message:rest}"`,
    stamp: (time) => time.toISOString(),
    line: ' @ [@] [req=@] #',
    records: BEGINNING,
  },
  'a stamp in brackets': {
    format: `"[{time:stamp('dd/MMM/yyyy:HH:mm:ss.SSS Z')}] {level}: {message:rest}"`,
    stamp: (time) => `[${part(8, 10)(time)}/${month(time)}/${time.getUTCFullYear()}:${part(11, 23)(time)} +0100`,
    line: '] @: #',
    records: BEGINNING,
  },
  'an optional piece before the message': {
    format: `"{time:stamp('yyyy-MM-dd HH:mm:ss,SSS')} {level:/[A-Z]+/} {?[{thread}] }{message:rest}"`,
    stamp: (time) => part(0, 23)(time).replace('T', ' ').replace('.', ','),
    line: ' INFO [@] #',
    records: BEGINNING,
  },
  'a stamp without a year, and more than the message at the end': {
    format: `"{time:stamp('MMM d HH:mm:ss')} {thread}: {message:text} ({file})"`,
    stamp: (time) => `${month(time)} ${day(time)} ${clock(time)}`,
    line: ' 12: # (@)',
    records: BEGINNING,
  },
  'the year behind the time of day': {
    format: `"{time:stamp('EEE MMM dd HH:mm:ss.SSSSSS yyyy')} {message:rest}"`,
    stamp: (time) => `Sun ${month(time)} ${part(8, 10)(time)} ${part(11, 23)(time)}456 ${time.getUTCFullYear()}`,
    line: ' #',
    records: BEGINNING,
  },
  'the day of the year': {
    format: `"{time:stamp('yyyyDDD HH:mm:ss.SS')} {message:rest}"`,
    stamp: (time) => {
      const days = (time.getTime() - Date.UTC(time.getUTCFullYear(), 0)) / 86_400_000;
      return `${part(0, 4)(time)}${String(Math.floor(days) + 1).padStart(3, '0')} ${part(11, 22)(time)}`;
    },
    line: ' #',
    records: BEGINNING,
  },
  'a word for a stamp': {
    format: '"{time} {level} {message:rest}"',
    stamp: (time) => `${part(0, 19)(time)}.5+01:00`,
    line: ' @ #',
    records: BEGINNING,
  },
  'texts before the message': {
    format: `"{time:stamp('iso')} {a:text}: {b:text} - {message:rest}"`,
    stamp: (time) => time.toISOString(),
    line: ' @: @ - #',
    records: BEGINNING,
  },
  'the day before the time of day only': {
    format: `"{time:stamp('d.M. HH:mm:ss')} {message:rest}"`,
    stamp: (time) => `${day(time)}.${time.getUTCMonth() + 1}. ${clock(time)}`,
    line: ' #',
    records: BEGINNING,
  },
  'no message': {
    format: `"{time:stamp('iso')} {level} {text:rest}"`,
    stamp: (time) => part(0, 19)(time),
    line: ' @ #',
    records: ANYWHERE,
  },
  'a level that records ask for': {
    format: `"{time:stamp('iso')} {level} {*} [req={id}] {message:rest}"`,
    stamp: (time) => time.toISOString(),
    line: ' @ [@] [req=@] #',
    records: 'where level in ["a-1", "x]"] { any = {} memory = "{*}out of memory" }',
  },
  'a thread that not all lines have, and that records ask for': {
    format: `"{time:stamp('yyyy-MM-dd HH:mm:ss,SSS')} {level:/[A-Z]+/} {?[{thread:text}] }{message:rest}"`,
    stamp: (time) => part(0, 23)(time).replace('T', ' ').replace('.', ','),
    line: ' INFO [@] #',
    records: 'where thread == "a-1" { any = {} }',
  },
  columns: {
    format: `"{time:stamp('yyyy/MM/dd HH:mm:ss')},{level},{message:text},{host}"`,
    stamp: (time) => part(0, 19)(time).replaceAll('-', '/').replace('T', ' '),
    line: ',@,#,7',
    records: BEGINNING,
  },
};

/** The number of seconds between a stamp and the previous one. */
const step = fc.oneof({ weight: 30, arbitrary: fc.constantFrom(0, 0, 1, 7) }, fc.constantFrom(-1, -90, -3_600, 600, 3_600, 86_400));
const odd = <T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>) => fc.oneof({ weight: 30, arbitrary: usual }, unusual);
const word = odd(
  fc.constantFrom('INFO', 'a-1', '5'),
  fc.constantFrom('', ' ', 'a b', '\xc3\xa9', '[x]', 'x]', '[req=1]', '(a)', '5,5', 'a:'),
);
const message = odd(
  fc.constantFrom('Failed password for eve', 'out of memory', 'session closed', 'x', 'y: z, 1 [req=2] (b)'),
  fc.constantFrom(
    ...[
      '[req=9] Failed it',
      'Failed',
      '',
      '\xc3\xa9 Failed it',
      ' Failed it',
      '[x] Failed it',
      '[x] [req=3] out of memory',
      'a (b) Failed (c)',
    ],
    ...['out of memory ', '5 INFO Failed it', 'x,Failed it,3', ': Failed it', 'a: Failed it', '[x Failed it'],
  ),
);
const end = odd(fc.constant('\n'), fc.constantFrom('\r\n', '\0\n', '  \n', '\n\n', ' \r\n', '\r\r\n', '\t\n', '\n\0', '\n\r'));
/** How a stamp may differ from the others. */
const spoiling = odd(
  fc.constant((stamp: string) => stamp),
  fc.constantFrom<(stamp: string) => string>(
    ...[
      (stamp: string) => stamp.replace(/\d\d:\d\d:\d\d/, '24:00:00'),
      (stamp: string) => stamp.replace(/:\d\d(?!.*:)/, ':60'),
      (stamp: string) => stamp.replace(/[.,](?=\d{3})/, (sign) => (sign === '.' ? ',' : '.')),
      (stamp: string) => stamp.replace(/([.,])\d(\d\d)/, '$1$2'),
      (stamp: string) => stamp.replace(/([.,]\d\d\d)/, '$10'),
      (stamp: string) => stamp.replace(/[.,]\d+/, ''),
      (stamp: string) => stamp.replace(/(:\d\d)$/, '$1.5'),
      (stamp: string) => stamp.replace(/(:\d\d)$/, '$1,5'),
      (stamp: string) => stamp.replace(/Z| ?\+01:?00/, ''),
      (stamp: string) => stamp.replace(/Z/, '+01:00'),
      (stamp: string) => `${stamp}Z`,
      (stamp: string) => ` ${stamp}`,
      (stamp: string) => `${stamp} 2023`,
      () => 'no stamp',
      () => '',
    ],
  ),
);

/**
 * Bytes as latin1: mostly in order, and occasionally hostile.
 * @param start the first time, in milliseconds since 1970
 */
export function templateLines({ stamp, line }: Pick<TemplateCase, 'stamp' | 'line'>, start = START): fc.Arbitrary<string> {
  const words = fc.array(word, { minLength: 3, maxLength: 3 });
  const lines = fc.array(fc.record({ step, words, message, end, spoil: spoiling }), { maxLength: 40, size: 'max' });
  return lines.map((parts) => {
    let at = start;
    return parts
      .map(({ step, words, message, end, spoil }) => {
        at += step * 1000 + 7;
        const rest = line.replace(/[@#]/g, (sign) => (sign === '#' ? message : (words.pop() ?? '')));
        return spoil(stamp(new Date(at))) + rest + end;
      })
      .join('');
  });
}
