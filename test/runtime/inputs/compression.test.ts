import { deflateRawSync, gunzipSync, gzipSync, constants as zlib } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompressed, isCompressed } from '../../../src/runtime/inputs/compression.ts';
import { READ_LIMITS, type ReadLimits } from '../../../src/runtime/inputs/limits.ts';
import { type InputProblem, STANDARD_INPUT } from '../../../src/runtime/inputs/problem.ts';
import { chunksOf } from './bytes.ts';

interface Read {
  text: string;
  problems: InputProblem['code'][];
}

/** @param slow waits before taking each further piece, long enough for an error to occur */
async function read(bytes: Uint8Array, size = 1024, limits: Partial<ReadLimits> = {}, slow = false): Promise<Read> {
  const problems: InputProblem['code'][] = [];
  const pieces: Buffer[] = [];
  const all = decompressed(chunksOf(bytes, size), 'a.gz', { ...READ_LIMITS, chunkSize: 4096, ...limits }, ({ code }) =>
    problems.push(code),
  );
  for await (const chunk of all) {
    pieces.push(Buffer.from(chunk));
    if (slow) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { text: Buffer.concat(pieces).toString(), problems };
}

const text = Array.from({ length: 600 }, (_, at) => `line ${at} ${(at * 2654435761) % 99991}\n`).join('');
const gz = gzipSync(text);
const SIZES = [1, 7, 1000, 1 << 20];

/** A gzip member with all optional parts of its header. */
function memberWithHeader(content: string): Buffer {
  const plain = gzipSync(content);
  const optional = [Buffer.from([3, 0, 1, 2, 3]), Buffer.from('a name\0'), Buffer.from('a comment\0'), Buffer.from([0xab, 0xcd])];
  const header = Buffer.from(plain.subarray(0, 10));
  header[3] = 0x1e;
  return Buffer.concat([header, ...optional, deflateRawSync(content), plain.subarray(-8)]);
}

describe('what is compressed', () => {
  it.each(SIZES)('is read as what is in it, in chunks of %i', async (size) => {
    expect(await read(gz, size)).toEqual({ text, problems: [] });
  });

  it.each(SIZES)('may have many members, with padding between and after them, in chunks of %i', async (size) => {
    const all = Buffer.concat([
      gzipSync('a\n'),
      gzipSync(''),
      memberWithHeader('b\n'),
      Buffer.alloc(600),
      gzipSync('c\n'),
      Buffer.alloc(3),
    ]);
    expect(await read(all, size)).toEqual({ text: 'a\nb\nc\n', problems: [] });
  });

  it.each(['__CURSOR=s=1\n', '__REALTIME_TIMESTAMP=1\n'])('may be an export of the journal, which begins with %j', async (first) => {
    const name = first.slice(0, first.indexOf('='));
    const json = `{"${name}":"${first.slice(name.length + 1, -1)}","MESSAGE":"x"}\n\n\n`;
    const whole = Buffer.from(`${first}MESSAGE=x\n\n`);
    for (const bytes of [whole, gzipSync(whole)]) expect(await read(bytes, 3)).toEqual({ text: json, problems: [] });
    expect((await read(Buffer.concat([whole, Buffer.from('MESSAGE\n')]))).problems).toEqual(['cut-off']);
  });

  it('is known by its bytes', async () => {
    expect(await read(Buffer.from('plain\n'), 2)).toEqual({ text: 'plain\n', problems: [] });
    expect(await read(Buffer.from([0x1f]), 1)).toEqual({ text: '\x1f', problems: [] });
    expect(await read(Buffer.alloc(0))).toEqual({ text: '', problems: [] });
  });

  it.each(['BZh', 'BZh9', 'BZhang is here\n', 'BZh91AY\n', 'LPKSHH: x\n', 'ElfFile: x\n', '__REAL life\n', '__CURS\n'])(
    'is not what only begins like it: %j',
    async (text) => {
      expect(await read(Buffer.from(text), 2)).toEqual({ text, problems: [] });
      expect(isCompressed(Buffer.from(text))).toBe(false);
    },
  );

  it.each([
    ['a journal', [0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48, 0]],
    ['an event log of Windows', [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0]],
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 1, 2]],
    ['bzip2', [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x4e]],
    ['nothing in bzip2', [0x42, 0x5a, 0x68, 0x31, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0]],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd, 0x04]],
  ])('of %s is not read', async (_, bytes) => {
    expect(await read(Buffer.from(bytes), 2)).toEqual({ text: '', problems: ['unknown-compression'] });
  });
});

