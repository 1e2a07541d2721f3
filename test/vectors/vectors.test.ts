/**
 * The vectors agree with the engine and with the naive interpreter; each is valid against the schema; together they
 * cover everything.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import planSchema from '../../schema/plan.schema.json' with { type: 'json' };
import schema from '../../schema/vector.schema.json' with { type: 'json' };
import { matchesOf, plain, plainFields, runVector, unplainFields } from '../../scripts/vectors/run.ts';
import type { Vector } from '../../scripts/vectors/vector.ts';
import { SUMMARY_NAMES } from '../../src/dsl/builtins.ts';
import { FUNCTION_NAMES, OUTCOME_WORDS } from '../../src/dsl/plan.ts';
import type { Value } from '../../src/runtime/record.ts';
import { interpret } from '../oracle/interpreter/interpreter.ts';
import type { Told } from '../oracle/interpreter/rule.ts';

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.json'));
const vectors = files.map((file): [name: string, vector: Vector] => [
  file.slice(0, -'.json'.length),
  JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')),
]);

const validate = new Ajv({ allErrors: true, discriminator: true, strict: false, schemas: [planSchema] }).compile(schema);

function oracleOutcomes({ plan, run, input }: Vector) {
  const log = input.map(({ time, matches }, i) => ({ kind: 'record' as const, time, matches: matchesOf(plan, { time, matches }, i + 1) }));
  return interpret(plan, log, { ...run, params: unplainFields(run.params) }).outcomes.map(shown);
}

/** All parts of an outcome that the interpreter determines. */
function shown(outcome: Told) {
  const { rule, code, severity, begin, end, awaited, isReported: reported, heldBack, name, lastStep, peak, keys, fields, captures, records } = outcome;
  return {
    ...{ rule, outcome: outcome.outcome, code, severity, begin, end, awaited, reported, heldBack },
    ...(name !== undefined && { name }),
    ...(lastStep !== undefined && { lastStep }),
    ...(peak !== undefined && { peak: plain(peak) }),
    captures: Object.fromEntries(Array.from(captures, ([name, captured]) => [name, plainFields(withoutProse(captured))])),
    keys: keys.map(({ name, values }) => ({ name, values: values.map((tuple) => tuple.map(plain)) })),
    fields: plainFields(fields),
    records: records.map(({ record, line }) => ({ record, arrival: line })),
  };
}

/** The reason of a chained outcome is prose. */
function withoutProse(fields: ReadonlyMap<string, Value>): Map<string, Value> {
  return new Map([...fields].filter(([field]) => field !== 'reason'));
}

describe.each(vectors)('%s', (_, vector) => {
  it('has its shape', () => {
    validate(vector);
    expect(validate.errors).toBeNull();
  });

  it('is what the engine gives, wherever it is interrupted', () => {
    const watermarks = vector.input.map(({ watermark }) => watermark);
    for (const at of [undefined, ...vector.input.keys()]) expect(runVector(vector, at)).toEqual({ ...vector.expected, watermarks });
  });

  it('is what the naive interpreter gives', () => {
    const found = oracleOutcomes(vector);
    expect(vector.expected.outcomes).toMatchObject(found);
  });
});

describe('all vectors together', () => {
  const text = JSON.stringify(vectors.map(([, vector]) => vector));
  const outcomes = vectors.flatMap(([, { expected }]) => expected.outcomes);

  it('show each number of the fine print that is about a run', () => {
    const elsewhere = new Set([15, 21, 30]);
    const shown = new Set(files.map((file) => Number.parseInt(file, 10)));
    const numbers = Array.from({ length: 30 }, (_, i) => i + 1).filter((number) => !elsewhere.has(number));
    expect(numbers.filter((number) => !shown.has(number))).toEqual([]);
  });

  it('have every outcome and every reason', () => {
    expect(OUTCOME_WORDS.filter((word) => !outcomes.some(({ outcome }) => outcome === word))).toEqual([]);
    const codes = schema.definitions.outcome.properties.code.enum;
    expect(codes.filter((code) => !outcomes.some((outcome) => outcome.code === code))).toEqual([]);
  });

  it('use every operator, function and summary', () => {
    expect([...FUNCTION_NAMES, ...SUMMARY_NAMES].filter((name) => !text.includes(`"fn":"${name}"`))).toEqual([]);
  });

  it('have every property that a rule of a plan can have', () => {
    expect(propertiesOfRules().filter((property) => !text.includes(`"${property}":`))).toEqual([]);
  });
});

/** Names of all properties in the definitions of rules, except those of regular expressions. */
function propertiesOfRules(): string[] {
  const { definitions } = planSchema;
  const found = new Set<string>();
  const open: (keyof typeof definitions)[] = ['transaction', 'window', 'schedule'];
  const seen = new Set<string>(['regex']);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    JSON.stringify(definitions[name], (key, value) => {
      if (key === 'properties') for (const property of Object.keys(value)) found.add(property);
      if (key === '$ref') open.push(value.slice('#/definitions/'.length));
      return value;
    });
  }
  return [...found];
}
