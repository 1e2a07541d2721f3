import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRegex } from '../../../src/dsl/patterns/regex.ts';
import { RecordFlag } from '../../../src/runtime/record.ts';
import { bytesOfLines, chunksOf } from './bytes.ts';
import { Folder } from './folder.ts';
import { LINE, NOW, readAll } from './sources.ts';

const folder = new Folder();
const iso = (micros: number) => new Date(micros / 1000).toISOString().replace('.000Z', 'Z');
const textsOf = async (...args: Parameters<typeof readAll>) => (await readAll(...args)).records.map(({ text }) => text);
const timesOf = async (...args: Parameters<typeof readAll>) => (await readAll(...args)).records.map(({ time }) => iso(time));

describe('a rotated log', () => {
  it('is read oldest first, each line with its own file and number', async () => {
    const current = folder.file('rot/a.log', '2024-01-03T00:00:00Z e\n2024-01-03T00:00:00Z f');
    const first = folder.file('rot/a.log.2.gz', gzipSync('2024-01-01T00:00:00Z a\n2024-01-01T00:00:00Z b\n'));
    const second = folder.file('rot/a.log.1', '2024-01-02T00:00:00Z c\n2024-01-02T00:00:00Z d');
    const { records } = await readAll([folder.at('rot')]);
    expect(records.map(({ file, line, text, flags }) => [file, line, text.slice(21), flags])).toEqual([
      [first, 1, 'a', 0],
      [first, 2, 'b', 0],
      [second, 1, 'c', 0],
      [second, 2, 'd', RecordFlag.incomplete],
      [current, 1, 'e', 0],
      [current, 2, 'f', RecordFlag.incomplete],
    ]);
  });

  it('has records of several lines that go on in its next file, and are where they begin', async () => {
    const { regex } = parseRegex('^\\S', '');
    const stacks = { ...LINE, multiline: { starts: regex, idle: 1, maxLines: 100 } };
    const first = folder.file('cut/a.log.2', 'one\ntwo\n at x\n');
    folder.file('cut/a.log.1', ' at y\n');
    const current = folder.file('cut/a.log', ' at z\n\nthree\n at x');
    const { records } = await readAll([{ path: folder.at('cut'), format: 'line' }], { formats: [stacks] });
    expect(records.map(({ file, line, text }) => [file, line, text])).toEqual([
      [first, 1, 'one'],
      [first, 2, 'two\n at x\n at y\n at z\n'],
      [current, 3, 'three\n at x'],
    ]);
  });

  it('is dated from its newest file back', async () => {
    // A copy of an old set: all files were written today.
    folder.file('old/m.log', 'Mar  1 00:00:00 h app: x\nNov  1 00:00:00 h app: x\n', '2024-06-01T00:00:00Z');
    folder.file('old/m.log.1', 'Dec 30 00:00:00 h app: x\nFeb 27 00:00:00 h app: x\n', '2024-06-01T00:00:00Z');
    folder.file('old/m.log.2.gz', gzipSync('Jul  1 00:00:00 h app: x\nDec 29 00:00:00 h app: x\n'));
    expect(await timesOf([folder.at('old')])).toEqual([
      '2022-07-01T00:00:00Z',
      '2022-12-29T00:00:00Z',
      '2022-12-30T00:00:00Z',
      '2023-02-27T00:00:00Z',
      '2023-03-01T00:00:00Z',
      '2023-11-01T00:00:00Z',
    ]);
  });

  it.runIf(existsSync('/proc/self/fd'))('is dated from all of its files, of which few are open at a time', async () => {
    const most = 300;
    for (let age = 0; age < most; age++) {
      const at = new Date(Date.UTC(2022, 0, 1 + 2 * age));
      const day = at.toISOString().slice(0, 10);
      const stamp = `${at.toLocaleString('en', { month: 'short', timeZone: 'UTC' })} ${String(at.getUTCDate()).padStart(2)} 10:00:00`;
      folder.file(`many/app-${day}.log`, `${stamp} h app[1]: x\n`, `${day}T10:00:00Z`);
    }
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    let greatest = 0;
    let next = setImmediate(function look() {
      greatest = Math.max(greatest, open() - before);
      next = setImmediate(look);
    });
    const times = await timesOf([folder.at('many')]);
    clearImmediate(next);
    expect([times.length, times[0], times.at(-1)]).toEqual([most, '2022-01-01T10:00:00Z', '2023-08-22T10:00:00Z']);
    expect(greatest).toBeLessThan(40);
  });

  it('begins in the year that is given', async () => {
    folder.file('given/m.log', 'Jan  1 00:00:00 h app: x\n');
    folder.file('given/m.log.1', 'Dec 31 00:00:00 h app: x\n');
    expect(await timesOf([folder.at('given')], { year: 2019 })).toEqual(['2019-12-31T00:00:00Z', '2020-01-01T00:00:00Z']);
  });
});

