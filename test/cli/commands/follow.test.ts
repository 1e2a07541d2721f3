/** `corr run --follow` with logs that grow and are rotated meanwhile. */

import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { VISIT_RULES } from '../../runtime/live/runs.ts';
import { corr, folderWith } from '../corr.ts';
import { Running } from '../running.ts';

const folder = folderWith({
  'rules.corr': VISIT_RULES,
  'app.log': '',
  'old.log.gz': gzipSync('x\n'),
  'old.cap': 'CORRJNL1',
  'journal.export': '__CURSOR=s=1\n\n',
});
const path = (name: string) => join(folder, name);

const ARGS = ['run', '-f', 'rules.corr', 'app.log', '--format', 'ndjson'];
const line = (second: number, text: string) => `2024-05-01 12:00:${String(second).padStart(2, '0')} ${text}\n`;
const told = (running: Running, count: number) => () => running.stdout.split('\n').length > count;

describe('corr run --follow', () => {
  it('reports outcomes as they arise, and what is still open when it is stopped', async () => {
    writeFileSync(path('app.log'), line(0, 'open a') + line(1, 'use a it') + line(2, 'close a') + line(5, 'open b'));
    const running = new Running([...ARGS, '--format', 'csv=told.csv'], folder);
    await running.until(told(running, 1));
    expect(running.stdout).toContain('"success"');
    await running.until(() => readFileSync(path('told.csv'), 'utf8').includes('success'));
    appendFileSync(path('app.log'), line(6, 'open c'));
    expect(await running.end('SIGINT')).toBe(130);
    expect(running.stderr).toMatch(/^visit +3 +1 +2 /m);
    const whole = corr(['run', 'rules.corr', 'app.log', '--format', 'ndjson'], { cwd: folder });
    expect(running.stdout).toBe(whole.stdout);
  });

  it('continues in the file that takes the name of the one it read', async () => {
    // Of this minute: two seconds of silence, which a busy machine may need, then advance the clock by no more than that.
    const begun = Date.now() - 10_000;
    const line = (second: number, text: string) =>
      `${new Date(begun + second * 1000).toISOString().slice(0, 19).replace('T', ' ')} ${text}\n`;
    writeFileSync(path('app.log'), line(0, 'open a') + line(1, 'use a it'));
    const running = new Running([...ARGS, '--lateness', '0s'], folder);
    appendFileSync(path('app.log'), line(2, 'close a') + line(3, 'open b') + line(4, 'use b it'));
    await running.until(told(running, 1));
    renameSync(path('app.log'), path('app.log.1'));
    appendFileSync(path('app.log.1'), line(5, 'use b more'));
    writeFileSync(path('app.log'), line(6, 'close b') + line(7, 'open c'));
    await running.until(told(running, 2));
    expect(await running.end()).toBe(143);
    const outcomes = running.stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(outcomes.map(({ key, outcome, fields }) => [key.id, outcome, fields.uses])).toEqual([
      ['a', 'success', 1],
      ['b', 'success', 2],
      ['c', 'open', 0],
    ]);
    rmSync(path('app.log.1'));
  });

  it.each([
    [['-'], 'Standard input cannot be followed.'],
    [['lien=app.log'], "'lien=app.log': there is no format 'lien'."],
    [[], 'There is no log to follow.'],
    [['old.log.gz'], "'old.log.gz' is compressed, and cannot be followed."],
    [['journal.export'], "'journal.export' is an export of the journal, and cannot be followed."],
    [['old.cap'], "'old.cap' is a capture."],
    [['/dev/null'], "'/dev/null' is not a regular file, and cannot be followed."],
  ])('refuses %j', (logs, message) => {
    const { code, stderr } = corr(['run', '-f', 'rules.corr', ...logs], { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toContain(message);
  });

  it('waits for a log that is not there yet', async () => {
    writeFileSync(path('app.log'), line(0, 'open a') + line(1, 'use a it') + line(2, 'close a') + line(3, 'open b'));
    const running = new Running([...ARGS, 'later.log', '--lateness', '0s', '--workers', '2'], folder);
    await running.until(told(running, 1));
    expect(running.stderr).toBe('corr: --workers has no effect with --follow: one thread runs the rules.\n');
    writeFileSync(path('later.log'), line(4, 'open c') + line(5, 'use c it') + line(6, 'close c') + line(7, 'open d'));
    await running.until(told(running, 2));
    expect(running.stdout).toMatch(/"key":\{"id":"a"\}.*\n.*"key":\{"id":"c"\}/);
    await running.end();
  });
});
