import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ExitCode } from '../../../src/cli/exit-code.ts';
import { Application } from '../../../src/cli/serve/application.ts';
import { type ServeOptions, specOfOptions } from '../../../src/cli/serve/application-spec.ts';
import { systemClock } from '../../../src/runtime/state/system-clock.ts';
import { systemDisk } from '../../../src/runtime/state/system-disk.ts';
import { RULES } from '../control/served.ts';
import { folderWith } from '../corr.ts';

const OPTIONS: ServeOptions = {
  ...{ zone: 'UTC', maxLine: '64KiB', lateness: '0s', late: 'deliver', idle: '1h', maxSkew: '1h', checkpoint: '1h', onChange: 'abandon' },
  control: 'off',
};

describe('a disk that is full at the start', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** There is room at the third attempt, unless it is asked to stop before. */
  async function started(stop?: AbortController): Promise<{ shop: Application; troubles: unknown[]; said: string[] }> {
    const troubles: unknown[] = [];
    const said: string[] = [];
    const folder = folderWith({ 'shop.corr': RULES, 'shop.log': '' });
    const options = { ...OPTIONS, state: join(folder, 'state'), follow: [join(folder, 'shop.log')] };
    const shop = await Application.prepare(await specOfOptions([join(folder, 'shop.corr')], options), options);
    const full = () => {
      throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'open' });
    };
    vi.spyOn(systemDisk, 'create').mockImplementationOnce(full).mockImplementationOnce(full);
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const waits = async () => void troubles.push(shop.trouble);
    const isLast = async () => waits().then(() => stop?.abort());
    vi.spyOn(systemClock, 'sleep').mockImplementationOnce(waits).mockImplementationOnce(isLast);
    await shop.open((stop ?? new AbortController()).signal);
    return { shop, troubles, said };
  }

  it('is waited for, and that is told', async () => {
    const { shop, troubles, said } = await started();
    expect(troubles).toEqual(['The disk is full.', 'The disk is full.']);
    const told = 'corr: The disk is full: nothing begins until there is space.\n';
    expect(said).toEqual([told, expect.stringContaining('Started, reading from')]);
    await shop.close();
  });

  it('keeps nobody from stopping it', async () => {
    const { shop } = await started(new AbortController());
    expect(shop.status()).toBeUndefined();
    await shop.close();
    expect(existsSync(join(shop.spec.folder, 'lock'))).toBe(false);
    expect(shop.summarize()).toBe(ExitCode.fine);
  });
});
