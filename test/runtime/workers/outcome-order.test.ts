import { expect, it, vi } from 'vitest';
import { EngineWorker } from '../../../src/runtime/workers/engine-worker.ts';
import { RecordPacker } from '../../../src/runtime/workers/packed-records.ts';
import { newGate } from '../../../src/runtime/workers/portion-gate.ts';
import { planOf } from '../engine/harness.ts';

const OPEN = 1000;

it('of outcomes that are chained at the end of the input moves none for another, however many they are', () => {
  const plan = planOf('transaction t { key k start g.a then g.b timeout after 1h }\nwindow w { over every 1h emit { n = count(t.open) } }');
  const worker = new EngineWorker({ plan, workers: 1, worker: 0, sinks: [], sources: [], gate: newGate() }, () => {});
  const record = plan.records.findIndex(({ name }) => name === 'g.a');
  const fields = plan.records[record]?.fields ?? [];
  const packer = new RecordPacker();
  for (let line = 0; line < OPEN; line++) {
    const values = fields.map(({ name }) => (name === 'k' ? `${line}` : undefined));
    packer.add(line, [{ record, time: line, weight: 1, values, source: 0, line }]);
  }
  worker.do({ records: packer.take() });
  const shift = vi.spyOn(Array.prototype, 'shift');
  const { open, faults } = worker.do({ end: 'open' });
  const longest = Math.max(0, ...shift.mock.instances.map((list) => (list as unknown[]).length));
  shift.mockRestore();
  expect(longest).toBeLessThan(10);
  expect({ open, faults }).toEqual({ open: 0, faults: [] });
});
