import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/dsl/suggest.ts';

describe('did you mean', () => {
  it.each([
    ['thn', ['then', 'next'], 'then'],
    ['tehn', ['then', 'next'], 'then'],
    ['Host', ['host', 'pid'], 'host'],
    ['acepted', ['accepted', 'failed'], 'accepted'],
    ['user', ['users', 'used'], 'users'],
    ['x', ['y', 'z'], undefined],
    ['x', ['X'], 'X'],
    ['something', ['other'], undefined],
    ['', ['a'], undefined],
    ['abc', [], undefined],
  ])('%s of %j: %s', (written, known, meant) => {
    expect(nearest(written, known)).toBe(meant);
  });

  it('is not asked of what is no misspelt name', () => {
    const long = 'a'.repeat(200);
    expect(nearest(`${long}b`, [`${long}c`])).toBeUndefined();
  });
});
