/**
 * What a line costs before any rule sees it: from the bytes of a file to matched records, by how many rules there are,
 * against `grep` and ripgrep, which only look for the patterns of task T.
 *
 *     node scripts/run.mjs bench/scan.ts [LINES] [ROUNDS]
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { argv } from 'node:process';
import { compile } from '../src/dsl/compiler.ts';
import type { Plan } from '../src/dsl/plan.ts';
import { openInputs } from '../src/runtime/inputs/open.ts';
import { Matcher } from '../src/runtime/match/matcher.ts';
import { createScan, type KernelName } from '../src/runtime/scan/create.ts';
import { compare, type Measured, machine, median } from './measure.ts';

const SSHD = `records sshd from syslog where app == "sshd" {
  accepted = "Accepted {method} for {user} from {addr:ip} port {port:int} ssh2{*}"
  failed   = "Failed {*} for {?invalid user }{*} from {addr:ip} port {*:int} ssh2"
  closed   = "pam_unix(sshd:session): session closed for user {*}"
}
window sshd_accepted { key host over 1m fire on sshd.accepted when count(sshd.accepted) > 1 }
window sshd_failed { key addr over 1m fire on sshd.failed when count(sshd.failed) > 1 }
window sshd_closed { key host over 1m fire on sshd.closed when count(sshd.closed) > 1 }
`;

/** A rule that no line of the log is for; it says its program, or has to be found by its text. */
function idle(number: number, isNamed: boolean): string {
  const where = isNamed ? `where app == "service${number}" ` : '';
  return `records s${number} from syslog ${where}{ failed = "request ${number} {id} failed after {took:duration}" }
window w${number} { key host over 1m fire on s${number}.failed when count(s${number}.failed) > 1 }
`;
}

interface Variant {
  rules: number;
  isNamed: boolean;
  /** Absent: every line becomes a record. */
  kernel?: KernelName;
}

const VARIANTS: Record<string, Variant> = {
  'corr, 3 rules': { rules: 3, isNamed: true, kernel: 'wasm' },
  'corr, 10 rules': { rules: 10, isNamed: true, kernel: 'wasm' },
  'corr, 1000 rules': { rules: 1000, isNamed: true, kernel: 'wasm' },
  'corr, 10 rules of any program': { rules: 10, isNamed: false, kernel: 'wasm' },
  'corr, 1000 rules of any program': { rules: 1000, isNamed: false, kernel: 'wasm' },
  'corr, 3 rules, TypeScript': { rules: 3, isNamed: true, kernel: 'js' },
  'corr, 3 rules, each line a record': { rules: 3, isNamed: true },
};

function planOf({ rules, isNamed }: Variant): Plan {
  const text = SSHD + Array.from({ length: rules - 3 }, (_, i) => idle(i, isNamed)).join('');
  const { plan, diagnostics } = compile({ read: () => text }, ['scan.corr']);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** Seconds of CPU of all threads, and how many lines are records; the compiler's work is not counted. */
async function run(variant: Variant, log: string): Promise<{ cpu: number; matched: number }> {
  const plan = planOf(variant);
  const report = ({ message }: { message: string }) => {
    throw new Error(message);
  };
  const spec = { name: log, files: [log] };
  const { cursors } = await openInputs([spec], {
    formats: plan.formats,
    received: 0,
    zone: 'UTC',
    year: 2023,
    stdin: process.stdin,
    report,
  });
  const [cursor] = cursors;
  if (!cursor) throw new Error(`${log} cannot be read`);
  const matcher = new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat('syslog');
  const start = process.cpuUsage();
  if (variant.kernel) cursor.scan = createScan(matcher.hints, cursor, variant.kernel);
  let matched = 0;
  while (await cursor.fill()) while (cursor.next()) if (matcher.match(cursor.record, 0, cursor.line).length > 0) matched++;
  const { user, system } = process.cpuUsage(start);
  return { cpu: (user + system) / 1e6, matched };
}

/** Each variant in a process of its own: what V8 has learnt in one must not help or hurt the next. */
function measured(name: string, log: string, rounds: number): { cpu: number; matched: number } {
  const runs = Array.from({ length: rounds }, () => {
    const answer = execFileSync(process.execPath, ['scripts/run.mjs', 'bench/scan.ts', 'one', name, log], { encoding: 'utf8' });
    return JSON.parse(answer) as { cpu: number; matched: number };
  });
  return { cpu: median(runs.map(({ cpu }) => cpu)), matched: runs[0]?.matched ?? 0 };
}

function row(name: string, cpu: number, unit: number, lines: number, matched: string): string {
  const nanos = (cpu / lines) * 1e9;
  return `${name.padEnd(36)}${cpu.toFixed(2).padStart(8)}${(cpu / unit).toFixed(2).padStart(8)}${nanos.toFixed(0).padStart(10)}${matched.padStart(10)}\n`;
}

function table(lines: number, rounds: number): string {
  const log = `.bench/auth-${lines}.log`;
  mkdirSync('.bench', { recursive: true });
  if (!existsSync(log)) execFileSync(process.execPath, ['scripts/run.mjs', 'bench/logs.ts', 'auth', String(lines), log]);
  const peers: Measured[] = compare(
    [
      { name: 'grep -cE, 5 patterns', command: `LC_ALL=C grep -cEf bench/peers/task-t.grep ${log}` },
      { name: 'ripgrep -c, 5 patterns', command: `rg -cf bench/peers/task-t.grep ${log}`, needs: 'rg' },
    ],
    rounds,
  );
  const unit = peers[0]?.cpu ?? Number.NaN;
  const rows = peers.map(({ name, cpu }) => row(name, cpu, unit, lines, ''));
  for (const name of Object.keys(VARIANTS)) {
    const { cpu, matched } = measured(name, log, rounds);
    rows.push(row(name, cpu, unit, lines, String(matched)));
  }
  return `${''.padEnd(36)}   cpu s  × grep   ns/line   records\n${rows.join('')}`;
}

const [, , first = '2000000', second = '3', third = ''] = argv;
if (first === 'one') {
  const variant = VARIANTS[second];
  if (!variant) throw new Error(`no variant '${second}'`);
  process.stdout.write(JSON.stringify(await run(variant, third)));
} else {
  process.stdout.write(`${machine()}\n${first} lines\n\n${table(Number(first), Number(second))}`);
}
