import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/dsl/edits.ts';
import { format, formatRange } from '../../../src/dsl/format.ts';
import { parse } from '../../../src/dsl/parser.ts';
import { Source } from '../../../src/dsl/source.ts';
import { compileStory } from '../stories.ts';
import { keptFiles, program, readable, reblanked, respaced, tokensOf } from './programs.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const formatted = (text: string) => format(new Source('a.corr', text));

describe('the one style', () => {
  it.each(keptFiles.map((file) => relative(ROOT, file)))('is that of %s', (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(formatted(text)).toBe(text);
  });

  it('is the style that its page shows', () => {
    const page = readFileSync(join(ROOT, 'docs/reference/formatting.md'), 'utf8');
    const shown = [...page.matchAll(/^```corr\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');
    expect(shown.length).toBeGreaterThan(0);
    for (const text of shown) expect(formatted(text)).toBe(text);
  });
});

/** The original, and its formatted text. */
const PAIRS: Record<string, [string, string]> = {
  'an item begins a line': ['window w{over 5m open when a>1}', 'window w {\n  over 5m\n  open when a > 1\n}\n'],
  'one item may stay on the line of its block': ['records a from json{b={}}', 'records a from json { b = {} }\n'],
  'a block without items has no lines': ['test "t" {\n\n}', 'test "t" {}\n'],
  'an empty line stays, a second one goes': ['param a = 1\n\n\n\nparam b = 2', 'param a = 1\n\nparam b = 2\n'],
  'no empty line at the ends of a block': ['test "t" {\n\n  end\n\n}\n\n', 'test "t" {\n  end\n}\n'],
  'columns end at an empty line': ['param a = 1\nparam abc = 1\n\nparam ab = 2', 'param a   = 1\nparam abc = 1\n\nparam ab = 2\n'],
  'a list that was spread stays so': ['param a = [\n1, 2]', 'param a = [\n  1,\n  2\n]\n'],
  'a list is on one line or on as many as it has elements': ['param a = [1, 2,\n3]', 'param a = [\n  1,\n  2,\n  3\n]\n'],
  'an operator begins the line, and does not end it': ['param a = 1 +\n  2', 'param a = 1\n    + 2\n'],
  'a sign stands close': ['param a = - 1 - - 2', 'param a = -1 - -2\n'],
  'patterns stand below each other': [
    'records a from json {\n  long = "x"\n | "y"\n  b = "z"\n}',
    'records a from json {\n  long = "x"\n       | "y"\n  b    = "z"\n}\n',
  ],
  'a comment stays where it was': [
    'test "t" { // a\n// b\n\n// c\n  end // d  \n restart /* e */ end\n /* f */ }\n// g',
    'test "t" {                                  // a\n  // b\n\n  // c\n  end                                       // d\n  restart /* e */\n  end\n  /* f */\n}\n// g\n',
  ],
  'text in three quotes is left alone': [
    'test "t" {\nlog json """\n      a\n  b """\n}',
    'test "t" {\n  log json """\n      a\n  b """\n}\n',
  ],
  'line ends are those of the file': ['param a = 1\r\n\r\n\r\nparam b = 2', 'param a = 1\r\n\r\nparam b = 2\r\n'],
  'blanks alone are nothing': [' \n\n ', ''],
  'a broken file is left alone': ['window   w {\n', 'window   w {\n'],
};

describe('spacing', () => {
  it.each(Object.entries(PAIRS))('%s', (_, [given, wanted]) => {
    expect(formatted(given)).toBe(wanted);
    expect(formatted(wanted)).toBe(wanted);
  });
});

describe('format', () => {
  it('leaves the tokens alone, and has nothing to do the second time', () => {
    fc.assert(
      fc.property(respaced, (text) => {
        const once = formatted(text);
        expect(tokensOf(once)).toEqual(tokensOf(text));
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it('can read every text that it wrote', () => {
    fc.assert(
      fc.property(respaced, (text) => {
        expect(readable(formatted(text))).toBe(readable(text));
      }),
      { numRuns: 200 },
    );
  });

  it('changes neither what a program means nor what is said of it', () => {
    fc.assert(
      fc.property(respaced, (text) => {
        const [written, other] = [compileStory(text), compileStory(formatted(text))];
        expect(other.plan?.meaning).toBe(written.plan?.meaning);
        expect(other.diagnostics.map(({ code }) => code)).toEqual(written.diagnostics.map(({ code }) => code));
      }),
      { numRuns: 100 },
    );
  });

  it('does not depend on blanks, only on lines', () => {
    fc.assert(
      fc.property(reblanked, ({ text, other }) => {
        expect(formatted(other)).toBe(formatted(text));
      }),
      { numRuns: 300 },
    );
  });

  it('never fails, and leaves alone what it cannot read', () => {
    fc.assert(
      fc.property(program, fc.nat(), fc.nat(), fc.string(), (text, from, length, put) => {
        const at = from % (text.length + 1);
        const changed = text.slice(0, at) + put + text.slice(at + (length % 40));
        const once = formatted(changed);
        if (!readable(changed)) expect(once).toBe(changed);
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});

describe('formatRange', () => {
  const rangeOf = (text: string, start: number, end: number) => formatRange(parse(new Source('a.corr', text)), { start, end });

  it('of everything is format', () => {
    fc.assert(
      fc.property(respaced, (text) => {
        expect(applyEdits(text, rangeOf(text, 0, text.length))).toBe(formatted(text));
      }),
    );
  });

  it('leaves other lines alone', () => {
    fc.assert(
      fc.property(respaced, fc.nat(), fc.nat(20), (text, from, length) => {
        const start = from % (text.length + 1);
        const end = Math.min(text.length, start + length);
        const changed = applyEdits(text, rangeOf(text, start, end));
        expect(tokensOf(changed)).toEqual(tokensOf(text));
        const before = text.slice(0, text.lastIndexOf('\n', start - 1) + 1).trimEnd();
        const behind = text.indexOf('\n', end);
        expect(changed.startsWith(before)).toBe(true);
        if (behind >= 0) expect(changed.endsWith(text.slice(behind).trimStart())).toBe(true);
      }),
    );
  });
});
