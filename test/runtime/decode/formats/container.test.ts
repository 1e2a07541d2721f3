import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRegex } from '../../../../src/dsl/patterns/regex.ts';
import { DecodedRecord } from '../../../../src/runtime/decode/decoded-record.ts';
import { createDecoder } from '../../../../src/runtime/decode/decoders.ts';
import { detectFormat } from '../../../../src/runtime/decode/detect.ts';
import { ContainerDecoder } from '../../../../src/runtime/decode/formats/container.ts';
import { builtin, type Decoded, decode, decodeAll, isoOf, NOON, plain } from '../decoding.ts';

const CONTAINER = builtin('container');
const AT = '2024-02-29T10:00:00.669794202Z';

const cri = (stream: string, mark: string, text: string, time = AT) => `${time} ${stream} ${mark} ${text}\n`;
const docker = (stream: string, log: string, time = AT) => `${JSON.stringify({ log, stream, time })}\n`;
const seen = ({ line, message, flags }: Decoded) => [line, message, flags];

describe('a line of a container', () => {
  it.each<[string, string, string, string, string[]]>([
    ['CRI', cri('stdout', 'F', '  up '), 'stdout', '  up', []],
    ['CRI with an offset', cri('stderr', 'F', 'down', '2024-02-29T11:00:00.669794202+01:00'), 'stderr', 'down', []],
    ['CRI with more marks', cri('stdout', 'F:x:y', 'up'), 'stdout', 'up', []],
    ['CRI of nothing', `${AT} stdout F\n`, 'stdout', '', []],
    ['Docker', docker('stderr', 'down\r\n'), 'stderr', 'down', []],
    ['Docker, with attributes', `{"log":"up\\n","stream":"stdout","attrs":{"tag":"x"},"time":"${AT}"}\n`, 'stdout', 'up', []],
    ['a message that looks like Docker', cri('stdout', 'F', '{"log":"x"'), 'stdout', '{"log":"x"', []],
  ])('as of %s', (_, text, stream, message, flags) => {
    const { field, ...decoded } = decode(CONTAINER, text, {}, [['stream'], ['message']]);
    expect(decoded).toMatchObject({ message, flags, time: '2024-02-29T10:00:00.669794Z', text: text.slice(0, -1) });
    expect([field('stream'), field('message')]).toEqual([stream, message]);
  });

  it.each([
    'some text',
    `${AT} stdout`,
    `${AT} stdout X up`,
    `${AT} stdout Fx up`,
    `${AT} stdin F up`,
    'yesterday stdout F up',
    '{"log":"up\\n"}',
    '{"log":7,"stream":"stdout"}',
    `{"log":"up\\n","stream":"stdin","time":"${AT}"}`,
  ])('is not %s', (text) => {
    const { field, ...decoded } = decode(CONTAINER, text, {}, [['stream'], ['message']]);
    expect(decoded.flags).toContain('undecodable');
    expect(field('stream')).toBeUndefined();
  });

  it('has the other members of Docker, and of those who add some', () => {
    const decoder = new ContainerDecoder(CONTAINER, { received: NOON, zone: 'UTC' });
    const record = new DecodedRecord();
    const bytes = Buffer.from(`{"log":"{\\"a\\":1}\\n","stream":"stdout","attrs":{"tag":"x"},"a":2,"time":"${AT}"}`);
    decoder.decode(record, bytes, 0, bytes.length);
    expect(plain(decoder.fields(record))).toEqual({ a: 1, attrs: { tag: 'x' }, stream: 'stdout' });
    expect([decoder.field(record, ['attrs', 'tag']), decoder.field(record, ['a'])]).toEqual(['x', 1]);
  });

  it.each([
    ['CRI', (text: string) => cri('stdout', 'F', text)],
    ['Docker', (text: string) => docker('stdout', `${text}\n`)],
  ])('has the fields of an object in it: %s', (_, line) => {
    const paths = [['order', 'id'], ['stream'], ['message'], ['msg']];
    const { field, ...decoded } = decode(
      CONTAINER,
      line('{"msg":"say \\"x\\"","order":{"id":7},"stream":"of orders","time":"2020-01-01"}'),
      {},
      paths,
    );
    expect(decoded).toMatchObject({ message: 'say "x"', time: '2024-02-29T10:00:00.669794Z', flags: [] });
    expect(paths.map((path) => field(...path))).toEqual([7, 'stdout', 'say "x"', 'say "x"']);
    expect(decode(CONTAINER, line('{"a":1}')).message).toBe('{"a":1}');
    expect(decode(CONTAINER, line('{"a":1')).message).toBe('{"a":1');
  });
});

