/** For any text nothing is thrown, the compiler never fails, and everything apart from an error is kept. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/dsl/edits.ts';
import { parse } from '../../src/dsl/parser.ts';
import { Source } from '../../src/dsl/source.ts';
import { allWords } from '../../src/dsl/tokens.ts';
import { printTree } from './parser/print.ts';
import { told } from './programs.ts';
import { compileStory, stories } from './stories.ts';

const story = fc.constantFrom(...stories.values());
const pieces = fc.constantFrom(
  ...allWords,
  ...'{}()[],.:|?*+-/%<>=~;#\'"`\\\n\t \u0000\uFEFF💡'.split(''),
  ...[
    '"""',
    '/*',
    '*/',
    '//',
    '///',
    '..',
    '==',
    '!=',
    '??',
    '{{',
    '}}',
    '10s',
    '900km',
    '1.2.3',
    '06:00',
    '10.0.0.0/8',
    '::1',
    'é',
    '__proto__',
    'constructor',
  ],
);

/** A position in a text, and the change there. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.oneof(fc.nat(3), fc.nat(200)),
  add: fc.array(pieces, { maxLength: 3 }),
});

function mutated(text: string, { at, drop, add }: { at: number; drop: number; add: string[] }): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + add.join(' ') + text.slice(start + drop);
}

const codesOf = (text: string) => compileStory(text).diagnostics.map(({ code }) => code);

describe('the compiler', () => {
  it('takes any text', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        for (const between of ['', ' ']) expect(codesOf(parts.join(between))).not.toContain('internal-error');
      }),
      { numRuns: 200 },
    );
  });

  it('takes stories with something missing, added or changed', () => {
    fc.assert(
      fc.property(story, fc.array(mutation, { minLength: 1, maxLength: 4 }), (text, mutations) => {
        expect(codesOf(mutations.reduce(mutated, text))).not.toContain('internal-error');
      }),
      { numRuns: 100 },
    );
  });

  it('says something of what it could not read, and little else', () => {
    const wrong = fc.constantFrom('', '%', ';', '=>', '->', ':', ')', ']', '{{', "'", '!', 'elif', 'named x', 'x y', '5 min', "'x'");
    fc.assert(
      fc.property(story, fc.nat(), wrong, (text, at, written) => {
        const { tokens } = parse(new Source('story.corr', text));
        const token = tokens[at % tokens.length];
        if (!token || token.kind === 'comment' || token.kind === 'doc') return;
        const other = `${text.slice(0, token.start)} ${written} ${text.slice(token.end)}`;
        const { lost } = parse(new Source('story.corr', other));
        if (lost.length === 0) return;
        expect(compileStory(other).diagnostics.map(({ severity }) => severity)).toContain('error');
        for (const [i, one] of lost.entries()) expect(one.start).toBeGreaterThanOrEqual(lost[i - 1]?.end ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  it('takes stories cut off anywhere', () => {
    fc.assert(
      fc.property(story, fc.double({ min: 0, max: 1, noNaN: true }), (text, at) => {
        expect(codesOf(text.slice(0, Math.floor(at * text.length)))).not.toContain('internal-error');
      }),
      { numRuns: 100 },
    );
  });

  it('takes stories with one word in the place of another', () => {
    fc.assert(
      fc.property(story, fc.nat(), pieces, (text, at, word) => {
        const { tokens } = parse(new Source('main.corr', text));
        const token = tokens[at % tokens.length];
        const other = token ? `${text.slice(0, token.start)}${word}${text.slice(token.end)}` : text;
        expect(codesOf(other)).not.toContain('internal-error');
      }),
      { numRuns: 100 },
    );
  });

  it('finds the same whatever ends the lines', () => {
    fc.assert(
      fc.property(story, mutation, fc.constantFrom('\r\n', '\r'), (text, one, lineEnd) => {
        const written = mutated(text, one);
        const [found, other] = [compileStory(written), compileStory(written.replaceAll('\n', lineEnd))];
        expect(told(other)).toEqual(told(found));
        expect(other.plan?.meaning).toBe(found.plan?.meaning);
      }),
      { numRuns: 100 },
    );
  });

  it('tells places that are in the file', () => {
    fc.assert(
      fc.property(story, mutation, (text, one) => {
        const { diagnostics, sources } = compileStory(mutated(text, one));
        for (const { file, start, end, message, related = [], fixes = [] } of diagnostics) {
          const places = [{ file, start, end }, ...related, ...fixes.flatMap(({ edits }) => edits)];
          for (const place of places) {
            const length = sources.get(place.file)?.text.length ?? -1;
            expect(place.start, message).toBeGreaterThanOrEqual(0);
            expect(place.end, message).toBeGreaterThanOrEqual(place.start);
            expect(place.end, message).toBeLessThanOrEqual(length);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** What else a token may be: other words, those of other languages, and what a slip of the finger makes of it. */
