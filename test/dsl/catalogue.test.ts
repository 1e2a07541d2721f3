import { describe, expect, it } from 'vitest';
import type { Spec } from '../../src/dsl/catalogue/spec.ts';
import { catalogue } from '../../src/dsl/catalogue.ts';
import { compiled, told } from './programs.ts';

const entries = Object.entries(catalogue).map(([code, one]): [string, Spec<never>] => [code, one as unknown as Spec<never>]);
/**
 * The compiler's internal error, three that are too long to show, one that no page could show, and one that only a
 * regular expression from elsewhere can have: in a program, an unclosed bracket hides the end of the expression, which
 * is reported.
 */
const WITHOUT_EXAMPLE = [
  'internal-error',
  'file-too-large',
  'too-many-captures',
  'too-many-values',
  'not-text',
  'unclosed-class',
  // The page of the reference would have the character.
  'reordered-text',
];

describe('the catalogue', () => {
  it('has an example of all that a short program can have', () => {
    expect(
      entries
        .filter(([, { bad, good }]) => bad === '' || good === '')
        .map(([code]) => code)
        .sort(),
    ).toEqual([...WITHOUT_EXAMPLE].sort());
  });

  const shown = entries.filter(([code]) => !WITHOUT_EXAMPLE.includes(code));

  it.each(shown)('%s: the bad example has it, and nothing else', (code, { bad, severity, files }) => {
    const { diagnostics, plan, sources } = compiled(bad, files);
    expect([...new Set(diagnostics.map((one) => one.code))], told({ diagnostics, sources }).join('\n')).toEqual([code]);
    expect(plan === undefined).toBe(severity === 'error');
  });

  it.each(shown)('%s: the good example is clean', (_, { good, files }) => {
    expect(told(compiled(good, files))).toEqual([]);
  });

  it.each(entries)('%s: says what to do next', (_, { help }) => {
    expect(help).toMatch(/[.?)]$/);
  });
});
