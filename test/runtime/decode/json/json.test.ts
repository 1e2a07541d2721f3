import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedRecord } from '../../../../src/runtime/decode/decoded-record.ts';
import { JournalDecoder } from '../../../../src/runtime/decode/json/journal.ts';
import { JsonDecoder } from '../../../../src/runtime/decode/json/json.ts';
import { builtin, decode, NOON, plain } from '../decoding.ts';

const JSON_LINES = builtin('json');
const JOURNAL = builtin('journal');

/** All fields; undefined if it is not a JSON object. */
function fieldsOf(text: string): unknown {
  const decoder = new JsonDecoder(JSON_LINES, { received: NOON, zone: 'UTC' });
  const record = new DecodedRecord();
  const bytes = Buffer.from(text);
  decoder.decode(record, bytes, 0, bytes.length);
  return record.undecodable ? undefined : plain(decoder.fields(record));
}

/** Large integers become text with their original digits, which `JSON.parse` loses. */
const LARGE = 'a large integer';
const large = (text: string) => (/^-?\d{16,}$/.test(text) ? LARGE : text);

/** The decoded value with the same replacement. */
function withoutLarge(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLarge);
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return LARGE;
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? large(value) : value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutLarge(inner)]));
}

/** The result of `JSON.parse` as our values: `null` is missing, numbers beyond a double are, -0 is 0. */
function asValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asValue).filter((item) => item !== undefined);
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return undefined;
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? LARGE : value + 0;
  if (typeof value !== 'object') return typeof value === 'string' ? large(value.replace(/\p{Surrogate}/gu, '\uFFFD')) : value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, asValue(inner)] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}

