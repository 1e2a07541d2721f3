import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ExitCode } from '../../../src/cli/exit-code.ts';
import { Application } from '../../../src/cli/serve/application.ts';
import { type ServeOptions, specOfOptions } from '../../../src/cli/serve/application-spec.ts';
import { Live } from '../../../src/runtime/live.ts';
import { systemClock } from '../../../src/runtime/state/system-clock.ts';
import { systemDisk } from '../../../src/runtime/state/system-disk.ts';
import { RULES } from '../control/served.ts';
import { folderWith } from '../corr.ts';

const OPTIONS: ServeOptions = {
  ...{ zone: 'UTC', maxLine: '64KiB', lateness: '0s', late: 'deliver', idle: '1h', maxSkew: '1h', checkpoint: '1h', onChange: 'abandon' },
  control: 'off',
};

const { create } = systemDisk;

afterEach(() => void vi.restoreAllMocks());

/** There is no room for a checkpoint at the next attempts. */
function fill(attempts: number): void {
  let left = attempts;
  vi.spyOn(systemDisk, 'create').mockImplementation((path) => {
    if (path.includes('checkpoint-') && left-- > 0)
      throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'open' });
    return create.call(systemDisk, path);
  });
}

/** There is room at the third attempt, unless it is asked to stop before. */
async function started(stop?: AbortController, folder = folderWith({ 'shop.corr': RULES, 'shop.log': '' })) {
  const troubles: unknown[] = [];
  const said: string[] = [];
  const options = { ...OPTIONS, state: join(folder, 'state'), follow: [join(folder, 'shop.log')] };
  const shop = await Application.prepare(await specOfOptions([join(folder, 'shop.corr')], options), options);
  fill(2);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const waits = async () => void troubles.push(shop.trouble);
  const isLast = async () => waits().then(() => stop?.abort());
  vi.spyOn(systemClock, 'sleep').mockImplementationOnce(waits).mockImplementationOnce(isLast);
  await shop.open((stop ?? new AbortController()).signal);
  return { folder, shop, troubles, said };
}

describe('a disk that is full at the start', () => {
  const full = 'corr: The disk is full: nothing begins until there is space.\n';

  it('is waited for, and that is told', async () => {
    const { shop, troubles, said } = await started();
    expect(troubles).toEqual(['The disk is full.', 'The disk is full.']);
    expect(said).toEqual([full, expect.stringContaining('Started, reading from')]);
    await shop.close();
  });

  it('has what is found at each attempt told once', async () => {
    const { folder, shop } = await started();
    await shop.close();
    writeFileSync(join(folder, 'state', 'checkpoint-a'), 'damaged');
    const { shop: again, said } = await started(undefined, folder);
    expect(said).toEqual([expect.stringContaining('checkpoint-a is damaged'), full, expect.stringContaining('Resumed, reading from')]);
    await again.close();
  });

  it('keeps nobody from stopping it', async () => {
    const { shop } = await started(new AbortController());
    expect(shop.status()).toBeUndefined();
    await shop.close();
    expect(existsSync(join(shop.spec.folder, 'lock'))).toBe(false);
    expect(shop.summarize()).toBe(ExitCode.fine);
  });
});

it('a disk that is full at a stop is waited for, and that is told: then all state is saved', async () => {
  const { shop, said } = await started();
  fill(1);
  const sleep = vi.spyOn(systemClock, 'sleep').mockResolvedValue();
  await shop.close();
  expect(sleep).toHaveBeenCalledWith(1000, undefined);
  expect(said.at(-1)).toBe('corr: The disk is full: the state is saved once there is space.\n');
  expect([Live.unfinished(systemDisk, shop.spec.folder), shop.summarize()]).toEqual([[], ExitCode.fine]);
});
