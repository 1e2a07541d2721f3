/**
 * The cost of each line of an application's log before any rule sees it, as JSON against a bare loop of `JSON.parse`,
 * and as plain text.
 *
 * node scripts/run.mjs bench/app.ts [LINES] [ROUNDS]
 */

import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { type Matched, matchLog, measured, planOf, since } from './matching.ts';
import { machine } from './measure.ts';

/** The minimal loop. */
async function parseAll(log: string): Promise<Matched> {
  const start = process.cpuUsage();
  let matched = 0;
  let rest = '';
  for await (const chunk of createReadStream(log, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if ((JSON.parse(line) as { event: string }).event === 'request started') matched++;
  }
  return { cpu: since(start), matched };
}

const VARIANTS: Record<string, (lines: string) => Promise<Matched>> = {
  'JSON.parse of each line': (lines) => parseAll(logOf('json', lines)),
  'corr, JSON': (lines) => matchLog(planOf(rulesOf('json')), logOf('json', lines), 'wasm'),
  'corr, plain text': (lines) => matchLog(planOf(rulesOf('plain')), logOf('plain', lines), 'wasm'),
};

function rulesOf(kind: string): string {
  return readFileSync(`bench/rules/requests-${kind}.corr`, 'utf8');
}

function logOf(kind: string, lines: string): string {
  return `.bench/${kind}-${lines}.log`;
}

const [, , first = '1000000', second = '3', third = ''] = argv;
if (first === 'one') {
  process.stdout.write(JSON.stringify(await VARIANTS[second]?.(third)));
} else {
  mkdirSync('.bench', { recursive: true });
  for (const kind of ['json', 'plain']) {
    const log = logOf(kind, first);
    if (!existsSync(log)) execFileSync(process.execPath, ['scripts/run.mjs', 'bench/logs.ts', kind, first, log]);
  }
  process.stdout.write(`${machine()}\n${first} lines\n\n${''.padEnd(28)}   cpu s   × cpu   ns/line   records\n`);
  let unit = Number.NaN;
  for (const name of Object.keys(VARIANTS)) {
    const { cpu, matched } = measured('bench/app.ts', [name, first], Number(second));
    if (Number.isNaN(unit)) unit = cpu;
    const figures = [
      cpu.toFixed(2).padStart(8),
      (cpu / unit).toFixed(2).padStart(8),
      ((cpu / Number(first)) * 1e9).toFixed(0).padStart(10),
    ];
    process.stdout.write(`${name.padEnd(28)}${figures.join('')}${String(matched).padStart(10)}\n`);
  }
}