describe('a line of JSON', () => {
  it.each<[string, unknown]>([
    ['{"a":1}', { a: 1 }],
    [' { "a" : [ 1 , { "b" : null } , true ] } ', { a: [1, {}, true] }],
    ['{"a":1,"a":2}', { a: 2 }],
    ['{"a":1,"a":null}', {}],
    ['{"__proto__":1,"constructor":2}', { ['__proto__']: 1, constructor: 2 }],
    ['{"\\u0061":1}', { a: 1 }],
    ['{"a":"\\ud83d\\ude00 \\ud83d \\n\\/"}', { a: '😀 \uFFFD \n/' }],
    ['{"a":12345678901234567890,"b":-12345678901234567890,"c":1.5e3}', { a: '12345678901234567890', b: '-12345678901234567890', c: 1500 }],
    ['{"a":9007199254740991,"b":9007199254740993}', { a: 9007199254740991, b: '9007199254740993' }],
    ['{"a":1e400,"b":-0,"c":1e300}', { b: 0, c: 1e300 }],
    ['{}', {}],
    ['[1]', undefined],
    ['1', undefined],
    ['"a"', undefined],
    ['{"a":1}{"b":2}', undefined],
    ['{"a":1', undefined],
    ["{'a':1}", undefined],
    ['{"a":01}', undefined],
    ['{"a":1,}', undefined],
    ['{"a":"\t"}', undefined],
    ['{"a":"\\x"}', undefined],
    ['{"a":NaN}', undefined],
    [`${'{"a":'.repeat(63)}{}${'}'.repeat(63)}`, JSON.parse(`${'{"a":'.repeat(63)}{}${'}'.repeat(63)}`)],
    [`${'{"a":'.repeat(64)}{}${'}'.repeat(64)}`, undefined],
    ['['.repeat(60_000), undefined],
    ['', undefined],
  ])('%j', (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  it('is read as JSON.parse does', () => {
    const value = fc.oneof(
      fc.json({ maxDepth: 4 }),
      fc.jsonValue({ maxDepth: 4 }).map((inner) => JSON.stringify({ a: inner, é: [inner] })),
    );
    const broken = fc.tuple(value, fc.nat(), fc.constantFrom('', '{', '}', '"', '\\', ',', '0', '\0', 'é')).map(([text, at, piece]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + piece + text.slice(cut + 1);
    });
    fc.assert(
      fc.property(fc.oneof(value, broken), (text) => {
        let expected: unknown;
        try {
          const parsed: unknown = JSON.parse(Buffer.from(text).toString());
          if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)) expected = asValue(parsed);
        } catch {}
        expect(withoutLarge(fieldsOf(text))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a record of JSON', () => {
  it.each<[string, string, string[]]>([
    ['{"time":"2024-02-29T10:00:00Z"}', '2024-02-29T10:00:00.000Z', []],
    ['{"timestamp":"2024-02-29 10:00:00.5"}', '2024-02-29T10:00:00.500Z', ['zoneAssumed']],
    ['{"@timestamp":"2024-02-29T10:00:00+01:00"}', '2024-02-29T09:00:00.000Z', []],
    ['{"ts":1709200800.123456}', '2024-02-29T10:00:00.123456Z', []],
    ['{"t":1709200800123}', '2024-02-29T10:00:00.123Z', []],
    ['{"t":1709200800123456}', '2024-02-29T10:00:00.123456Z', []],
    ['{"t":1709200800123456789}', '2024-02-29T10:00:00.123456Z', []],
    ['{"t":1.709200800123e9}', '2024-02-29T10:00:00.123Z', []],
    ['{"t":1709200800123E+0}', '2024-02-29T10:00:00.123Z', []],
    ['{"t":1e999}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"t":1709200800e-3}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"t":"Thu Feb 29 2024 11:00:00 GMT+0100 (Central European Standard Time)"}', '2024-02-29T10:00:00.000Z', []],
    ['{"t":"1709200800"}', '2024-02-29T10:00:00.000Z', []],
    ['{"time":12.5,"ts":1709200800}', '2024-02-29T10:00:00.000Z', []],
    ['{"time":"soon","ts":1709200800}', '2024-02-29T10:00:00.000Z', []],
    ['{"t":{"$date":"2024-02-29T11:00:00.5+01:00"}}', '2024-02-29T10:00:00.500Z', []],
    ['{"ts":{"$date":"2024-02-29T11:00:00.5+01:00"}}', '2024-02-29T10:00:00.500Z', []],
    ['{"timestamp":{"$date":{"$numberLong":"1709200800500"}}}', '2024-02-29T10:00:00.500Z', []],
    ['{"t":{"$date":{"x":1}},"date":{"$date":1709200800500}}', '2024-02-29T10:00:00.500Z', []],
    ['{"eventType":"x","published":"2024-02-29T10:00:00.5Z"}', '2024-02-29T10:00:00.500Z', []],
    ['{"CreationTime":"2024-02-29T10:00:00.5","Operation":"x"}', '2024-02-29T10:00:00.500Z', ['zoneAssumed']],
    ['{"t":"2024-02-29 10:00:00 CEST"}', '2024-02-29T08:00:00.000Z', []],
    ['{"t":"2024-02-29 10:00:00 Europe/Paris"}', '2024-02-29T09:00:00.000Z', []],
    ['{"t":"2024-02-29 10:00:00 CST"}', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['{"t":"2024-02-29T11:00:00+01:00[Europe/Paris]"}', '2024-02-29T10:00:00.000Z', []],
    ['{"t":"@4000000065e055aa1dcd6500"}', '2024-02-29T10:00:00.500Z', []],
    ['{"t":"@4000000065e055aa1dcd65000"}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"t":"Thu 2024-02-29 10:00:00 UTC"}', '2024-02-29T10:00:00.000Z', []],
    ['{"timeUnixNano":"1709200800500000000"}', '2024-02-29T10:00:00.500Z', []],
    ['{"@t":"2024-02-29T10:00:00.1234567Z"}', '2024-02-29T10:00:00.123456Z', []],
    ['{"asctime":"2024-02-29 10:00:00,5","levelname":"INFO"}', '2024-02-29T10:00:00.500Z', ['zoneAssumed']],
    ['{"Timestamp":"2024-02-29 10:00:00Z"}', '2024-02-29T10:00:00.000Z', []],
    ['{"eventTime":"2024-02-29T10:00:00Z"}', '2024-02-29T10:00:00.000Z', []],
    ['{"instant":{"epochSecond":1709200800,"nanoOfSecond":123456789},"message":"x"}', '2024-02-29T10:00:00.123456Z', []],
    ['{"time":20240229100000,"message":"x"}', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['{"time":"20240229100000.5Z","message":"x"}', '2024-02-29T10:00:00.500Z', []],
    ['{"timestamp":{"seconds":"1709200800","nanos":5000}}', '2024-02-29T10:00:00.000005Z', []],
    ['{"timestamp":{"seconds":1709200800}}', '2024-02-29T10:00:00.000Z', []],
    ['{"timestamp":{"seconds":1709200800,"nanos":1000000000}}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"timestamp":{"seconds":1709200800.5},"ts":"2024-02-29T10:00:00Z"}', '2024-02-29T10:00:00.000Z', []],
    ['{"timestamp":{"seconds":99999999999999}}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"timeMillis":1709200800123,"message":"x"}', '2024-02-29T10:00:00.123Z', []],
    ['{"TimeGenerated":"2024-02-29T10:00:00Z"}', '2024-02-29T10:00:00.000Z', []],
    ['{"EventTime":"2024-02-29 10:00:00"}', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['{"date":1709200800.5,"log":"x"}', '2024-02-29T10:00:00.500Z', []],
    ['{"time":"10:00:00.5","date":"2024-02-29"}', '2024-02-29T10:00:00.500Z', ['zoneAssumed']],
    ['{"date":"2024-02-29","time":"10:00:00","tz":"+0100"}', '2024-02-29T09:00:00.000Z', []],
    ['{"date":"2024-02-29","time":10}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['\u001e{"t":"2024-02-29T10:00:00Z"}', '2024-02-29T10:00:00.000Z', []],
    ['{"t":1,"time":"2024-02-29T10:00:00Z"}', '2024-02-29T10:00:00.000Z', []],
    ['{"time":null}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"time":"2024-02-30T10:00:00Z"}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"time":"2024-02-29T10:00:00Z and more"}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"a":1}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['text', '2024-03-01T12:00:00.000Z', ['badTime', 'undecodable']],
  ])('%s is of %s', (text, time, flags) => {
    expect(decode(JSON_LINES, text)).toMatchObject({ time, flags });
  });
});

describe('the time of a record of JSON that is not written plainly', () => {
  it.each<[string, string, string[]]>([
    ['{"Timestamp":"2024-02-29T12:00:00\\u002B02:00","Message":"x"}', '2024-02-29T10:00:00.000Z', []],
    ['{"time":"2024\\/02\\/29 10:00:00"}', '2024-02-29T10:00:00.000Z', ['zoneAssumed']],
    ['{"time":"1. März 2024 10:00:00"}', '2024-03-01T10:00:00.000Z', ['zoneAssumed']],
  ])('%s is of %s', (text, time, flags) => {
    expect(decode(JSON_LINES, text)).toMatchObject({ time, flags });
  });
});

describe('the time of a record of JSON, under a name of its own', () => {
  it.each<[string, string, string[]]>([
    ['{"body":{"stringValue":"x"},"observedTimeUnixNano":"1709200800123000000"}', '2024-02-29T10:00:00.123Z', []],
    ['{"stageTimestamp":"2024-02-29T10:00:00.123456Z","verb":"get"}', '2024-02-29T10:00:00.123456Z', []],
    ['{"TimeCreated":"2024-02-29T10:00:00.1234567Z","Message":"x"}', '2024-02-29T10:00:00.123456Z', []],
    ['{"time_local":"29/Feb/2024:11:00:00 +0100","status":200}', '2024-02-29T10:00:00.000Z', []],
    ['{"time_iso8601":"2024-02-29T11:00:00+01:00","status":200}', '2024-02-29T10:00:00.000Z', []],
    ['{"Event":{"System":{"TimeCreated":{"#attributes":{"SystemTime":"2024-02-29T10:00:00.1Z"}}}}}', '2024-02-29T10:00:00.100Z', []],
    ['{"start_time":"2024-02-29T10:00:00.123Z","response_code":200}', '2024-02-29T10:00:00.123Z', []],
    ['{"calendarTime":"Thu Feb 29 10:00:00 2024 UTC","unixTime":"1709200800"}', '2024-02-29T10:00:00.000Z', []],
    ['{"T":"2024-02-29T11:00:00.5+01:00","QH":"example.com"}', '2024-02-29T10:00:00.500Z', []],
    ['{"win":{"system":{"systemTime":"2024-02-29T10:00:00.1234567Z"}}}', '2024-02-29T10:00:00.123456Z', []],
    ['{"UtcTime":"2024-02-29 10:00:00.123","Image":"x"}', '2024-02-29T10:00:00.123Z', ['zoneAssumed']],
    ['{"event_timestamp":"1709200800","event":{"timestamp":"2024-02-29T09:59:59Z"}}', '2024-02-29T10:00:00.000Z', []],
    ['{"text":"x","record":{"message":"x","time":{"repr":"x","timestamp":1709200800.5}}}', '2024-02-29T10:00:00.500Z', []],
    ['{"datetime":{"date":"2024-02-29 10:00:00.123456","timezone_type":3,"timezone":"UTC"}}', '2024-02-29T10:00:00.123456Z', []],
    ['{"datetime":{"date":"2024-02-29 11:00:00","timezone_type":3,"timezone":"Europe\\/Paris"}}', '2024-02-29T10:00:00.000Z', []],
    ['{"datetime":{"date":"2024-02-29 11:00:00","timezone_type":1,"timezone":"+01:00"}}', '2024-02-29T10:00:00.000Z', []],
    ['{"datetime":{"date":"2024-02-29 11:00:00","timezone":"Utopia/X"}}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"datetime":{"timezone":"UTC"}}', '2024-03-01T12:00:00.000Z', ['badTime']],
    ['{"Event":"up","time_local":"29/Feb/2024:11:00:00 +0100"}', '2024-02-29T10:00:00.000Z', []],
  ])('is found in %s', (text, time, flags) => {
    expect(decode(JSON_LINES, text)).toMatchObject({ time, flags });
  });
});

describe('what a record of JSON says', () => {
  it.each<[string, string]>([
    ['{"message":"up "}', 'up'],
    ['{"msg":"up"}', 'up'],
    ['{"message":5,"msg":"up"}', 'up'],
    ['{"message":"say \\"x\\" \\u00e9"}', 'say "x" é'],
    ['{"message":""}', ''],
    ['{"log":{"level":"info"},"body":"down","short_message":"up"}', 'up'],
    ['{"log":"up\\n","stream":"stdout"}', 'up'],
    ['{"body":"up"}', 'up'],
    ['{"body":{"stringValue":"up"},"severityText":"INFO"}', 'up'],
    ['{"@t":"x","@mt":"{Name} is up"}', '{Name} is up'],
    ['{"@mt":"{Name} is up","@m":"db is up"}', 'db is up'],
    ['{"Message":"up"}', 'up'],
    ['{"MessageTemplate":"{Name} is up","RenderedMessage":"db is up"}', 'db is up'],
    ['{"jsonPayload":{"message":"up"},"severity":"INFO"}', 'up'],
    ['{"fields":{"message":"up","order":7},"level":"INFO"}', 'up'],
    ['{"fields":{"message":"down"},"message":"up"}', 'up'],
    ['{"text":"x","record":{"message":"up","level":{"name":"INFO"}}}', 'up'],
    ['{"@level":"info","@message":"up"}', 'up'],
    ['{"textPayload":"up","severity":"INFO"}', 'up'],
    ['{"event":"up","level":"info"}', 'up'],
    ['{"event":"up","msg":"down"}', 'down'],
    ['{"event":{"kind":"x"}}', '{"event":{"kind":"x"}}'],
    ['\u001e{"msg":"up"}', 'up'],
    ['\u001e\u001e{"msg":"up"}', '\u001e\u001e{"msg":"up"}'],
    ['{"a":1}', '{"a":1}'],
    ['text', 'text'],
  ])('the message of %s', (text, message) => {
    expect(decode(JSON_LINES, text)).toMatchObject({ message, text });
  });

  it('keeps its time and message where its format says', () => {
    const format = builtin('json', { time: [['meta', 'at'], ['ts']], message: ['event', 'text'], zone: 'Europe/Paris' });
    expect(decode(format, '{"meta":{"at":"2024-02-29 10:00:00"},"event":{"text":"x"},"message":"y"}')).toMatchObject({
      time: '2024-02-29T09:00:00.000Z',
      message: 'x',
    });
    expect(decode(format, '{"ts":60,"time":"2024-02-29T10:00:00Z"}')).toMatchObject({
      time: '1970-01-01T00:01:00.000Z',
      message: '{"ts":60,"time":"2024-02-29T10:00:00Z"}',
    });
  });

  it('has fields by path', () => {
    const { field } = decode(JSON_LINES, '{"a":{"b":[1,2],"c.d":3}}', {}, [['a', 'b'], ['a', 'c.d'], ['a', 'x'], ['a', 'b', 'c'], ['x']]);
    expect([field('a', 'b'), field('a', 'c.d'), field('a', 'x'), field('a', 'b', 'c'), field('x')]).toEqual([
      [1, 2],
      3,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a record of the journal', () => {
  const text =
    '{"__REALTIME_TIMESTAMP":"1709200800123456","_HOSTNAME":"h","SYSLOG_IDENTIFIER":"sshd","_PID":"7","PRIORITY":"3","SYSLOG_FACILITY":"4","MESSAGE":"x"}';
  const names = ['host', 'app', 'pid', 'severity', 'facility', 'message', '_HOSTNAME', 'msgid'];

  it('has its own fields and those of syslog', () => {
    const { field, ...decoded } = decode(
      JOURNAL,
      text,
      {},
      names.map((name) => [name]),
    );
    expect(names.map((name) => field(name))).toEqual(['h', 'sshd', '7', 'error', 'auth', 'x', 'h', undefined]);
    expect(decoded).toMatchObject({ time: '2024-02-29T10:00:00.123456Z', message: 'x', flags: [] });
  });

  it('may be bytes', () => {
    const { field, ...decoded } = decode(JOURNAL, '{"MESSAGE":[120,255,121],"_COMM":[115,104]}', {}, [['message'], ['app']]);
    expect([field('message'), field('app')]).toEqual(['x\uFFFDy', 'sh']);
    expect(decoded).toMatchObject({ message: 'x\uFFFDy', flags: ['badTime', 'invalidUtf8'] });
    // What has control characters comes so, too.
    expect(decode(JOURNAL, '{"MESSAGE":[27,91,49,109,195,188]}', {}, [])).toMatchObject({ message: '\u001b[1mü', flags: ['badTime'] });
  });

  it.each(['{"a":1}', 'text', '[1]'])('is not this: %s', (line) => {
    expect(decode(JOURNAL, line).flags).toEqual(['badTime', 'undecodable']);
  });

  it('reads every field as JSON does', () => {
    const decoder = new JournalDecoder(JOURNAL, { received: NOON, zone: 'UTC' });
    const record = new DecodedRecord();
    const bytes = Buffer.from(text);
    decoder.decode(record, bytes, 0, bytes.length);
    expect(plain(decoder.fields(record))).toEqual(JSON.parse(text));
  });
});