describe('the years of a file', () => {
  const line = (date: string) => `${date} 10:00:00 h app: x\n`;
  it.each<[string, string, string[], string[]]>([
    ['end when it was last written', '2021-03-02T00:00:00Z', ['Mar  1'], ['2021-03-01']],
    ['lie before that', '2021-03-02T00:00:00Z', ['Mar  4'], ['2020-03-04']],
    ['may go a day beyond, for a clock that is ahead', '2021-03-02T00:00:00Z', ['Mar  2'], ['2021-03-02']],
    ['change at New Year', '2021-03-02T00:00:00Z', ['Dec 31', 'Jan  1'], ['2020-12-31', '2021-01-01']],
    [
      'are those of the end, when that is long past',
      '2024-05-01T00:00:00Z',
      ['Aug  3', 'Mar  1', 'Jul 31'],
      ['2022-08-03', '2023-03-01', '2023-07-31'],
    ],
    [
      'go back for one straggler of the old year',
      '2021-03-02T00:00:00Z',
      ['Dec 31', 'Jan  1', 'Dec 31', 'Jan  1'],
      ['2020-12-31', '2021-01-01', '2020-12-31', '2021-01-01'],
    ],
    ['have 29 February where there is one', '2023-03-02T00:00:00Z', ['Feb 28', 'Feb 29', 'Mar  1'], ['2023-02-28', '', '2023-03-01']],
    ['are leap years, when the file begins with that day', '2023-01-02T00:00:00Z', ['Feb 29', 'Mar  1'], ['2020-02-29', '2020-03-01']],
    ['are not those of an archive that says 1980', '1980-01-01T00:00:00Z', ['Mar  1'], ['2024-03-01']],
  ])('%s', async (_, modified, dates, expected) => {
    const path = folder.file(`years-${modified}-${dates.join()}.log`, dates.map(line).join(''), modified);
    const { records } = await readAll([path]);
    const got = records.map(({ time, flags }) => ((flags & RecordFlag.badTime) !== 0 ? '' : iso(time).slice(0, 10)));
    expect(got).toEqual(expected);
  });

  it('change as often as need be', async () => {
    const path = folder.file('often.log', ['Nov  1', 'Mar  1', 'Sep  1', 'Feb  1'].map(line).join(''));
    const times = await timesOf([path], { year: 2020 });
    expect(times.map((time) => time.slice(0, 10))).toEqual(['2020-11-01', '2021-03-01', '2021-09-01', '2022-02-01']);
  });

  it('go back rather than beyond what the file can know', async () => {
    const path = folder.file('back.log', ['Mar  1', 'Jan  1', 'Mar  2'].map(line).join(''), '2024-03-02T00:00:00Z');
    const times = await timesOf([path]);
    expect(times.map((time) => time.slice(0, 10))).toEqual(['2024-03-01', '2024-01-01', '2024-03-02']);
  });

  it('are told by the end of a long file', async () => {
    const many = Array.from({ length: 5000 }, () => line('Aug  1')).join('');
    const path = folder.file('long.log', many + line('Mar  1'), '2024-12-01T00:00:00Z');
    const times = await timesOf([path], { received: Date.parse('2025-01-01') * 1000 });
    expect([times[0], times.at(-1)]).toEqual(['2023-08-01T10:00:00Z', '2024-03-01T10:00:00Z']);
  });

  it('are used before the first record that has a time', async () => {
    const path = folder.file('first.log', 'no time\n2020-01-01T00:00:00Z time\nnone again\n');
    expect(await timesOf([{ path, format: 'line' }])).toEqual(Array(3).fill('2020-01-01T00:00:00Z'));
  });
});

