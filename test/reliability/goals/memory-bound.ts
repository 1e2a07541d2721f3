import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { compile } from '../../../src/dsl/compiler.ts';
import { Matcher } from '../../../src/runtime/match/matcher.ts';
import { logRecord } from '../../runtime/match/log-records.ts';
import { type Goal, type Proof, type Task, timer } from '../goal.ts';
import { type Ended, inFolder, run } from '../program.ts';

/** MiB. */
const MOST = { keys: 512, bombs: 256 };
const MIB = 1024 * 1024;
/** The limit on open visits: one hundredth of the keys, between these bounds. */
const LIMITS = { least: 10_000, most: 100_000 };
const TOGETHER = 1000;
/** The number of matches kept, each from a line of this many bytes. */
const KEPT = 2000;
const LONG = 16 * 1024;
/** Keys per second of a share: the throughput of a machine with two cores. */
const KEYS_A_SECOND = 20_000;

const keysRules = (limit: number) => `records shop from line {
  opened = "{*} open {id}"
  closed = "{*} close {id}"
}
transaction visit {
  key id
  start shop.opened
  then  shop.closed
  timeout "stalled" after 1h
  limit ${limit}
}
`;
const RECORDS = `records shop from json { ended = { event: "ended", id: text } }
transaction visit { key id start shop.ended }
`;
const GOOD = '{"time":"2024-05-01T10:00:00Z","event":"ended","id":"good"}\n';

export const memoryBound: Goal = {
  id: 'G9',
  name: 'memory bound',
  what: 'hostile keys, lines, nesting and archives cost no more memory than is set, and the next record is right',
  share: 20,
  prove: bounded,
};

async function bounded({ seconds, seed }: Task): Promise<Proof> {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, 'records.corr'), RECORDS);
    const isOver = timer(seconds / 2);
    const keys = Math.max(5 * LIMITS.least, Math.round((seconds / 2) * KEYS_A_SECOND));
    const proofs = [keptText(), await manyKeys(folder, keys, seed)];
    for (const bomb of BOMBS) proofs.push(await bomb(folder, isOver() ? 64 : 256));
    return { figure: Object.assign({}, ...proofs.map(({ figure }) => figure)), wrong: proofs.flatMap(({ wrong }) => wrong) };
  });
}

/** What is kept of a line is copied out of it. */
export function keptText(): Proof {
  const text = 'records shop from line { opened = "open {id} {*}" }';
  const { plan } = compile({ read: () => text }, ['shop.corr']);
  if (!plan) throw new Error('the rules do not compile');
  const matcher = new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat('line');
  const before = usedMemory();
  const kept = Array.from({ length: KEPT }, (_, i) =>
    matcher.match(logRecord(`open ${`visit-${i}`.padEnd(30, '.')} ${'x'.repeat(LONG)}`), 0, i),
  );
  const bytes = Math.round((usedMemory() - before) / KEPT);
  const wrong = kept.every(([match]) => match) ? [] : ['lines are not recognised'];
  if (bytes > LONG / 4) wrong.push(`${bytes} bytes are kept of a match of 30`);
  return { figure: { bytesKept: bytes }, wrong };
}

function usedMemory(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

/** Keys that never recur. */
async function manyKeys(folder: string, keys: number, seed: number): Promise<Proof> {
  function* lines(): Generator<string> {
    for (let first = 0; first < keys; first += TOGETHER) {
      const some = Array.from(
        { length: Math.min(TOGETHER, keys - first) },
        (_, i) => `2024-05-01 10:00:00 open ${seed}-${first + i}-${'k'.repeat(20)}\n`,
      );
      yield some.join('');
    }
  }
  const limit = Math.min(LIMITS.most, Math.max(LIMITS.least, Math.round(keys / 100)));
  writeFileSync(join(folder, 'keys.corr'), keysRules(limit));
  let [evicted, open] = [0, 0];
  // All of them are longer than a string can be.
  const onLine = (line: string) => {
    if (line.includes('"outcome":"evicted"')) evicted++;
    else if (line.includes('"outcome":"open"')) open++;
  };
  const ended = await run(['run', 'keys.corr', 'line=-', '--format', 'ndjson', '--summary', 'none'], folder, lines(), { onLine });
  const wrong = overLimit('keys', ended, MOST.keys);
  if (evicted !== keys - limit || open !== limit) wrong.push(`of ${keys} keys ${evicted} are evicted and ${open} open`);
  return { figure: { keys, limit, evicted, keysMiB: Math.round(ended.peak) }, wrong };
}

type Bomb = (folder: string, mib: number) => Promise<Proof>;

const giantLine: Bomb = async (folder, mib) => {
  function* line(): Generator<string> {
    for (let i = 0; i < mib; i++) yield 'x'.repeat(MIB);
    yield `\n${GOOD}`;
  }
  return judged('line', mib, await run(['run', 'records.corr', 'json=-', '--format', 'ndjson'], folder, line()));
};

const nested: Bomb = async (folder, mib) => {
  function* json(): Generator<string> {
    yield '{"time":"2024-05-01T10:00:00Z","event":';
    for (let i = 0; i < mib; i++) yield '['.repeat(MIB);
    yield `\n{"a":${'{"a":'.repeat(8000)}1${'}'.repeat(8001)}\n${GOOD}`;
  }
  return judged('nested', mib, await run(['run', 'records.corr', 'json=-', '--format', 'ndjson'], folder, json()));
};

const archive: Bomb = async (folder, mib) => {
  writeFileSync(join(folder, 'bomb.jsonl.gz'), gzipSync(Buffer.alloc(mib * MIB, 'y')));
  writeFileSync(join(folder, 'good.jsonl'), GOOD);
  return judged('archive', mib, await run(['run', 'records.corr', 'json=bomb.jsonl.gz', 'json=good.jsonl', '--format', 'ndjson'], folder));
};

const BOMBS: readonly Bomb[] = [giantLine, nested, archive];

function judged(name: string, mib: number, ended: Ended): Proof {
  const wrong = overLimit(name, ended, MOST.bombs);
  if (!ended.stdout.includes('"key":{"id":"good"}'))
    wrong.push(`${name}: the next record is not told: ${ended.code} ${ended.stderr.slice(0, 300)}`);
  return { figure: { [`${name}Sent`]: mib, [`${name}MiB`]: Math.round(ended.peak) }, wrong };
}

function overLimit(name: string, { peak }: Ended, most: number): string[] {
  return peak > most ? [`${name}: ${Math.round(peak)} MiB of memory`] : [];
}
