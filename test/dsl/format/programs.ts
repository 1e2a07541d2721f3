/** Programs for tests of the formatter, and equivalent ways to write them. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { catalogue } from '../../../src/dsl/catalogue.ts';
import { parse, type Token } from '../../../src/dsl/parser.ts';
import { Source } from '../../../src/dsl/source.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

function below(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.corr'));
  return files.sort().map((file) => join(ROOT, folder, file));
}

/** Files of the project that are formatted. */
export const keptFiles = ['examples', 'std', 'test/dsl/format'].flatMap(below);

const examples = Object.values(catalogue).flatMap(({ good, bad }) => [good, bad]);

/** Texts without syntax errors. */
export const programs = [...keptFiles, ...below('test/dsl/stories')]
  .map((file) => readFileSync(file, 'utf8'))
  .concat(examples)
  .filter((text) => readable(text));

export const program = fc.constantFrom(...programs);

export function readable(text: string): boolean {
  return parse(new Source('a.corr', text)).diagnostics.length === 0;
}

/** The tokens by meaning: trailing blanks do not belong to a comment. */
export function tokensOf(text: string): string[] {
  return parse(new Source('a.corr', text)).tokens.map(({ text: written }) => (written.startsWith('//') ? written.trimEnd() : written));
}

const blanks = fc.stringMatching(/^[ \t]{0,3}$/);
const gap = fc.oneof(
  { weight: 4, arbitrary: blanks },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('\n', '\n\n', '\n\n\n', '\r\n', '\r'), blanks).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom(' // a\n', '\n// b  \n', ' /* c */ ', '\n/* d\n d */\n', '/**/\n', '\n\n// e\n\n') },
);

/** The program with other blanks, line ends and comments between its tokens. */
export const respaced = program.chain((text) => {
  const { tokens } = parse(new Source('a.corr', text));
  return fc.array(gap, { minLength: tokens.length + 1, maxLength: tokens.length + 1 }).map((gaps) => rejoin(tokens, gaps));
});

/** The program with other blanks, but the same line breaks. */
export const reblanked = program.chain((text) => {
  const { tokens } = parse(new Source('a.corr', text));
  return fc.array(blanks, { minLength: tokens.length, maxLength: tokens.length }).map((gaps) => {
    const lines = tokens.map(({ start }, i) => text.slice(tokens[i - 1]?.end ?? 0, start).replace(/[^\n]/g, ''));
    return {
      text,
      other: rejoin(
        tokens,
        gaps.map((blank, i) => `${lines[i]}${blank}`),
      ),
    };
  });
});

/** Separates tokens that would otherwise merge. */
function rejoin(tokens: readonly Token[], gaps: readonly string[]): string {
  const parts = tokens.map(({ text }, i) => {
    const before = tokens[i - 1]?.text ?? '';
    const blank = gaps[i] ?? '';
    const apart = i === 0 || /[\r\n]/.test(blank) || (blank !== '' && !before.startsWith('//'));
    return `${apart ? blank : before.startsWith('//') ? `${blank}\n` : ' '}${text}`;
  });
  return parts.join('') + (gaps[tokens.length] ?? '');
}
