/** The expected number of outcomes of each kind, in a file that people read and review. */

import { existsSync, readFileSync } from 'node:fs';
import validate from '../../../schema/expected.schema.json?validate';
import { getOrMake } from '../../get-or-make.ts';
import { given } from '../../given.ts';
import type { Outcome } from '../../runtime/record.ts';
import { type Failure, usageError } from '../exit-code.ts';
import { writeWhole } from '../targets.ts';

interface Count {
  rule: string;
  outcome: string;
  name?: string;
  count: number;
}

export class Counts {
  private readonly counts = new Map<string, Count>();

  add({ rule, outcome, name }: Pick<Outcome, 'rule' | 'outcome' | 'name'>): void {
    const kind = { rule, outcome, ...given({ name }) };
    getOrMake(this.counts, keyOf(kind), () => ({ ...kind, count: 0 })).count++;
  }

  /** Sorted by rule, outcome and name. */
  list(): Count[] {
    return [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  }
}

export interface Difference {
  kind: Omit<Count, 'count'>;
  expected: number;
  found: number;
}

export function differences(expected: readonly Count[], found: readonly Count[]): Difference[] {
  const wanted = new Map(expected.map((one) => [keyOf(one), one]));
  const seen = new Map(found.map((one) => [keyOf(one), one]));
  const keys = [...new Set([...wanted.keys(), ...seen.keys()])].sort();
  return keys.flatMap((key) => {
    const [before, now] = [wanted.get(key), seen.get(key)];
    const { count: _, ...kind } = (before ?? now) as Count;
    const difference = { kind, expected: before?.count ?? 0, found: now?.count ?? 0 };
    return difference.expected === difference.found ? [] : [difference];
  });
}

function keyOf({ rule, outcome, name }: Omit<Count, 'count'>): string {
  return JSON.stringify([rule, outcome, name ?? null]);
}

/** @throws Failure if the file does not exist, or is not as {@link writeExpected} writes it. */
export function readExpected(path: string): Count[] {
  if (!existsSync(path)) throw usageError(`There is no file '${path}'.`, 'Write it with --update.');
  const json = parsed(path);
  if (!validate(json)) {
    const { instancePath = '', message = 'is wrong' } = validate.errors?.[0] ?? {};
    throw refused(path, `is not a valid file of expected outcomes: ${instancePath === '' ? 'it' : instancePath} ${message}`);
  }
  const { outcomes } = json as { outcomes: Count[] };
  const kinds = new Set<string>();
  for (const [i, one] of outcomes.entries()) {
    if (kinds.has(keyOf(one))) throw refused(path, `counts one kind of outcome twice: /outcomes/${i} is there before`);
    kinds.add(keyOf(one));
  }
  return outcomes;
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw refused(path, `cannot be read: ${(error as Error).message}`);
  }
}

function refused(path: string, why: string): Failure {
  return usageError(`'${path}' ${why}.`, 'Rewrite it with --update.');
}

/** One kind of outcome per line, so that a review shows what has changed. */
export function writeExpected(path: string, counts: readonly Count[]): void {
  const lines = counts.map((count) => `    ${JSON.stringify(count)}`);
  writeWhole(path, `{\n  "schema": "corr/expected/1",\n  "outcomes": [\n${lines.join(',\n')}\n  ]\n}\n`);
}
