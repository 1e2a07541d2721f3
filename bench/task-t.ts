/**
 * Task T: the sessions of a busy auth.log, and its brute-force attacks, against tools that do the same and `grep`,
 * which only searches.
 *
 * npm run build && node scripts/run.mjs bench/task-t.ts [LINES] [ROUNDS]
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { argv } from 'node:process';
import { type Contender, compare, machine, table } from './measure.ts';

const [, , lines = '2000000', rounds = '3'] = argv;
const FOLDER = '.bench';
const LOG = `${FOLDER}/auth-${lines}.log`;
const PATTERNS = 'bench/peers/task-t.grep';

// What a program found that is left out today must not be told.
rmSync(`${FOLDER}/out`, { recursive: true, force: true });
mkdirSync(`${FOLDER}/out`, { recursive: true });
if (!existsSync(LOG)) execFileSync(process.execPath, ['scripts/run.mjs', 'bench/logs.ts', 'auth', lines, LOG]);

const contenders: Contender[] = [
  { name: 'grep -cE', command: `LC_ALL=C grep -cEf ${PATTERNS} ${LOG}` },
  { name: 'ripgrep', command: `rg -cf ${PATTERNS} ${LOG}`, needs: 'rg' },
  {
    name: 'corr',
    command: `node dist/corr.js run bench/rules/task-t.corr ${LOG} --format ndjson=${FOLDER}/out/corr.ndjson --summary json=${FOLDER}/out/corr.json --year 2023`,
  },
  {
    name: 'syslog-ng',
    command: `cd ${FOLDER} && rm -f out/b.out && cat ../${LOG} | timeout 600 /usr/sbin/syslog-ng -F -f ../bench/peers/syslog-ng-task-t.conf -R out/ng.persist -p out/ng.pid -c out/ng.ctl`,
    needs: 'syslog-ng',
  },
  {
    name: 'sec',
    command: `cd ${FOLDER} && rm -f out/expert.out && sec --conf=../bench/peers/expert.sec --input=../${LOG} --notail --quiet`,
    needs: 'sec',
  },
];

process.stdout.write(`${machine()}\n${lines} lines\n\n${table(compare(contenders, Number(rounds)), 'grep -cE')}\n`);
process.stdout.write(`sessions closed: ${sessions()}\n`);

/** All must find the same: a fast wrong answer is worthless. */
function sessions(): string {
  const closed = readFileSync(`${FOLDER}/out/corr.ndjson`, 'utf8').match(/"rule":"session","outcome":"success"/g)?.length ?? 0;
  const peers = ['expert.out', 'b.out'].filter((file) => existsSync(`${FOLDER}/out/${file}`));
  const counts = peers.map((file) => `${file} ${readFileSync(`${FOLDER}/out/${file}`, 'utf8').match(/^ok /gm)?.length ?? 0}`);
  return [`corr ${closed}`, ...counts].join(', ');
}
