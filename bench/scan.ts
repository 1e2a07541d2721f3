/**
 * The cost of a line before any rule sees it: from the bytes of a file to matched records, by the number of rules,
 * against `grep` and ripgrep, which only search for the patterns of task T.
 *
 * node scripts/run.mjs bench/scan.ts [LINES] [ROUNDS]
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { argv } from 'node:process';
import type { KernelName } from '../src/runtime/scan/create.ts';
import { matchLog, measured, planOf } from './matching.ts';
import { compare, type Measured, machine } from './measure.ts';

const SSHD = `records sshd from syslog where app == "sshd" {
  accepted = "Accepted {method} for {user} from {addr:ip} port {port:int} ssh2{*}"
  failed   = "Failed {*} for {?invalid user }{*} from {addr:ip} port {*:int} ssh2"
  closed   = "pam_unix(sshd:session): session closed for user {*}"
}
window sshd_accepted { key host over 1m fire on sshd.accepted when count(sshd.accepted) > 1 }
window sshd_failed { key addr over 1m fire on sshd.failed when count(sshd.failed) > 1 }
window sshd_closed { key host over 1m fire on sshd.closed when count(sshd.closed) > 1 }
`;

/** A rule that matches no line of the log; it either names its program, or has to be found by its text. */
function idle(number: number, isNamed: boolean): string {
  const where = isNamed ? `where app == "service${number}" ` : '';
  return `records s${number} from syslog ${where}{ failed = "request ${number} {id} failed after {took:duration}" }
window w${number} { key host over 1m fire on s${number}.failed when count(s${number}.failed) > 1 }
`;
}

interface Variant {
  rules: number;
  isNamed: boolean;
  /** Absent if every line becomes a record. */
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

function rulesOf({ rules, isNamed }: Variant): string {
  return SSHD + Array.from({ length: rules - 3 }, (_, i) => idle(i, isNamed)).join('');
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
    const { cpu, matched } = measured('bench/scan.ts', [name, log], rounds);
    rows.push(row(name, cpu, unit, lines, String(matched)));
  }
  return `${''.padEnd(36)}   cpu s  × grep   ns/line   records\n${rows.join('')}`;
}

const [, , first = '2000000', second = '3', third = ''] = argv;
if (first === 'one') {
  const variant = VARIANTS[second];
  if (!variant) throw new Error(`no variant '${second}'`);
  process.stdout.write(JSON.stringify(await matchLog(planOf(rulesOf(variant)), third, variant.kernel)));
} else {
  process.stdout.write(`${machine()}\n${first} lines\n\n${table(Number(first), Number(second))}`);
}
