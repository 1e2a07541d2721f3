/** Failures in the environment of a running server. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES, Served } from '../control/served.ts';
import { corr } from '../corr.ts';

const served = new Served();
beforeAll(() => served.start());
afterAll(() => served.kill());

const told = () => readFileSync(join(served.folder, 'out.ndjson'), 'utf8');

describe('a server', () => {
  it('goes on with the rules it has when those that are read again are broken', async () => {
    served.log('open a');
    await served.read(1);
    served.write('rules.corr', RULES.replace('key id', 'key idd'));
    served.signal('SIGHUP');
    await served.until(() => /Nothing was changed/.test(served.errors));
    expect(served.errors).toMatch(/rules\.corr:\d+:\d+: error/);
    served.log('close a', 'open b', 'close b');
    await served.until(() => told().split('\n').length > 2);
    expect(told().match(/"outcome":"\w+"/g)).toEqual(['"outcome":"success"', '"outcome":"success"']);
    served.write('rules.corr', RULES);
  });

  it('keeps its state to itself: another process is refused, and told whose it is', () => {
    const args = ['serve', join(served.folder, 'rules.corr'), '--state', served.state];
    expect(corr(args)).toMatchObject({ code: 3, stderr: expect.stringContaining('There is nothing to read.') });
    const twins = corr([...args, '--follow', 'app.log', '--out', 'a.ndjson', '--stats', 'hourly=./a.ndjson']);
    expect(twins).toMatchObject({ code: 3, stderr: expect.stringMatching(/Two outputs write to '.*a\.ndjson'/) });
    const { code, stderr } = corr([...args, '--follow', join(served.folder, 'other.log')]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/is in use by process \d+/);
  });
});
