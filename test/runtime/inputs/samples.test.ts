/** Real logs, if available: in `CORR_SAMPLES`, or a folder beside the checkout. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RecordFlag } from '../../../src/runtime/record.ts';
import { readAll } from './sources.ts';

const SAMPLES = process.env['CORR_SAMPLES'] ?? join(import.meta.dirname, '../../../../shared/samples');

describe.skipIf(!existsSync(SAMPLES))('real logs', () => {
  it.each<[string, string, number, string, string]>([
    ['Linux_2k.log', 'syslog', 2000, '-06-14T15:16:01', '-07-27T14:42:00'],
    ['OpenSSH_2k.log', 'syslog', 2000, '-12-10T06:55:46', '-12-10T11:04:45'],
    ['BGL_2k.log', 'line', 2000, '2005-06-03T15:42:50.675872', '2006-01-03T07:13:09.127918'],
    ['OpenStack_2k.log', 'line', 2000, '2017-05-16T00:00:00.008', '2017-05-16T00:14:47.687'],
    ['Thunderbird_2k.log', 'line', 2000, '-11-09T12:01:01', '-11-09T12:15:32'],
    ['Zookeeper_2k.log', 'line', 2000, '2015-07-29T17:41:44.747', '2015-08-10T18:12:34.004'],
    ['sshd-1.cap', 'syslog', 16, '2023-02-20T20:12:47.757250', '2023-02-20T20:14:58.437079'],
  ])('%s', async (name, format, count, first, last) => {
    const { records, formats, problems } = await readAll([join(SAMPLES, name)]);
    expect([formats, problems, records.length]).toEqual([[format], [], count]);
    const times = [records[0]!, records.at(-1)!].map(
      ({ time }) => `${new Date(Math.floor(time / 1000)).toISOString().slice(0, 23)}${String(time % 1000).padStart(3, '0')}`,
    );
    for (const [at, wanted] of [first, last].entries()) expect(times[at]).toContain(wanted);
    expect(records.filter(({ flags }) => (flags & (RecordFlag.undecodable | RecordFlag.badTime)) !== 0)).toEqual([]);
  });
});
