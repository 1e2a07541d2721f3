import { expect, it } from 'vitest';
import { compiled } from '../programs.ts';

const conditions = (where: string) =>
  compiled(`/// As it is.\nrecords app from json where ${where} {\n  x = {}\n}\n`).plan?.records[0]?.before;

it.each([
  ['==', '!='],
  ['!=', '=='],
  ['<', '>='],
  ['<=', '>'],
  ['>', '<='],
  ['>=', '<'],
])('not %s is %s', (written, meant) => {
  expect(conditions(`n not ${written} 3`)).toEqual(conditions(`n ${meant} 3`));
  expect(conditions(`n ${written} 3`)).not.toEqual(conditions(`n ${meant} 3`));
});

it('not == none asks whether there is a value', () => {
  expect(conditions('n not == none')).toEqual(conditions('n != none'));
  expect(conditions('n not != none')).toEqual(conditions('n == none'));
});
