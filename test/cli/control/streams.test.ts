/** Streams of outcomes to many readers, some of which do not read. */

import { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { ControlConnection } from '../../../src/cli/control/connection.ts';
import { OutcomeTexts, Tail } from '../../../src/cli/control/streams.ts';
import { CsvSink } from '../../../src/runtime/outputs/csv.ts';
import { NdjsonSink } from '../../../src/runtime/outputs/ndjson.ts';
import { temporaryFolder } from '../../folder.ts';
import { opened, optionsFor, VISITS, visits, writeLog } from '../../runtime/live/runs.ts';
import { SimDisk } from '../../runtime/state/sim-disk.ts';

/** A socket that takes lines without sending them. */
class Reader {
  readonly lines: string[] = [];
  readonly client: ControlConnection;

  constructor(readonly waiting: number) {
    const socket = new Socket();
    vi.spyOn(socket, 'write').mockImplementation((text) => this.lines.push(String(text)) > 0);
    vi.spyOn(socket, 'writableLength', 'get').mockReturnValue(waiting);
    this.client = new ControlConnection(socket);
  }
}

it('an outcome is made a line once for all readers that see it in the same way, and not at all for those that do not read', async () => {
  const log = join(temporaryFolder(), 'app.log');
  writeLog(log, visits(6));
  const disk = new SimDisk();
  const live = await opened(optionsFor(VISITS, disk, { logs: [{ name: log, files: [log] }], outputs: [] }));
  const texts = new OutcomeTexts();
  const [one, other, cells, behind] = [0, 0, 0, 2 ** 21].map((waiting) => new Reader(waiting));
  const formats = new Map([[cells, 'csv' as const]]);
  for (const reader of [one, other, cells, behind]) {
    if (reader)
      live.rules.applier.watchers.add(new Tail(live, { command: 'tail', format: formats.get(reader) ?? 'ndjson' }, reader.client, texts));
  }
  const made = [vi.spyOn(NdjsonSink.prototype, 'textOf'), vi.spyOn(CsvSink.prototype, 'textOf')];
  while (await live.turn());
  await live.close();
  const count = one?.lines.length ?? 0;
  expect(count).toBeGreaterThan(3);
  expect(other?.lines).toEqual(one?.lines);
  expect(cells?.lines.length).toBe(count + 1);
  expect(behind?.lines).toEqual([]);
  expect(made.map((spy) => spy.mock.calls.length)).toEqual([count, count]);
});