describe('a message in parts', () => {
  it('is joined by stream, and lies where it begins', () => {
    const parts = [
      cri('stdout', 'P', 'a '),
      cri('stderr', 'F', 'x'),
      cri('stdout', 'P', 'b '),
      'odd\n',
      cri('stderr', 'P', 'y'),
      cri('stdout', 'F', 'c'),
    ];
    expect(decodeAll(CONTAINER, parts.join('')).map(seen)).toEqual([
      [2, 'x', []],
      [4, 'odd', ['badTime', 'undecodable']],
      [1, 'a b c', []],
      [5, 'y', ['incomplete']],
    ]);
    const lines = [
      docker('stdout', 'a '),
      docker('stderr', 'x\n'),
      docker('stdout', 'é\\'),
      docker('stderr', 'y'),
      docker('stdout', 'n\n'),
    ];
    expect(decodeAll(CONTAINER, lines.join('')).map(seen)).toEqual([
      [2, 'x', []],
      [1, 'a é\\n', []],
      [4, 'y', ['incomplete']],
    ]);
  });

  it('may be cut within a character', () => {
    const [before, after] = [Buffer.from(cri('stdout', 'P', 'é')), Buffer.from(cri('stdout', 'F', 'é'))];
    const parts = Buffer.concat([before.subarray(0, -2), Buffer.from('\n'), after.subarray(0, -3), after.subarray(-2)]);
    expect(decodeAll(CONTAINER, parts).map(seen)).toEqual([[1, 'é', []]]);
    expect(decodeAll(CONTAINER, before.subarray(0, -2)).map(seen)).toEqual([[1, '\ufffd', ['incomplete', 'invalidUtf8']]]);
  });

  it('has the time of its first part, and is whole as one line', () => {
    const [first] = decodeAll(CONTAINER, cri('stdout', 'P', '{"a":') + cri('stdout', 'F', '1}', '2024-02-29T10:00:09Z'), {}, [['a']]);
    expect(first).toMatchObject({ time: '2024-02-29T10:00:00.669794Z', text: cri('stdout', 'F', '{"a":1}').trimEnd() });
    expect(first?.field('a')).toBe(1);
  });

  it.each([
    ['CRI', (text: string, isLast: boolean) => cri('stdout', isLast ? 'F' : 'P', text)],
    ['Docker', (text: string, isLast: boolean) => docker('stdout', isLast ? `${text}\n` : text)],
  ])('is cut between two parts when it is too long: %s', (_, line) => {
    const text = 'x'.repeat(16 * 1024);
    const log = Array.from({ length: 70 }, () => line(text, false)).join('') + line('end', true) + line('next', true);
    const [first, second] = decodeAll(CONTAINER, log);
    expect(first?.flags).toEqual(['truncated']);
    expect(first?.message).toMatch(/^(?:x{16384}){63}(?:end)?$/);
    expect(second && seen(second)).toEqual([72, 'next', []]);
  });
});