describe('the days of a file with times of day', () => {
  const MARCH = Date.parse('2024-03-01') / 86_400_000;
  /** A log of nine days that ends on 9 March at 12:00, with a record every `seconds`. */
  const log = (seconds: number) => {
    const end = Date.parse('2024-03-09T12:00:00Z');
    const count = (8 * 86_400) / seconds;
    return Array.from(
      { length: count + 1 },
      (_, at) => `${iso((end - (count - at) * seconds * 1000) * 1000).slice(11, 19)} ${'up and '.repeat(3)}up\n`,
    ).join('');
  };
  const ends = async (...args: Parameters<typeof readAll>) => {
    const times = await timesOf(...args);
    return [times[0], times.at(-1)];
  };

  it.each([
    ['short', 3600],
    ['long', 240],
  ])('are counted from its end: a %s one', async (name, seconds) => {
    const path = folder.file(`days-${name}.log`, log(seconds), '2024-03-09T12:05:00Z');
    const expected = ['2024-03-01T12:00:00Z', '2024-03-09T12:00:00Z'];
    expect(await ends([path])).toEqual(expected);
    expect(await ends([folder.file(`days-${name}.log.gz`, gzipSync(log(seconds)), '2024-03-09T20:00:00Z')])).toEqual(expected);
    // Some hours behind or ahead, as if in another zone.
    folder.file(`days-${name}.log`, log(seconds), '2024-03-09T03:00:00Z');
    expect(await ends([path])).toEqual(expected);
  });

  it('are those of all files of a rotated log', async () => {
    folder.file('days/m.log', '00:10:00 c\n22:00:00 d\n', '2024-03-04T22:00:00Z');
    folder.file('days/m.log.1', '01:00:00 a\n00:30:00 b\n23:00:00 b\n', '2024-03-04T00:05:00Z');
    folder.file('days/m.log.2.gz', gzipSync('12:00:00 a\n'), '2024-03-02T12:00:00Z');
    expect(await timesOf([folder.at('days')])).toEqual([
      '2024-03-02T12:00:00Z',
      '2024-03-03T01:00:00Z',
      '2024-03-03T00:30:00Z',
      '2024-03-03T23:00:00Z',
      '2024-03-04T00:10:00Z',
      '2024-03-04T22:00:00Z',
    ]);
  });

  it('begin with the one that is given, in a file as on standard input', async () => {
    const text = log(240);
    const path = folder.file('days-given.log', text, '2024-05-01T00:00:00Z');
    const expected = await readAll([path], { year: 2024, day: MARCH });
    expect(iso(expected.records.at(-1)!.time)).toBe('2024-03-09T12:00:00Z');
    const piped = await readAll(['-'], { year: 2024, day: MARCH, stdin: Readable.from([Buffer.from(text)]) });
    expect(piped.records.map(({ time }) => time)).toEqual(expected.records.map(({ time }) => time));
  });
});

describe('standard input', () => {
  const log = Array.from({ length: 50 }, (_, at) => `Feb 29 10:00:${String(at).padStart(2, '0')} h app[1]: x ${at}\n`).join('');

  it.each([1, 100, 1 << 20])('tells its format and years, in chunks of %i', async (size) => {
    const { records, formats } = await readAll(['-'], { stdin: chunksOf(Buffer.from(log), size) });
    expect(formats).toEqual(['syslog']);
    expect(records).toHaveLength(50);
    expect(iso(records[49]!.time)).toBe('2024-02-29T10:00:49Z');
  });

  it('tells its format by more than its first lines', async () => {
    for (const size of [1, 1 << 20]) {
      const stdin = chunksOf(Buffer.from(`-- Logs begin --\nsome text\nmore text\n${log}`), size);
      expect((await readAll(['-'], { stdin })).formats).toEqual(['syslog']);
    }
  });

  it.each([1, 100, 1 << 20])('tells the time of records before the first that has one, in chunks of %i', async (size) => {
    for (const [lines, time] of [
      [0, '2020-01-01T00:00:00Z'],
      [19, '2020-01-01T00:00:00Z'],
      [20, '2020-01-01T00:00:00Z'],
      [99, '2020-01-01T00:00:00Z'],
      // Whoever writes lines without times, one by one, is not waited for any longer.
      [100, iso(NOW)],
    ] as const) {
      const text = `${'no time\n'.repeat(lines)}2020-01-01T00:00:00Z time\nnone again\n2021-01-01T00:00:00Z later\n`;
      const { records } = await readAll([{ path: '-', format: 'line' }], { stdin: chunksOf(Buffer.from(text), size) });
      expect(records).toHaveLength(lines + 3);
      expect(iso(records[0]!.time), `after ${lines} lines`).toBe(time);
    }
  });

  it('may be compressed', async () => {
    expect((await readAll(['-'], { stdin: Readable.from([gzipSync(log)]) })).records).toHaveLength(50);
  });

  it('may break off, and what came is read', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a\nb');
      throw Object.assign(new Error('read EIO'), { code: 'EIO' });
    }
    const { records, problems } = await readAll(['-'], { stdin: broken() });
    expect([records.map(({ text }) => text), problems]).toEqual([['a', 'b'], ['unreadable']]);
  });
});

