import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { it, onTestFinished } from 'vitest';
import { until } from '../../until.ts';
import { ROOT } from '../corr.ts';
import { Served } from './served.ts';

it('tail keeps no backlog for a reader that is slow: the server drops it, and tail says so', async () => {
  const served = new Served();
  onTestFinished(() => served.kill());
  await served.start();
  const tail = spawn(process.execPath, [join(ROOT, 'dist', 'corr.js'), 'tail', '--state', served.state]);
  let errors = '';
  let begun = false;
  tail.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text));
  tail.stdout.once('readable', () => void (begun = true));
  let written = 0;
  const log = async (...ids: string[]) => {
    written += 2 * ids.length;
    served.log(...ids.flatMap((id) => [`open ${id}`, `close ${id}`]));
    await served.read(written);
  };
  const logUntil = (isSo: () => boolean) =>
    until(
      async () => isSo() || log('a').then(isSo),
      () => `${isSo} ${errors}`,
    );
  await logUntil(() => begun);
  // Each batch is less than the server keeps for a reader, all together are more than all buffers on the way.
  for (let batch = 0; batch < 30; batch++) await log(...Array.from({ length: 250 }, (_, i) => `${batch}-${i}`));
  tail.stdout.resume();
  await logUntil(() => errors.includes('not shown, as they were not read fast enough'));
  tail.kill();
});
