import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportedAsJson } from '../../../src/runtime/inputs/journal-export.ts';
import { chunksOf } from './bytes.ts';

type Field = [name: string, value: string | Buffer];

/** Lines that are not blank, with their numbers. */
async function read(bytes: Uint8Array, size = 1 << 20): Promise<{ lines: [number, unknown][]; faults: string[] }> {
  const pieces: Buffer[] = [];
  const faults: string[] = [];
  for await (const piece of exportedAsJson(chunksOf(bytes, size), (fault) => faults.push(fault))) pieces.push(Buffer.from(piece));
  const texts = Buffer.concat(pieces).toString().split('\n');
  const lines = texts.flatMap((text, at): [number, unknown][] => (text === '' ? [] : [[at + 1, JSON.parse(text)]]));
  return { lines, faults };
}

/** A field in the journal's notation: as text if it is a single line of text. */
function written([name, value]: Field): Buffer {
  const bytes = Buffer.from(value);
  if (typeof value === 'string' && !/[^\P{Cc}\t]/u.test(value)) return Buffer.concat([Buffer.from(`${name}=`), bytes, Buffer.from('\n')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')]);
}

const entryOf = (fields: readonly Field[]) => Buffer.concat([...fields.map(written), Buffer.from('\n')]);
const lineFeeds = (bytes: Buffer) => bytes.filter((byte) => byte === 0x0a).length;

/** The output of `journalctl -o json` for fields: lists for repeated fields, and for bytes that are not text. */
function asJson(fields: readonly Field[]): unknown {
  const all = new Map<string, unknown[]>();
  for (const [name, value] of fields) all.set(name, [...(all.get(name) ?? []), typeof value === 'string' ? value : [...value]]);
  return Object.fromEntries([...all].map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
}

const text = fc
  .array(fc.constantFrom('a', '=', ' ', '\t', '\n', '\0', '"', '\\', 'é', '😀', 'MESSAGE'), { maxLength: 8 })
  .map((parts) => parts.join(''));
const noText = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.concat([bytes, Buffer.of(0xff)]));
const field = fc.tuple(fc.constantFrom('MESSAGE', 'PRIORITY', '_PID', 'X9'), fc.oneof(text, noText));
const cursor: Field = ['__CURSOR', 's=1;i=2'];

describe("the journal's export", () => {
  it('is read as the same in JSON, each entry where it begins, however it comes', async () => {
    const entries = fc.array(fc.array(field, { maxLength: 4 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(entries, fc.integer({ min: 1, max: 40 }), async (some, size) => {
        const all = some.map((fields) => [cursor, ...fields]);
        const expected: [number, unknown][] = [];
        let before = 0;
        for (const fields of all) {
          expected.push([before + 1, asJson(fields)]);
          before += lineFeeds(entryOf(fields));
        }
        expect(await read(Buffer.concat(all.map(entryOf)), size)).toEqual({ lines: expected, faults: [] });
      }),
      { numRuns: 1000 },
    );
  });

  it('is read in no more than linear time, however many fields an entry has, and its repeated fields are lists', async () => {
    const names = Array.from({ length: 18_000 }, (_, i) => `${String(i).padStart(5, '0')}A`);
    const fields = [cursor, ...[...names, ...names.slice(0, 10)].map((name): Field => [name, ''])];
    expect(await read(entryOf(fields))).toEqual({ lines: [[1, asJson(fields)]], faults: [] });
  });

  it('leaves out long values, but keeps the beginning of messages', async () => {
    const long = 'x'.repeat(200_000);
    const fields: Field[] = [
      cursor,
      ['COREDUMP', Buffer.from(long)],
      ['MESSAGE', long],
      ['NOTE', `${long}\n`],
      ['MESSAGE', `${long}\n`],
      ['PRIORITY', '3'],
    ];
    for (const size of [1000, 1 << 20]) {
      const { lines, faults } = await read(Buffer.concat([entryOf(fields), entryOf([cursor])]), size);
      expect(faults).toEqual([]);
      expect(lines.map(([line]) => line)).toEqual([1, 1 + lineFeeds(entryOf(fields))]);
      const [[, first] = []] = lines;
      const { MESSAGE, ...others } = first as Record<string, string[]>;
      expect(others).toEqual({ __CURSOR: 's=1;i=2', PRIORITY: '3' });
      for (const message of MESSAGE ?? []) expect(/^x{65536}$/.test(message.slice(0, 65536))).toBe(true);
    }
  });

  it('keeps nothing of a long value, even if it is all line feeds', async () => {
    const dump = entryOf([cursor, ['COREDUMP', Buffer.alloc(1 << 20, '\n')]]);
    const sizes: number[] = [];
    let last = '';
    for await (const piece of exportedAsJson(chunksOf(Buffer.concat([dump, entryOf([['MESSAGE', 'x']])]), 1 << 16), () => {})) {
      sizes.push(piece.length);
      last = Buffer.from(piece).toString();
    }
    expect(Math.max(...sizes)).toBeLessThan(1 << 16);
    expect(last).toBe('{"MESSAGE":"x"}\n\n');
    expect(sizes.reduce((sum, size) => sum + size)).toBe(lineFeeds(dump) + '{"__CURSOR":"s=1;i=2"}'.length + last.length);
  });

  it.each<[string, string, unknown[], string[]]>([
    ['a last line without a line feed', '__CURSOR=1\nMESSAGE=x', [{ __CURSOR: '1', MESSAGE: 'x' }], []],
    ['no blank line at its end', '__CURSOR=1\nMESSAGE=x\n', [{ __CURSOR: '1', MESSAGE: 'x' }], []],
    ['several blank lines', '__CURSOR=1\n\n\n\n__CURSOR=2\n\n', [{ __CURSOR: '1' }, { __CURSOR: '2' }], []],
    ['a value that breaks off', '__CURSOR=1\nMESSAGE\n\x09\0\0\0\0\0\0\0abc', [{ __CURSOR: '1' }], ['cut-off']],
    ['a length beyond all bounds', '__CURSOR=1\nMESSAGE\nabcdefghijk\n', [{ __CURSOR: '1' }], ['cut-off']],
    ['a name that breaks off', '__CURSOR=1\nMESS', [{ __CURSOR: '1' }], ['cut-off']],
    ['something else behind it', '__CURSOR=1\n\nFeb 29 10:00:00 h app: x\n__CURSOR=2\n', [{ __CURSOR: '1' }], ['damaged']],
  ])('may have %s', async (_, all, expected, problems) => {
    for (const size of [1, 5, 1000]) {
      const { lines, faults } = await read(Buffer.from(all, 'latin1'), size);
      expect([lines.map(([, entry]) => entry), faults]).toEqual([expected, problems]);
    }
  });
});
