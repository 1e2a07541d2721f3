/** Generates the vectors of `test/vectors` from the programs beside them. */

import { readdirSync, readFileSync } from 'node:fs';
import { canonicalJson } from '../src/dsl/meaning.ts';
import { readVectors, type WrittenVector } from './vectors/programs.ts';
import { runVector } from './vectors/run.ts';
import { VECTOR_VERSION, type Vector } from './vectors/vector.ts';

const FOLDER = 'test/vectors';

/** Files by path; each contains one vector. */
export function vectorFiles(): Map<string, string> {
  const programs = readdirSync(`${FOLDER}/programs`).sort();
  const vectors = programs.flatMap((file) => readVectors(readFileSync(`${FOLDER}/programs/${file}`, 'utf8')));
  return new Map(vectors.map((vector) => [`${FOLDER}/${vector.name}.json`, textOf(finished(vector))]));
}

function finished({ title, rules, run, input, plan }: WrittenVector): Vector {
  const { watermarks, state, outcomes } = runVector({ plan, run, input });
  const timed = input.map((record, i) => ({ ...record, watermark: watermarks[i] ?? 0 }));
  return { vector: VECTOR_VERSION, title, rules, run, input: timed, expected: { state, outcomes }, plan };
}

/** Each record, outcome and state of a rule is on a line of its own, so that diffs are readable. */
function textOf({ input, rules, expected, plan, ...head }: Vector): string {
  const members = [
    ...Object.entries(head).map(([name, value]) => `"${name}": ${canonicalJson(value)}`),
    `"rules": ${linesOf(rules, '  ')}`,
    `"input": ${linesOf(input, '  ')}`,
    `"expected": {\n    "state": ${linesOf(expected.state, '    ')},\n    "outcomes": ${linesOf(expected.outcomes, '    ')}\n  }`,
    `"plan": ${canonicalJson(plan)}`,
  ];
  return `{\n  ${members.join(',\n  ')}\n}\n`;
}

function linesOf(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return '[]';
  return `[\n${items.map((item) => `${indent}  ${canonicalJson(item)}`).join(',\n')}\n${indent}]`;
}
