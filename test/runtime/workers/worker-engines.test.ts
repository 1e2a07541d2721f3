import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import type { Match } from '../../../src/runtime/record.ts';
import { WorkerEngines, type WorkerEnginesOptions, type WorkerPort } from '../../../src/runtime/workers/worker-engines.ts';
import { localPort } from './local-port.ts';

const RULES = `records r from json { a = { kind: "a", k: text } }
window w { key k fire on r.a when count(r.a, 1h) > 0 }
`;
const { plan } = compile({ read: () => RULES }, ['rules.corr']);
if (!plan) throw new Error('the rules do not compile');
const setup = { plan, workers: 2, sinks: [], sources: [] };
const record: Match = { record: 0, time: 1, weight: 1, values: plan.records[0]?.fields.map(() => 'x') ?? [], source: 0, line: 1 };

const engines = (options: Partial<WorkerEnginesOptions>) =>
  new WorkerEngines(setup, { start: localPort, onOutcome: () => {}, onFault: () => {}, onRuleFault: () => {}, ...options });

describe('engines in workers', () => {
  it('report why a worker failed, while they wait for it', async () => {
    let breakDown: (error: unknown) => void = () => {};
    const start = (): WorkerPort => ({
      postMessage: () => breakDown(new Error('out of memory')),
      on: (event: string, listener: (error: never) => void) => {
        if (event === 'error') breakDown = listener as (error: unknown) => void;
      },
      terminate: () => {},
    });
    const rules = engines({ start });
    rules.accept(1, [record]);
    await expect(rules.settle()).rejects.toThrow('out of memory');
    await expect(rules.end()).rejects.toThrow('out of memory');
  });

  it('say what went wrong with an outcome', async () => {
    const rules = engines({
      onOutcome: () => {
        throw new Error('disk full');
      },
    });
    rules.accept(1, [record]);
    await expect(rules.end()).rejects.toThrow('disk full');
  });

  it('report failures at records and at rules, and continue', async () => {
    const faults: unknown[] = [];
    const place = { source: 0, line: 7 };
    const planned = [
      { detail: 'Error: oh', at: place },
      { detail: 'Error: ah', at: { rule: 'w' } },
    ];
    const start: WorkerEnginesOptions['start'] = (one) => {
      const port = localPort(one);
      const on = (event: string, listener: (answer: never) => void) =>
        port.on(event as 'message', (done) => listener({ ...done, faults: 'counters' in done ? [] : planned } as never));
      return { ...port, on };
    };
    const rules = engines({ start, onFault: (...told) => faults.push(told), onRuleFault: (...told) => faults.push(told) });
    rules.accept(1, [record]);
    await rules.end();
    const once = [
      ['Error: oh', place],
      ['Error: ah', 'w'],
    ];
    expect(faults).toEqual([...once, ...once]);
    expect(rules.rules).toMatchObject([{ seen: 1 }]);
  });

  it('read no further while much is under way', async () => {
    let isDone = false;
    const held: (() => void)[] = [];
    const start: WorkerEnginesOptions['start'] = (one) => {
      const port = localPort(one);
      return { ...port, postMessage: (work, transfer) => void held.push(() => port.postMessage(work, transfer)) };
    };
    const rules = engines({ start });
    let settled = 0;
    const reading = (async () => {
      for (let time = 1; time <= 20; time++) {
        rules.accept(time, [{ ...record, time }]);
        await rules.settle();
        settled++;
      }
      await rules.end();
      isDone = true;
    })();
    await new Promise(setImmediate);
    expect(settled).toBe(4);
    while (!isDone) {
      for (const release of held.splice(0)) release();
      await new Promise(setImmediate);
    }
    await reading;
    expect(settled).toBe(20);
  });
});
