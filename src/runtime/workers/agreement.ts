/** Whether a log record that is two records of the program has the same partition according to both. */

import type { AlternativePlan, RecordPlan } from '../../dsl/pattern-plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import { areApart, hintsOf } from '../match/hints.ts';

/** True if no log record is both, or both take the value of each field from the same place. */
export function agree(a: RecordPlan, b: RecordPlan, fields: readonly string[]): boolean {
  if (a.format !== b.format) return true;
  return fields.every((name) => haveSameSource(a, b, name)) || neverMeet(a, b);
}

function haveSameSource(a: RecordPlan, b: RecordPlan, name: string): boolean {
  const source = sourceOf(a, name);
  return source !== undefined && source === sourceOf(b, name);
}

function neverMeet(a: RecordPlan, b: RecordPlan): boolean {
  return factsOf(a).hints.every((one) => factsOf(b).hints.every((other) => areApart(one, other)));
}

/** What is known of a record, which is compared with all others. */
interface Facts {
  /** Of each alternative. */
  hints: readonly ReturnType<typeof hintsOf>[];
  /** By field. */
  sources: Map<string, string | undefined>;
}

const known = new WeakMap<RecordPlan, Facts>();

function factsOf(record: RecordPlan): Facts {
  return getOrMake(known, record, () => ({ hints: record.alternatives.map((one) => hintsOf(record, one)), sources: new Map() }));
}

/** Where the value of a field comes from and how it is read, if that is independent of the text; otherwise undefined. */
function sourceOf(record: RecordPlan, name: string): string | undefined {
  const { sources } = factsOf(record);
  if (!sources.has(name)) sources.set(name, findSource(record, name));
  return sources.get(name);
}

function findSource(record: RecordPlan, name: string): string | undefined {
  const slot = record.fields.findIndex((field) => field.name === name);
  const header = record.header.find((copied) => copied.slot === slot);
  if (header) return JSON.stringify(header.path);
  const sources = new Set(record.alternatives.map((alternative) => testedAs(alternative, slot)));
  const [source] = sources;
  return sources.size === 1 ? source : undefined;
}

function testedAs(alternative: AlternativePlan, slot: number): string | undefined {
  if (alternative.kind !== 'fields') return undefined;
  const test = alternative.fields.find((field) => field.slot === slot);
  return test && JSON.stringify([test.path, test.type ?? null, test.equals ?? null, test.matches ?? null]);
}