describe('what another program has to undo', () => {
  const tar = Buffer.alloc(1024);
  tar.write('ustar', 257);
  const utf16 = Buffer.from('\ufeffa line\n', 'utf16le');

  async function said(bytes: Uint8Array, path: string): Promise<string[]> {
    const problems: string[] = [];
    for await (const chunk of decompressed(chunksOf(bytes, 4096), path, READ_LIMITS, ({ message, help }) => problems.push(message, help))) {
      problems.push(Buffer.from(chunk).toString());
    }
    return problems;
  }

  it.each([
    ['a.zip', Buffer.from('PK\x03\x04 and more'), 'is a zip archive', 'unzip -p a.zip'],
    ['a.tar', tar, 'is a tar archive', 'tar -xOf a.tar'],
    ['a.tgz', gzipSync(tar), 'is a tar archive, in gzip', 'zcat a.tgz | tar -xOf -'],
    ['a.log', utf16, 'is UTF-16 text', 'iconv -f UTF-16 -t UTF-8 a.log'],
    ['b.log', Buffer.from(utf16).swap16(), 'is UTF-16 text', 'iconv -f UTF-16 -t UTF-8 b.log'],
    ['a.log', utf16.subarray(2), 'is UTF-16 text', 'iconv -f UTF-16LE -t UTF-8 a.log'],
    ['b.log', Buffer.from(utf16).swap16().subarray(2), 'is UTF-16 text', 'iconv -f UTF-16BE -t UTF-8 b.log'],
    ['a.log.gz', gzipSync(utf16), 'is UTF-16 text, in gzip', 'zcat a.log.gz | iconv -f UTF-16 -t UTF-8'],
    ["a'; reboot; '.tar", tar, 'is a tar archive', "tar -xOf 'a'\\''; reboot; '\\''.tar'"],
    [STANDARD_INPUT, tar, 'is a tar archive', '… | tar -xOf -'],
  ])('is told with the program that does: %s', async (path, bytes, says, pipe) => {
    expect(await said(bytes, path)).toEqual([`'${path}' ${says}.`, `Pipe it in: ${pipe} | corr run RULES -`]);
  });

  it('is not sought within gzip within gzip, which may hold itself', async () => {
    expect(await read(gzipSync(gz))).toMatchObject({ problems: [] });
  });
});

describe('gzip that is not whole', () => {
  it('gives all that can be had, wherever it breaks off', async () => {
    const cuts = [...Array(40).keys(), 100, 1000, gz.length - 9, gz.length - 8, gz.length - 7, gz.length - 1].filter((cut) => cut >= 2);
    for (const cut of cuts) {
      const part = gz.subarray(0, cut);
      const whole = cut < 18 ? '' : gunzipSync(part, { finishFlush: zlib.Z_SYNC_FLUSH }).toString();
      for (const size of SIZES)
        expect(await read(part, size), `cut at ${cut}, read by ${size}`).toEqual({ text: whole, problems: ['cut-off'] });
    }
  });

  it('loses nothing to an error, however slowly it is read', async () => {
    for (const size of [64, 1000, 1 << 20]) {
      expect(await read(gz.subarray(0, -8), size, {}, true)).toEqual({ text, problems: ['cut-off'] });
      expect(await read(Buffer.concat([gz, Buffer.from('x')]), size, {}, true)).toEqual({ text, problems: ['trailing-garbage'] });
    }
  });

  it('breaks off in its second member', async () => {
    const second = gzipSync('second\n');
    for (let cut = 1; cut < second.length; cut++) {
      const { text: got, problems } = await read(Buffer.concat([gz, second.subarray(0, cut)]));
      expect(got.startsWith(text)).toBe(true);
      expect(problems).toEqual([cut < 3 ? 'trailing-garbage' : 'cut-off']);
    }
  });

  it('has other bytes behind it', async () => {
    const garbage = [
      Buffer.from('x'),
      Buffer.from('garbage behind'),
      Buffer.from([0x1f]),
      Buffer.from([0x1f, 0x8b, 1, 2, 3]),
      Buffer.from([0, 0, 9]),
    ];
    for (const bytes of garbage)
      for (const size of SIZES) expect(await read(Buffer.concat([gz, bytes]), size)).toEqual({ text, problems: ['trailing-garbage'] });
  });

  it('is damaged', async () => {
    const wrongChecksum = Buffer.from(gz);
    wrongChecksum[gz.length - 6]! ^= 1;
    expect(await read(wrongChecksum)).toEqual({ text, problems: ['damaged'] });
    const wrongLength = Buffer.from(gz);
    wrongLength[gz.length - 1]! ^= 1;
    expect(await read(wrongLength)).toEqual({ text, problems: ['damaged'] });
    const wrongMethod = Buffer.from(gz);
    wrongMethod[2] = 7;
    expect(await read(wrongMethod)).toEqual({ text: '', problems: ['damaged'] });
  });

  it('never throws, whichever bytes are wrong', async () => {
    const small = gzipSync(text.slice(0, 3000));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(small.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 }),
        async (changes) => {
          const bytes = Buffer.from(small);
          for (const [at, change] of changes) bytes[at]! ^= change;
          const { problems } = await read(bytes, 97);
          expect(problems.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a bomb', () => {
  const bomb = gzipSync(Buffer.alloc(64 << 20));

  it('is abandoned when it exceeds its ratio', async () => {
    const { text: got, problems } = await read(bomb, 1 << 16, { chunkSize: 1 << 16 });
    expect(problems).toEqual(['bomb']);
    expect(got.length).toBeLessThanOrEqual(2 << 20);
  });

  it('may grow to a MiB whatever its ratio', async () => {
    expect(await read(gzipSync(Buffer.alloc(1 << 20, 'a')), 1 << 16)).toEqual({ text: 'a'.repeat(1 << 20), problems: [] });
  });

  it('is read to its end when that is asked for', async () => {
    const { text: got, problems } = await read(gzipSync(Buffer.alloc(4 << 20, 'a')), 1 << 16, { maxRatio: 2000, chunkSize: 1 << 16 });
    expect([got.length, problems]).toEqual([4 << 20, []]);
  });
});
