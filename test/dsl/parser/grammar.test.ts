import { expect, it } from 'vitest';
import { DeclarationParser } from '../../../src/dsl/parser/declarations.ts';
import { buildLexer } from '../../../src/dsl/tokens.ts';

it('the grammar is free of conflicts', () => {
  expect(() => new DeclarationParser('checked')).not.toThrow();
});

it.each(['usual', 'stopped'] as const)('the terminals of a text as %s can all match', (mode) => {
  expect(buildLexer(mode, true).lexerDefinitionErrors).toEqual([]);
});
