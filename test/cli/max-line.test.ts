/** `--max-line`: lines of logs that are longer than usual, in every command that reads or follows logs. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corr, folderWith } from './corr.ts';
import { Running } from './running.ts';

const RULES = `records app from json {
  begin = { event: "begin", id: text }
  done  = { event: "done", id: text }
}
transaction job {
  key id
  start app.begin
  then  app.done
  timeout "lost" after 1h
}
`;
/** 200 KiB, with what the rules ask for at the end. */
const line = (time: string, event: string) =>
  `${JSON.stringify({ time: `2024-03-01T${time}Z`, pad: 'x'.repeat(200 * 1024), event, id: '1' })}\n`;
const LONG = line('08:00:00', 'begin') + line('08:00:05', 'done');
const INPUTS = 'inputs: [{ follow: long.jsonl }], outputs: [{ type: file, path: out.ndjson }]';

const folder = folderWith({
  'job.corr': RULES,
  'long.jsonl': LONG,
  'expected.json': '{"schema":"corr/expected/1","outcomes":[{"rule":"job","outcome":"success","count":1}]}',
  'shop/corr.config.yaml': `applications: { shop: { rules: job.corr, state: state, max-line: 256KiB, ${INPUTS} } }`,
  'shop/job.corr': RULES,
  'shop/long.jsonl': LONG,
});
const path = (...names: string[]) => join(folder, ...names);
const run = (...args: string[]) => corr(args, { cwd: folder });
const isTold = (file: string) => () => existsSync(file) && readFileSync(file, 'utf8').includes('"success"');

describe('a line beyond 64 KiB', () => {
  it('is cut, and the summary says how to read more of it', () => {
    const { stdout, stderr } = run('run', 'job.corr', 'long.jsonl');
    expect(stdout).toBe('');
    expect(stderr).toContain('2 longer than the limit');
    expect(stderr).toContain('--max-line');
    expect(run('doctor', 'job.corr', 'long.jsonl').stdout).toMatch(/2 lines cut.*\n.*--max-line/);
    expect(run('explain', 'job.corr', 'long.jsonl', '--line', '1').stdout).toContain('--max-line');
  });

  it.each([
    ['run', ['job.corr', 'long.jsonl'], '"success"'],
    ['decode', ['long.jsonl'], '"event":"done"'],
    ['explain', ['job.corr', 'long.jsonl', '--key', 'id=1'], 'success'],
    ['graph', ['job.corr', '--counts', 'long.jsonl'], 'success   1×'],
    ['profile', ['job.corr', 'long.jsonl', '--format', 'json'], '"matched":1'],
    ['doctor', ['job.corr', 'long.jsonl'], '2 of 2 lines are records'],
    ['draft', ['long.jsonl'], 'event: "done"'],
    ['backtest', ['job.corr', 'long.jsonl', '--expect', 'expected.json'], ''],
  ])('is whole with --max-line: %s', (command, args, said) => {
    const { code, stdout } = run(command, ...args, '--max-line', '256KiB');
    if (command !== 'doctor') expect(code).toBe(0);
    expect(stdout).toContain(said);
  });

  it('is whole in a followed log, and in a capture of one', async () => {
    const following = new Running(['run', '-f', 'job.corr', 'long.jsonl', '--max-line', '256KiB'], folder);
    await following.until(() => following.stdout.includes('"success"'));
    await following.end();
    run('capture', '--follow', 'long.jsonl', '-o', 'long.cap', '--records', '2', '--max-line', '256KiB');
    expect(run('replay', 'job.corr', 'long.cap', '--lateness', '0s').stdout).toContain('"success"');
  });

  it('is whole for a server, and for an application of a configuration', async () => {
    const options = ['--follow', 'long.jsonl', '--state', 'state', '--out', 'out.ndjson', '--max-line', '256KiB'];
    const serving = new Running(['serve', 'job.corr', ...options], folder);
    await serving.until(isTold(path('out.ndjson')));
    await serving.end();
    const configured = new Running(['serve'], path('shop'));
    await configured.until(isTold(path('shop', 'out.ndjson')));
    await configured.end();
  });

  it.each(['479', '17MiB', 'much', '-1'])('is not limited to %s', (size) => {
    const { code, stderr } = run('run', 'job.corr', 'long.jsonl', `--max-line=${size}`);
    expect(code).toBe(3);
    expect(stderr).toContain(`'${size}' is not a valid size for --max-line.`);
  });
});