describe('the format of a file', () => {
  it('is told by the newest of its set that has a line', async () => {
    folder.file('half.log.1', '{"msg":"one"}\n'.repeat(3));
    folder.file('half.log', '{"msg":"tw');
    expect((await readAll([folder.at('half.log*')])).formats).toEqual(['json']);
  });

  const lines = '2024-02-29T12:00:00.000000+00:00 h sshd[7]: x\n'.repeat(10);

  it('is told by as much of it when it is compressed in small members', async () => {
    const plain = await readAll([folder.file('members.log', `-- no log yet\n${lines}`)]);
    const members = await readAll([folder.file('members.gz', Buffer.concat([gzipSync('-- no log yet\n'), gzipSync(lines)]))]);
    expect(plain.formats).toEqual(['syslog']);
    expect({ ...members, records: members.records.map((record) => ({ ...record, file: '' })) }).toEqual({
      ...plain,
      records: plain.records.map((record) => ({ ...record, file: '' })),
    });
  });

  it.each([100, 64 * 1024 - 10, 64 * 1024, 200_000])('is told by what follows a hole of %d bytes', async (length) => {
    const hollow = Buffer.concat([Buffer.alloc(length), Buffer.from(lines)]);
    const path = folder.file(`hole/${length}/m.log`, hollow);
    const gz = folder.file(`hole/${length}.gz`, gzipSync(hollow));
    const { formats, records } = await readAll([path, gz, '-'], { stdin: chunksOf(hollow, 1000) });
    expect(formats).toEqual(['syslog', 'syslog', 'syslog']);
    expect(records).toHaveLength(30);
    expect(records[0]?.text).toBe(lines.slice(0, lines.indexOf('\n')));
    const { records: ofFolder } = await readAll([folder.at(`hole/${length}`)]);
    expect(ofFolder).toHaveLength(10);
  });
});

describe('inputs', () => {
  it('may be pipes', async () => {
    const path = folder.at('pipe');
    execFileSync('mkfifo', [path]);
    const writing = import('node:fs/promises').then(({ writeFile }) => writeFile(path, 'a\nb\n'));
    expect(await textsOf([path])).toEqual(['a', 'b']);
    await writing;
  });

  it('that cannot be read leave the others', async () => {
    const good = folder.file('good.log', 'a\n');
    const bad = folder.file('bad.gz', gzipSync('b\n').subarray(0, 20));
    const other = folder.file('other.xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]));
    const { records, problems } = await readAll([good, bad, other]);
    expect(records.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(problems.sort()).toEqual(['cut-off', 'unknown-compression']);
  });

  it.each([
    ['a\rb\r', ['no-line-feeds']],
    ['a\rb', ['no-line-feeds']],
    ['a\rb\r\n', []],
    ['a\r', []],
    ['a', []],
  ])('that have carriage returns for line ends are told of: %j', async (text, told) => {
    const path = folder.file('returns.log', text);
    expect((await readAll([path])).problems).toEqual(told);
    expect((await readAll(['-'], { stdin: Readable.from([Buffer.from(text)]) })).problems).toEqual(told);
  });

  it('that vanish, or cannot be read, are reported', async () => {
    const { openInputs } = await import('../../../src/runtime/inputs/open.ts');
    const codes: string[] = [];
    const options = {
      formats: [],
      received: 0,
      zone: 'UTC',
      stdin: Readable.from([]),
      report: ({ code }: { code: string }) => codes.push(code),
    };
    const specs = [folder.at('gone'), folder.path].map((path) => ({ name: path, files: [path] }));
    const { cursors } = await openInputs(specs, options);
    for (const cursor of cursors) expect([await cursor.fill(), cursor.next(), await cursor.fill()]).toEqual([true, false, false]);
    expect(codes).toEqual(['not-found', 'is-directory']);
  });

  it('are bound to a format by name', async () => {
    const path = folder.file('bound.log', 'level=info a=b\n');
    const own = { ...LINE, name: 'orders' };
    expect((await readAll([{ path, format: 'orders' }], { formats: [own] })).formats).toEqual(['orders']);
    expect((await readAll([{ path, format: 'clf' }], { formats: [own] })).formats).toEqual(['clf']);
    expect((await readAll([path])).formats).toEqual(['logfmt']);
  });

  it('give each line that is not blank once, whatever is in it, by chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(bytesOfLines, fc.integer({ min: 1, max: 50 }), async (bytes, chunkSize) => {
        const path = folder.file('fuzz.log', bytes);
        const whole = await readAll([path]);
        expect((await readAll([path], { limits: { chunkSize } })).records).toEqual(whole.records);
        const lines = bytes.toString('latin1').split('\n');
        const notBlank = lines
          .map((text, at) => (/[^\s\0]/.test(text.replace(/^[\0\r]*\xef\xbb\xbf/, '')) ? at + 1 : 0))
          .filter((at) => at > 0);
        const numbers = whole.records.map(({ line }) => line);
        expect(numbers.filter((line) => notBlank.includes(line))).toEqual(notBlank);
      }),
      { numRuns: 200 },
    );
  });
});
