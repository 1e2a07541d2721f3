import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText, jsonString, jsonText, shellText, terminalText } from '../../../src/runtime/outputs/escape.ts';
import { guarded, readCsv } from './csv-reader.ts';
import { PAYLOADS } from './payloads.ts';
import { ACTS } from './sample.ts';

const anyText = fc.oneof(fc.constantFrom(...PAYLOADS), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

describe('a word of a shell', () => {
  it.each([
    ['logs/a-1.log', 'logs/a-1.log'],
    ['a b', "'a b'"],
    ["a'; reboot; '", "'a'\\''; reboot; '\\'''"],
    ['$(reboot)', "'$(reboot)'"],
    ['', "''"],
  ])('%s is %s', (text, word) => {
    expect(shellText(text)).toBe(word);
  });
});

describe('terminal text', () => {
  it.each([
    ['a\nb', 'a\\nb'],
    ['a\tb\r', 'a\\tb\\r'],
    ['\x1b[31m', '\\x1b[31m'],
    ['\u009b1m', '\\x9b1m'],
    ['\0', '\\x00'],
    ['a\u202eb', 'a\\u202eb'],
    ['\u2028', '\\u2028'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\\ud800'],
    ['\ufeff', '\\ufeff'],
  ])('spells out %j', (text, escaped) => {
    expect(terminalText(text)).toBe(escaped);
  });

  it.each(['grün 日本語', '👩‍👩‍👧', 'e\u0301', 'می\u200cخواهم', 'C:\\temp', '☂\ufe0f'])('leaves %j as it is', (text) => {
    expect(terminalText(text)).toBe(text);
  });

  it('never acts, whatever the text', () => {
    fc.assert(fc.property(anyText, (text) => !ACTS.test(terminalText(text)) && !terminalText(text).includes('\n')));
  });
});

describe('JSON text', () => {
  it('is read back unchanged, and is harmless', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.parse(jsonString(text))).toBe(text);
        expect(jsonString(text)).not.toMatch(ACTS);
        for (const indent of [undefined, 2]) {
          const json = jsonText({ text: [text] }, indent);
          expect(JSON.parse(json)).toEqual({ text: [text] });
          for (const line of json.split('\n')) expect(line).not.toMatch(ACTS);
        }
      }),
    );
  });
});

describe('a cell of CSV', () => {
  it('is read back unchanged but for the guard of formulas, alone and among others', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1 }), (row) => {
        expect(readCsv(`${row.map(csvText).join(',')}\r\n`)).toEqual([row.map(guarded)]);
      }),
    );
  });

  it('tells an empty text from nothing', () => {
    expect(csvText('')).toBe('""');
  });
});
