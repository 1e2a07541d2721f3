/** JSON logs, valid and invalid. */

import fc from 'fast-check';

const START = Date.UTC(2023, 11, 31, 22, 59, 50);

const step = fc.oneof({ weight: 30, arbitrary: fc.constantFrom(0, 0, 1, 7) }, fc.constantFrom(-1, -90, 600, 3_600, 86_400));

const iso = (time: Date) => time.toISOString();

/** Notations of a time; most logs have only one. */
const TIMES: ((time: Date) => string)[] = [
  (time) => `"${iso(time)}"`,
  (time) => `"${iso(time).slice(0, 19)}"`,
  (time) => `"${iso(time).slice(0, 19).replace('T', ' ')},123+01:00"`,
  (time) => `"${iso(time).slice(0, 19)}.123456Z"`,
  (time) => String(time.getTime()),
  (time) => `${time.getTime() / 1000}`,
  (time) => `${time.getTime() / 1000}.25`.replace(/\.(\d+)\.25/, '.$125'),
  (time) => `${time.getTime()}000`,
  (time) => `"${time.getTime()}000"`,
  (time) => `"Dec 31 ${iso(time).slice(11, 19)}"`,
];
const BAD_TIMES = [
  ...[
    'null',
    '"n/a"',
    '""',
    '[]',
    '{"seconds":1704063590,"nanos":5}',
    '{"$date":"2023-12-31T23:00:00Z"}',
    'true',
    '1',
    '17040635901234567',
    '9999999999',
    '-704063590',
  ],
  ...[
    '1704063590e0',
    '1.7e9',
    '"2023-12-31T24:00:00Z"',
    '"2023-12-31T23:59:60Z"',
    '"2023-12-31T23:00:00Z [Etc/UTC]"',
    '" 2023-12-31T23:00:00Z"',
  ],
  ...['"2023-12-31T23:00:00 PM"', '"1704063590"', '"2023-12-31T23:00:0\\u0030Z"', '9999999999999999', '1704063590.'],
];
const KEYS = ['ts', 'time', 'timestamp', '@timestamp', 't'];

interface Member {
  key: string;
  value: (time: Date) => string;
}

const text = fc.constantFrom(
  ...[
    '"order.placed"',
    '"order.paid"',
    '"x"',
    '""',
    '"Failed password for eve"',
    '"not Failed it"',
    '"a \\"Failed\\" b"',
    '"\\u0046ailed it"',
  ],
  ...[
    '"order\\u002eplaced"',
    '"Fäiled Failed x"',
    '"order.placed "',
    '"longer than sixteen bytes, and than thirty-two bytes"',
    '"tab\\tnew\\n"',
  ],
);
const value = fc.oneof(
  { weight: 10, arbitrary: text },
  fc.constantFrom(
    '0',
    '-1.5e+3',
    'true',
    'false',
    'null',
    '{}',
    '[]',
    '[1,"a",{"event":"order.placed","ts":1}]',
    '{"a":{"b":[]}}',
    '[[[[{}]]]]',
  ),
);
const badValue = fc.constantFrom(
  ...[
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    '-',
    'tru',
    'nulls',
    'True',
    "'x'",
    '"open',
    '"bad \\x escape"',
    '"\\u12g4"',
    '[1,]',
    '{"a":1,}',
    '[1 2]',
    '{"a"}',
  ],
  ...['"a\tb"', '[}', '{]', '', 'NaN', '{1:2}', `${'['.repeat(40)}${']'.repeat(40)}`, `${'['.repeat(70)}${']'.repeat(70)}`],
);
const odd = <T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>, weight = 40) => fc.oneof({ weight, arbitrary: usual }, unusual);

const key = odd(
  fc.constantFrom('event', 'service', 'level', 'extra'),
  fc.constantFrom('e\\u0076ent', 'Event', '', 'eventual', 'even', '__proto__', 'body', 'msg', 'message', ...KEYS),
  30,
);
const asMember = ({ key, value }: { key: string; value: string }): Member => ({ key, value: () => value });
const member = fc.tuple(key, odd(value, badValue, 60)).map(([key, value]) => asMember({ key, value }));
const message = odd(
  text.map((value) => [asMember({ key: 'msg', value })]),
  fc.constant<Member[]>([]),
  5,
);
const frame = odd(
  fc.constant((members: string) => `{${members}}`),
  fc.constantFrom(
    (members: string) => `{ ${members} } `,
    (members: string) => `${members}`,
    (members: string) => `{${members}`,
    (members: string) => `{${members}}}`,
    (members: string) => `[${members}]`,
    (members: string) => ` {${members}}`,
    (members: string) => `\u001e{${members}}`,
    (members: string) => `{${members},}`,
  ),
);
const comma = odd(fc.constant(','), fc.constantFrom(' , ', '\t,', ',,', ' ', ';'));
const colon = odd(fc.constant(':'), fc.constantFrom(' : ', '', '::'));
const end = odd(fc.constant('\n'), fc.constantFrom('\r\n', '\0\n', '\n\n', '\n \n', 'x\n'), 30);

function lineOf(usualKey: string, usual: (time: Date) => string) {
  const time = fc
    .tuple(
      odd(fc.constant(usualKey), fc.constantFrom(...KEYS)),
      odd(
        fc.constant(usual),
        fc.oneof(
          fc.constantFrom(...TIMES),
          fc.constantFrom(...BAD_TIMES).map((text) => () => text),
        ),
      ),
    )
    .map(([key, value]): Member => ({ key, value }));
  const times = odd(fc.tuple(time), fc.oneof(fc.constant([] as Member[]), fc.tuple(time, time)), 30);
  const members = fc.tuple(message, times, fc.array(member, { maxLength: 3 }), fc.array(member, { maxLength: 3 }));
  return fc.tuple(step, members, frame, comma, colon, end).map(([step, [message, times, before, after], frame, comma, colon, end]) => ({
    step,
    text: (at: Date) => {
      const written = [...before, ...times, ...message, ...after].map(
        ({ key, value }, i) => `"${key}"${i === 0 ? colon : ':'}${value(at)}`,
      );
      return frame(written.length > 1 ? `${written[0]}${comma}${written.slice(1).join(',')}` : written.join()) + end;
    },
  }));
}

/** Occasionally a byte that makes a line invalid UTF-8. */
const spoiled = odd(fc.constant(Number.NaN), fc.nat(2000));

/**
 * Bytes as latin1: mostly in order, mostly of one kind, and occasionally hostile. The time is mostly in one of some
 * fields.
 */
export function jsonLines(names: readonly string[] = KEYS): fc.Arbitrary<string> {
  const lines = fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...TIMES))
    .chain(([key, time]) => fc.array(lineOf(key, time), { maxLength: 40, size: 'max' }));
  return fc.tuple(lines, spoiled).map(([lines, spoiled]) => {
    let at = START;
    const bytes = Buffer.from(lines.map(({ step, text }) => text(new Date((at += step * 1000)))).join(''));
    if (spoiled < bytes.length) bytes[spoiled] = 0xff;
    return bytes.toString('latin1');
  });
}