const slip = fc.oneof(
  pieces.map((word) => () => word),
  fc
    .constantFrom("'x'", '"x"', '"\u2066x\u2069"', 'AND', 'NOT', '5min', '10 sec', '1_000', '50%', 'string', 'integer', 'failed', 'ok')
    .map((word) => () => word),
  fc.nat().map((at) => (text: string) => text.slice(0, at % text.length) + text.slice((at % text.length) + 1)),
  fc.nat().map((at) => (text: string) => `${text.slice(0, at % text.length)}x${text.slice(at % text.length)}`),
);

describe('a fix', () => {
  it('takes its problem away', () => {
    fc.assert(
      fc.property(story, fc.array(fc.tuple(fc.nat(), slip), { minLength: 1, maxLength: 3 }), (text, slips) => {
        const wrong = slips.reduce(slipped, text);
        for (const { code, message, start, fixes = [] } of compileStory(wrong).diagnostics) {
          for (const { edits } of fixes) {
            const shift = edits
              .filter(({ end }) => end <= start)
              .reduce((sum, edit) => sum + edit.text.length - (edit.end - edit.start), 0);
            const left = compileStory(applyEdits(wrong, edits)).diagnostics;
            const same = left.filter((one) => one.code === code && one.message === message && one.start === start + shift);
            expect(same, JSON.stringify(edits)).toEqual([]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('of a misspelt word of the language restores it', () => {
    const letters = fc.constantFrom<(word: string) => string>(
      (word) => word.slice(0, 1) + word.slice(2),
      (word) => word.slice(0, -2) + word.slice(-1) + word.slice(-2, -1),
      (word) => word + word.slice(-1),
    );
    fc.assert(
      fc.property(story, fc.nat(), letters, (text, at, misspelt) => {
        const words = parse(new Source('main.corr', text)).tokens.filter((token) => token.kind === 'word' && token.text.length > 3);
        const word = words[at % words.length];
        if (!word) return;
        const wrong = text.slice(0, word.start) + misspelt(word.text) + text.slice(word.end);
        const here = compileStory(wrong).diagnostics.filter(({ severity, start }) => severity === 'error' && start === word.start);
        for (const { fixes } of here) expect(applyEdits(wrong, fixes?.[0]?.edits ?? [])).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});

function slipped(text: string, [at, change]: [number, (text: string) => string]): string {
  const { tokens } = parse(new Source('main.corr', text));
  const token = tokens[at % tokens.length];
  return token ? text.slice(0, token.start) + change(token.text) + text.slice(token.end) : text;
}

/** Declarations as text, without their positions. */
const printed = (text: string) => parse(new Source('main.corr', text)).file.declarations.map(printTree);

describe('the parser', () => {
  it('keeps every declaration but the one with the fault', () => {
    const faults = fc.constantFrom('}', ')', '"', '/*', '{', '(', 'thn', ';', '= =', 'where', '1.2.3', '"""', 'as', ',');
    fc.assert(
      fc.property(story, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), faults, (text, which, at, fault) => {
        const { declarations } = parse(new Source('main.corr', text)).file;
        const index = which % declarations.length;
        const broken = declarations[index];
        if (!broken) return;
        // Inside of it, between two words.
        const inside = text.indexOf(' ', broken.start + Math.floor(at * (broken.end - broken.start)));
        fc.pre(inside > broken.start && inside < broken.end - 1 && isBetweenWords(text, inside));
        const found = printed(`${text.slice(0, inside)} ${fault} ${text.slice(inside)}`);
        const kept = printed(text).filter((_, i) => i !== index);
        for (const declaration of kept) expect(found, fault).toContain(declaration);
      }),
      { numRuns: 200 },
    );
  });
});

function isBetweenWords(text: string, offset: number): boolean {
  const { tokens } = parse(new Source('main.corr', text));
  return tokens.every(({ start, end }) => offset < start || offset >= end);
}
