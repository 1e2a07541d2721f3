import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../src/runtime/inputs/lines.ts';
import { RecordFlag } from '../../../src/runtime/record.ts';
import { bytesOfLines, wholeCharacters } from './bytes.ts';

interface Seen {
  text: string;
  number: number;
  flags: number;
}

/** Splits bytes that arrive in chunks of these sizes, in turn. */
function split(bytes: Uint8Array, sizes: readonly number[], maxLine?: number): Seen[] {
  const lines = new LineSplitter(maxLine);
  const seen: Seen[] = [];
  const note = () =>
    seen.push({ text: Buffer.from(lines.bytes).toString('latin1', lines.start, lines.end), number: lines.number, flags: lines.flags });
  const buffer = Buffer.alloc(Math.max(...sizes));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const chunk = bytes.subarray(at, at + sizes[turn % sizes.length]!);
    buffer.set(chunk);
    lines.feed(buffer.subarray(0, chunk.length));
    while (lines.next()) note();
    at += chunk.length;
  }
  if (lines.finish()) note();
  return seen;
}

/** The same, naively from all bytes at once. */
function splitPlainly(bytes: Buffer, maxLine: number): Seen[] {
  const parts = bytes.toString('latin1').split('\n');
  const last = parts.pop()!.replace(/^[\0\r]+/, '');
  const lines = parts.map((part, at) => plainLine(part, at + 1, maxLine, 0));
  if (last !== '') lines.push(plainLine(last, parts.length + 1, maxLine, RecordFlag.incomplete));
  return lines;
}

function plainLine(part: string, number: number, maxLine: number, flags: number): Seen {
  let text = part.replace(/^[\0\r]+/, '').replace(/\r$/, '');
  if (text.length > maxLine) {
    text = wholeCharacters(text, maxLine);
    flags |= RecordFlag.truncated;
  }
  text = text.replace(/^\u00ef\u00bb\u00bf/, '');
  text = text.replace(/\0+$/, '');
  if (Buffer.from(text, 'latin1').toString('utf8').includes('\uFFFD')) flags |= RecordFlag.invalidUtf8;
  return { text, number, flags };
}

describe('lines', () => {
  it.each<[string, string, string[]]>([
    ['LF and CRLF', 'a\nb\r\nc\n', ['a', 'b', 'c']],
    ['a last line without an end', 'a\nb', ['a', 'b']],
    ['blank lines', '\n\r\n\n', ['', '', '']],
    ['a CR within a line', 'a\rb\n', ['a\rb']],
    ['one CR of two', 'a\r\r\n', ['a\r']],
    ['CR behind LF', 'a\n\rb\n\r', ['a', 'b']],
    ['byte order marks', '\uFEFFa\n\uFEFFb\nc\uFEFF\n', ['a', 'b', 'c\u00ef\u00bb\u00bf']],
    ['a hole at the start, and padding', '\0\0\0a\n\0b\0\0\n', ['a', 'b']],
    ['NUL within a line', 'a\0b\n', ['a\0b']],
    ['nothing but a hole', '\0\0\0', []],
    ['nothing at all', '', []],
  ])('%s', (_, text, lines) => {
    expect(split(Buffer.from(text), [64]).map((line) => line.text)).toEqual(lines);
  });

  it('flags a last line without an end', () => {
    expect(split(Buffer.from('a\nb'), [64]).map(({ flags }) => flags)).toEqual([0, RecordFlag.incomplete]);
  });

  it('flags only the lines that are no UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('grün\n'), Buffer.from([0xfc, 0x0a]), Buffer.from('blau\n')]);
    for (const size of [1, 3, 64]) expect(split(bytes, [size]).map(({ flags }) => flags)).toEqual([0, RecordFlag.invalidUtf8, 0]);
  });

  it('cuts a long line between two characters', () => {
    for (const size of [1, 4, 64]) {
      expect(split(Buffer.from('abc€d\nx\n'), [size], 5)).toEqual([
        { text: 'abc', number: 1, flags: RecordFlag.truncated },
        { text: 'x', number: 2, flags: 0 },
      ]);
    }
  });

  it('does not count the line end', () => {
    for (const size of [1, 5, 6, 7, 64])
      expect(split(Buffer.from('abcde\r\nabcde\n'), [size], 5).map(({ flags }) => flags)).toEqual([0, 0]);
  });

  it('gives the same lines for chunks of any size as for all bytes at once', () => {
    fc.assert(
      fc.property(
        bytesOfLines,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 12 }),
        (bytes, sizes, max) => {
          const expected = splitPlainly(bytes, max);
          expect(split(bytes, sizes, max)).toEqual(expected);
          expect(split(bytes, [1], max)).toEqual(expected);
          expect(split(bytes, [1 << 20], max)).toEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('reads a line of any length in bounded memory, and the next one whole', () => {
    const chunk = Buffer.alloc(1 << 20, 'x');
    const lines = new LineSplitter();
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 512; count++) {
      lines.feed(chunk);
      expect(lines.next()).toBe(false);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    lines.feed(Buffer.from('\nnext\n'));
    expect([lines.next(), lines.end - lines.start, lines.flags]).toEqual([true, 64 * 1024, RecordFlag.truncated]);
    expect([lines.next(), Buffer.from(lines.bytes).toString('utf8', lines.start, lines.end), lines.flags]).toEqual([true, 'next', 0]);
    expect(lines.number).toBe(2);
  });
});
