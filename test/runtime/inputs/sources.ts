/** Reads sources like the pipeline. */

import { Readable } from 'node:stream';
import type { FormatPlan } from '../../../src/dsl/plan.ts';
import { Merge } from '../../../src/runtime/inputs/merge.ts';
import { type OpenOptions, openInputs } from '../../../src/runtime/inputs/open.ts';
import { expandInputs, type InputArgument } from '../../../src/runtime/inputs/paths.ts';
import type { InputProblem } from '../../../src/runtime/inputs/problem.ts';

export const NOW = Date.parse('2024-06-01T00:00:00Z') * 1000;
export const LINE: FormatPlan = { name: 'line', base: 'line', time: [] };

export interface Seen {
  /** Path of its file. */
  file: string;
  line: number;
  /** The whole record, not only its message. */
  text: string;
  time: number;
  flags: number;
}

export interface Run {
  records: Seen[];
  problems: InputProblem['code'][];
  formats: string[];
}

/** All records of these inputs, merged. */
export async function readAll(args: readonly (string | InputArgument)[], options: Partial<OpenOptions> = {}): Promise<Run> {
  const problems: InputProblem['code'][] = [];
  const expanded = await expandInputs(args.map((arg) => (typeof arg === 'string' ? { path: arg } : arg)));
  problems.push(...expanded.problems.map(({ code }) => code));
  const { files, cursors } = await openInputs(expanded.sources, {
    formats: [],
    received: NOW,
    zone: 'UTC',
    stdin: Readable.from([]),
    report: ({ code }) => problems.push(code),
    ...options,
  });
  const records: Seen[] = [];
  const merge = new Merge(cursors);
  do {
    for (let at = merge.next(); at; at = merge.next()) {
      const { bytes, start, end, time, flags } = at.record;
      records.push({ file: files[at.file]!, line: at.line, text: Buffer.from(bytes).toString('utf8', start, end), time, flags });
    }
  } while (await merge.fill());
  return { records, problems, formats: cursors.map(({ info }) => info.format.name) };
}
