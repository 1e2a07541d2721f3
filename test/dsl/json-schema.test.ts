/** What fits our schemas is what an independent validator says fits them. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsIn, type Schema } from '../../src/dsl/json-schema.ts';
import { compileStory, stories } from './stories.ts';

/** Those that other validators read: one refers to another file, one is written in more keywords. */
const ELSEWHERE = ['vector.schema.json', 'outputs.schema.json'];
const FOLDER = join(import.meta.dirname, '../../schema');
const schemaOf = (file: string): Schema => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
const ajvOf = (schema: Schema) => new Ajv({ allErrors: true, discriminator: true, strict: false }).compile(schema);

const planSchema = schemaOf('plan.schema.json');
const isPlan = ajvOf(planSchema);
const plans = [...stories.values()].map((text) => JSON.stringify(compileStory(text).plan));

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** All lists and objects in a value. */
function holders(value: Json): (Json[] | { [name: string]: Json })[] {
  if (value === null || typeof value !== 'object') return [];
  return [value, ...Object.values(value).flatMap(holders)];
}

/** Puts a value in a place of a plan, takes what is there away, or adds something. */
const spoiled = fc
  .record({
    plan: fc.constantFrom(...plans),
    holder: fc.nat(),
    member: fc.nat(),
    name: fc.constantFrom('kind', 'op', 'x', 'within', 'min', '__proto__'),
    how: fc.constantFrom('put', 'remove', 'add'),
    value: fc.constantFrom<Json>(null, true, -1, 0, 1.5, 'x', 'text', 'call', [], [1], {}, { param: 'x' }, { kind: 'take' }),
  })
  .map(({ plan, holder, member, name, how, value }) => {
    const whole: Json = JSON.parse(plan);
    const all = holders(whole);
    const into = all[holder % all.length] as { [name: string]: Json };
    const names = Object.keys(into);
    const place = how === 'add' || names.length === 0 ? name : (names[member % names.length] as string);
    if (Array.isArray(into)) into.splice(member % (names.length + 1), how === 'add' ? 0 : 1, ...(how === 'remove' ? [] : [value]));
    else if (how === 'remove') delete into[place];
    else Object.defineProperty(into, place, { value, enumerable: true, configurable: true, writable: true });
    return whole;
  });

describe('values held against schemas', () => {
  it('fit when they do for another validator, and are wrong at the same places', () => {
    fc.assert(
      fc.property(spoiled, (plan) => {
        const faults = faultsIn(plan, planSchema);
        expect(faults.length === 0).toBe(isPlan(plan));
        const wrong = new Set((isPlan.errors ?? []).map(({ instancePath }) => instancePath));
        expect(faults.filter(({ path }) => !wrong.has(path))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it.each(readdirSync(FOLDER).filter((file) => !ELSEWHERE.includes(file)))('can be held against %s', (file) => {
    const schema = schemaOf(file);
    for (const value of [null, {}, [], 'x', 1]) expect(faultsIn(value, schema).length === 0).toBe(ajvOf(schema)(value));
  });

  it.each<[Schema, unknown, string]>([
    [{ type: ['string', 'null'] }, 1, 'must be string,null'],
    [{ type: 'integer' }, 1.5, 'must be integer'],
    [{ properties: { a: {} }, additionalProperties: false }, { b: 1 }, 'must NOT have additional properties'],
    [{ additionalProperties: { type: 'string' } }, { 'a/b~': 1 }, '/a~1b~0 must be string'],
    [{ required: ['__proto__'] }, {}, "must have required property '__proto__'"],
    [{ items: [{ type: 'string' }, {}], minItems: 2, maxItems: 2 }, [1, 2, 3], '/0 must be string; must NOT have more than 2 items'],
    [{ enum: ['a', 'b'] }, 'c', 'must be equal to one of the allowed values'],
    [{ const: 1 }, 2, 'must be equal to constant'],
    [{ pattern: '^a$' }, 'b', 'must match pattern "^a$"'],
    [{ minimum: 1 }, 0, 'must be >= 1'],
    [{ anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] }, [1], 'must be string; /0 must be string'],
    [{ oneOf: [{ type: 'number' }, { const: 1 }] }, 1, 'must match exactly one schema in oneOf'],
    [{ allOf: [{ $ref: '#/definitions/a' }], definitions: { a: { type: 'string' } } }, 1, 'must be string'],
  ])('%j: %j', (schema, value, told) => {
    expect(
      faultsIn(value, schema)
        .map(({ path, message }) => `${path} ${message}`.trim())
        .join('; '),
    ).toBe(told);
  });

  it('asks nothing that it does not know', () => {
    expect(() => faultsIn(1, { multipleOf: 2 })).toThrow('multipleOf');
  });
});
