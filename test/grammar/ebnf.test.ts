/** `grammar/corr.ebnf` describes exactly what the parser accepts. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/dsl/parser.ts';
import { Source } from '../../src/dsl/source.ts';
import { tokenize } from '../../src/dsl/tokens.ts';
import { Recogniser } from './earley.ts';
import { readEbnf } from './ebnf.ts';
import { RULE_FILES } from './files.ts';
import { Writer } from './writer.ts';

const { rules, kinds } = readEbnf();
const recogniser = new Recogniser(rules);

/** Errors beyond syntax: parts that may occur once, and literals that are well-formed but meaningless. */
const OF_MEANING = /^(?:duplicate-clause|malformed-.*|number-too-large|expression-too-long)$/;

function faults(text: string): string[] {
  return parse(new Source('main.corr', text))
    .diagnostics.filter(({ code }) => !OF_MEANING.test(code))
    .map(({ message }) => message);
}

describe('the grammar in EBNF', () => {
  it.each(RULE_FILES)('describes %s', (path) => {
    const { tokens } = tokenize(readFileSync(path, 'utf8'));
    const accepted = recogniser.accepts(
      'file',
      tokens.map(({ tokenType }) => tokenType.name),
    );
    expect(accepted).toBe(true);
    for (const { tokenType, image } of tokens) expect(image).toMatch(kinds.get(tokenType.name) ?? /^/);
  });

  it('describes only what the parser reads', () => {
    const used = new Set<string>();
    const choices = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 400, size: 'max' });
    fc.assert(
      fc.property(choices, (numbers) => {
        const writer = new Writer(rules, [...numbers]);
        writer.rule('declaration');
        for (const rule of writer.used) used.add(rule);
        const text = writer.words.join(' ');
        expect(faults(text), text).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect([...rules.keys()].filter((rule) => !used.has(rule) && rule !== 'file')).toEqual([]);
  });

  it('describes a changed text just when the parser finds no fault in its form', () => {
    const declarations = RULE_FILES.flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      return parse(new Source(path, text)).file.declarations.map(({ start, end }) => tokenize(text.slice(start, end)).tokens);
    });
    const words = [...new Set(declarations.flatMap((tokens) => tokens.map(({ image }) => image)))];
    const change = fc.record({ at: fc.nat(), drop: fc.nat(2), put: fc.array(fc.constantFrom(...words), { maxLength: 2 }) });
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...declarations), change, (tokens, { at, drop, put }) => {
        const images = tokens.map(({ image }) => image);
        images.splice(at % (images.length + 1), drop, ...put);
        const text = images.join(' ');
        const read = tokenize(text);
        const sentence = read.tokens.map(({ tokenType }) => tokenType.name);
        const described = read.unknown.length === 0 && recogniser.accepts('file', sentence);
        if (described) accepted++;
        expect(faults(text).length === 0, text).toBe(described);
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});