describe('messages in parts', () => {
  it('give the same as one line, however parts are interleaved', () => {
    const word = fc.constantFrom('a', ' ', '{"a":"b"}', '{', '\\', '"', 'é', '😀', 'P', '\\n');
    const part = fc.record({ stream: fc.constantFrom('stdout', 'stderr'), text: fc.array(word, { maxLength: 4 }), isLast: fc.boolean() });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), fc.boolean(), (parts, isCri) => {
        const line = (stream: string, text: string, isLast: boolean) =>
          isCri ? cri(stream, isLast ? 'F' : 'P', text) : docker(stream, isLast ? `${text}\n` : text);
        const open = new Map<string, { text: string; number: number }>();
        const expected: [number, string, string][] = [];
        for (const [index, { stream, text, isLast }] of parts.entries()) {
          const before = open.get(stream) ?? { text: '', number: index + 1 };
          open.set(stream, { ...before, text: before.text + text.join('') });
          if (!isLast) continue;
          const whole = open.get(stream)!;
          open.delete(stream);
          expected.push([whole.number, stream, decode(CONTAINER, line(stream, whole.text, true)).message]);
        }
        const log = parts.map(({ stream, text, isLast }) => line(stream, text.join(''), isLast)).join('');
        const records = decodeAll(CONTAINER, log, {}, [['stream']]);
        const whole = records.filter(({ flags }) => !flags.includes('incomplete'));
        expect(whole.map(({ line, message, field }) => [line, field('stream'), message])).toEqual(expected);
        expect(records.length - whole.length).toBe(open.size);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('records of several messages', () => {
  const { regex: starts } = parseRegex('^\\d{4}-', '');
  const trace = builtin('container', { multiline: { starts, idle: 2_000_000, maxLines: 4 } });

  it.each([
    ['CRI', (text: string, isLast = true, stream = 'stdout') => cri(stream, isLast ? 'F' : 'P', text)],
    ['Docker', (text: string, isLast = true, stream = 'stdout') => docker(stream, isLast ? `${text}\n` : text)],
  ])('begin where a message says so: %s', (_, line) => {
    const log = [
      ...[line('lost'), line('2024-02-29 a'), line('\tat x'), line('', true, 'stderr'), line('\tat "y" ', false), line('long'), 'odd\n'],
      ...[line('2024-02-29 b '), line('1'), line('2'), line('3'), line('4'), line('2024-', false), line('02-29 c'), line('\tat z', false)],
    ];
    expect(decodeAll(trace, log.join('')).map(seen)).toEqual([
      [1, 'lost', []],
      [2, '2024-02-29 a\n\tat x\n\n\tat "y" long', []],
      [7, 'odd', ['badTime', 'undecodable']],
      [8, '2024-02-29 b \n1\n2\n3', ['truncated']],
      [13, '2024-02-29 c\n\tat z', ['incomplete']],
    ]);
  });

  it('may be one of JSON over several lines', () => {
    const { regex } = parseRegex('^\\{', '');
    const format = builtin('container', { multiline: { starts: regex, idle: 2_000_000, maxLines: 500 } });
    const log = ['{', '  "msg": "up",', '  "order": 7', '}', '{ "msg": "down" }'].map((text) => cri('stdout', 'F', text)).join('');
    const records = decodeAll(format, log, {}, [['order']]);
    expect(records.map(({ line, message, field }) => [line, message, field('order')])).toEqual([
      [1, 'up', 7],
      [5, 'down', undefined],
    ]);
  });

  it('are those that the same messages have without their frames', () => {
    const word = fc.constantFrom('2024-', 'a', ' ', '\t', 'é');
    const texts = fc.array(
      fc.array(word, { maxLength: 4 }).map((words) => words.join('')),
      { maxLength: 12 },
    );
    const lines = builtin('line', { multiline: { starts, idle: 2_000_000, maxLines: 4 } });
    fc.assert(
      fc.property(texts, fc.boolean(), (all, isCri) => {
        const line = (text: string) => (isCri ? cri('stdout', 'F', text) : docker('stdout', `${text}\n`));
        const expected = decodeAll(lines, all.map((text) => `.${text}\n`.replace('.2024', '2024')).join(''));
        const records = decodeAll(trace, all.map((text) => line(`.${text}`.replace('.2024', '2024'))).join(''));
        const told = (some: Decoded[]) => some.map(({ line, message, flags }) => [line, message, flags.includes('truncated')]);
        expect(told(records)).toEqual(told(expected));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('lines of containers without a time', () => {
  const { regex: starts } = parseRegex('^begin', '');
  const several = builtin('container', { multiline: { starts, idle: 2_000_000, maxLines: 4 } });

  it.each([
    ['one by one', CONTAINER],
    ['in records of several', several],
  ])('have that of the record told before them, as live, where whole records are decoded: %s', (_, format) => {
    const kind = fc.constantFrom(
      'stdout P',
      'stdout F',
      'stderr P',
      'stderr F',
      'stdout F begin',
      'stderr P begin',
      'docker',
      'docker part',
      '',
    );
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 12 }), (kinds) => {
        const log = kinds.map((what, at) => {
          const [stream = '', mark = '', text = ''] = what.split(' ');
          const time = `2024-02-29T10:00:${String(at).padStart(2, '0')}Z`;
          if (stream === 'docker') return docker('stdout', mark === 'part' ? `${at};` : `${at}\n`, time);
          return what === '' ? `no part ${at}\n` : cri(stream, mark, `${text}${at};`, time);
        });
        const told = decodeAll(format, log.join(''));
        const decoder = createDecoder(format, { received: NOON, zone: 'UTC' });
        const record = new DecodedRecord();
        const live = told.map(({ text }) => {
          decoder.decode(record, Buffer.from(text), 0, Buffer.byteLength(text));
          return isoOf(record.time);
        });
        expect(told.map(({ time }) => time)).toEqual(live);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the format of a log of containers', () => {
  it.each([
    ['container', cri('stdout', 'F', '{"a":1}')],
    ['container', cri('stderr', 'F', 'Feb 29 10:00:00 h app: x')],
    ['container', docker('stdout', 'x\n')],
    ['container', docker('stdout', 'x ') + docker('stdout', 'y\n') + docker('stdout', 'z')],
    // From other programs, which omit the line feed.
    ['json', docker('stdout', 'x') + docker('stdout', 'y')],
    ['json', '{"log":"x\\n","time":"2024-02-29T10:00:00Z"}\n'],
  ])('is %s: %j', (format, text) => {
    expect(detectFormat(Buffer.from(text))).toBe(format);
  });
});
