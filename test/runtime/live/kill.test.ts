/** The real program, killed again and again while it follows a growing log. `CORR_KILLS` is the number of times. */

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Running } from '../../cli/running.ts';
import { temporaryFolder } from '../../folder.ts';
import { VISIT_RULES, visits } from './runs.ts';

const KILLS = Number(process.env['CORR_KILLS'] ?? 3);
const folder = temporaryFolder();

const path = (name: string) => join(folder, name);
const read = (name: string) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '');

function serve(name: string): Running {
  const args = ['serve', path('rules.corr'), '--follow', path('app.log'), '--state', path(name), '--out', path(`${name}.ndjson`)];
  // Wall clock and checkpoints have no effect, so that every run reports the same.
  return new Running([...args, '--idle', '1h', '--checkpoint', '50ms']);
}

/** Resolves when a file has this many lines. */
function lines(name: string, count: number, running: Running): Promise<void> {
  return running.until(() => read(name).split('\n').length > count);
}

it(`tells the same after ${KILLS} kills as if nothing had been`, async () => {
  writeFileSync(path('rules.corr'), VISIT_RULES);
  const log = visits(60 * (KILLS + 1)).split(/(?<=\n)/);
  const part = Math.ceil(log.length / (KILLS + 1));
  let told = 0;
  for (let kill = 0; kill <= KILLS; kill++) {
    appendFileSync(path('app.log'), log.slice(kill * part, (kill + 1) * part).join(''));
    const running = serve('killed');
    // About this many visits of each part are certainly reported.
    await lines('killed.ndjson', (told += 30), running);
    if (kill < KILLS) expect(await running.end('SIGKILL')).toBeNull();
    else expect(await running.end()).toBe(0);
  }
  const whole = serve('whole');
  const whatWasTold = read('killed.ndjson').split('\n').length - 1;
  await lines('whole.ndjson', whatWasTold, whole);
  expect(await whole.end()).toBe(0);
  expect(read('killed.ndjson')).toBe(read('whole.ndjson'));
});
