import { expect, it } from 'vitest';
import { DeclarationParser } from '../../../src/dsl/parser/declarations.ts';

it('the grammar is free of conflicts', () => {
  expect(() => new DeclarationParser(true)).not.toThrow();
});
