import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StringLiteral } from '../../src/dsl/ast.ts';
import { LINE_END, offsetInLiteral, readString, Source } from '../../src/dsl/source.ts';

const texts = fc
  .array(fc.constantFrom('a', 'é', '💡', '\n', '\r\n', '\r', '\u2028', '"', '\\', ' ', '{'), { maxLength: 60 })
  .map((parts) => parts.join(''));

describe('positions', () => {
  it('go to lines and columns and back', () => {
    fc.assert(
      fc.property(texts, fc.nat(80), (text, at) => {
        const source = new Source('a', text);
        const offset = Math.min(at, text.length);
        const { line, column } = source.positionOf(offset);
        expect(source.offsetOf(line, column)).toBe(offset);
        // Between the two characters of a line end the line has not ended.
        const isWithin = text.slice(offset - 1, offset + 1) === '\r\n';
        expect(line).toBe(text.slice(0, isWithin ? offset - 1 : offset).split(LINE_END).length);
      }),
    );
  });

  it('gives the text of each line', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const source = new Source('a', text);
        const lines = text.split(LINE_END);
        expect(lines.map((_, i) => source.lineText(i + 1))).toEqual(lines);
      }),
    );
  });
});

describe('text in quotes', () => {
  it('is what was quoted', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const written = `"${text.replace(/["\\]/g, '\\$&')}"`;
        const { value, offsets } = readString(written);
        expect(value).toBe(text);
        expect(offsets).toHaveLength(value.length);
      }),
    );
  });

  it('keeps a backslash in front of anything else', () => {
    expect(readString('"\\d\\n\\\\"').value).toBe('\\d\\n\\');
  });
});

describe('blocks of text', () => {
  it.each([
    ['"""\n    a\n      b\n\n    c\n  """', 'a\n  b\n\nc\n'],
    ['"""one line"""', 'one line'],
    ['"""\r\n  a\r\n  b\r\n"""', 'a\nb\n'],
    ['""""""', ''],
    ['"""a\n  b"""', 'a\n  b\n'],
    ['"""\n\ta\n\t b\n"""', 'a\n b\n'],
    ['"""\r  a\r  b\r"""', 'a\nb\n'],
  ])('%j', (written, value) => {
    expect(readString(written).value).toBe(value);
  });

  it('know where each character came from', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const body = text.replaceAll('"', "'");
        const written = `"""\n  ${body}\n  end\n"""`;
        const { value, offsets } = readString(written);
        for (const [i, at] of offsets.entries()) if (value[i] !== '\n') expect(written[at]).toBe(value[i]);
        expect(offsets).toHaveLength(value.length);
      }),
    );
  });

  it('know it on one line, too, where a character is two units', () => {
    expect(readString('"""💡💡 {x}"""').offsets).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

it('an offset inside of a literal is one of the file', () => {
  const text = 'x "a\\"b" y';
  const literal: StringLiteral = { kind: 'StringLiteral', value: 'a"b', block: false, closed: true, start: 2, end: 8 };
  const source = new Source('a', text);
  expect([0, 1, 2, 3].map((at) => offsetInLiteral(source, literal, at))).toEqual([3, 4, 6, 7]);
});
