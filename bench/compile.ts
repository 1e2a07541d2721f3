/**
 * The time to compile a thousand rules, against lexing their text and parsing the finished plan as JSON, which no
 * compiler and no loader of such a plan can avoid.
 *
 * node scripts/run.mjs bench/compile.ts [RULES] [ROUNDS]
 */

import { argv } from 'node:process';
import { compile } from '../src/dsl/compiler.ts';
import { canonicalJson } from '../src/dsl/meaning.ts';
import { parse } from '../src/dsl/parser.ts';
import { Source } from '../src/dsl/source.ts';
import { tokenize } from '../src/dsl/tokens.ts';
import { machine, median } from './measure.ts';
import { programOf } from './service.ts';

const [, , rules = '1000', rounds = '5'] = argv;
const FILE = 'rules.corr';

const text = programOf(Number(rules));
const reader = { read: () => text };

/** CPU time of all threads, in milliseconds: on a busy machine, wall time includes others' work. */
function cost(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Without a warm-up round: this is what a user waits for. */
let compiled = compile({ read: () => '' }, [FILE]);
const cold = cost(() => {
  compiled = compile(reader, [FILE]);
});
if (!compiled.plan) throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
const json = canonicalJson(compiled.plan);

const contenders: [name: string, work: () => unknown][] = [
  ['tokenize', () => tokenize(text)],
  ['JSON.parse of the plan', () => JSON.parse(json)],
  ['parse', () => parse(new Source(FILE, text))],
  ['compile', () => compile(reader, [FILE])],
];

/** Round by round, so that changes in the machine's speed affect all equally; milliseconds of each round. */
const times = new Map<string, number[]>(contenders.map(([name]) => [name, []]));
for (let round = 0; round < Number(rounds); round++) {
  for (const [name, work] of contenders) times.get(name)?.push(cost(work));
}

const unit = median(times.get('tokenize') ?? []);
const rows = [...times].map(([name, all]) => {
  const typical = median(all);
  return `${name.padEnd(24)}${typical.toFixed(0).padStart(8)}${Math.min(...all)
    .toFixed(0)
    .padStart(8)}${(typical / unit).toFixed(2).padStart(8)}\n`;
});
const size = `${compiled.plan.rules.length} rules, ${compiled.plan.records.length} records, ${text.split('\n').length} lines, ${(text.length / 1024).toFixed(0)} KiB; plan ${(json.length / 1024).toFixed(0)} KiB`;
process.stdout.write(
  `${machine()}\n${size}\n\n${''.padEnd(24)}  cpu ms   least   × cpu\n${rows.join('')}compile, the first time ${cold.toFixed(0).padStart(8)}\n`,
);
