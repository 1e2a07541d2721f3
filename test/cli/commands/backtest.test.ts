import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corr, folderWith } from '../corr.ts';

const RULES = `records app from json {
  begun = { event: "begun", id: text }
  done  = { event: "done", id: text }
}
transaction __proto__ {
  key id
  start app.begun
  then app.done
  timeout "stalled" after 1m
}
`;
const event = (time: string, name: string, id: string) => `${JSON.stringify({ time: `2024-03-01T${time}Z`, event: name, id })}\n`;
const LOG = [
  event('08:00:00', 'begun', '1'),
  event('08:00:10', 'done', '1'),
  event('08:10:00', 'begun', '2'),
  event('08:12:00', 'done', '2'),
].join('');

describe('corr backtest', () => {
  const cwd = folderWith({ 'job.corr': RULES, 'app.jsonl': LOG });
  const backtest = (...args: string[]) => corr(['backtest', 'job.corr', 'app.jsonl', '--expect', 'expected.json', ...args], { cwd });

  it('writes a baseline, and finds no difference from it', () => {
    expect(backtest()).toMatchObject({ code: 3, stderr: expect.stringContaining('--update') });
    expect(backtest('--update').code).toBe(0);
    expect(readFileSync(join(cwd, 'expected.json'), 'utf8')).toBe(`{
  "schema": "corr/expected/1",
  "outcomes": [
    {"rule":"__proto__","outcome":"success","count":1},
    {"rule":"__proto__","outcome":"timeout","name":"stalled","count":1}
  ]
}
`);
    expect(backtest()).toMatchObject({ code: 0, stdout: '', stderr: 'as expected\n' });
  });

  it('finds what is expected never to come as it is', () => {
    const { outcomes, ...others } = JSON.parse(readFileSync(join(cwd, 'expected.json'), 'utf8'));
    const never = { rule: '__proto__', outcome: 'failure', count: 0 };
    writeFileSync(join(cwd, 'expected.json'), JSON.stringify({ ...others, outcomes: [...outcomes, never] }));
    expect(backtest()).toMatchObject({ code: 0, stdout: '', stderr: 'as expected\n' });
  });

  it('tells what differs, and exits with 1', () => {
    writeFileSync(
      join(cwd, 'app.jsonl'),
      LOG + event('08:13:00', 'begun', '3') + event('08:13:01', 'done', '3') + event('08:14:00', 'begun', '4'),
    );
    expect(backtest()).toMatchObject({
      code: 1,
      stdout: '__proto__.open: expected 0, found 1\n__proto__.success: expected 1, found 2\n',
    });
  });

  it('sorts in records that are out of order, as a run with that --lateness does', () => {
    const lines = [event('08:00:00', 'begun', '1'), event('08:13:00', 'begun', '2'), event('08:00:01', 'done', '1')];
    writeFileSync(join(cwd, 'app.jsonl'), lines.join(''));
    expect(backtest('--update').code).toBe(0);
    expect(backtest('--lateness', '13m')).toMatchObject({
      code: 1,
      stdout: '__proto__.success: expected 0, found 1\n__proto__.timeout "stalled": expected 1, found 0\n',
    });
  });

  it('refuses a file that says something else', () => {
    writeFileSync(join(cwd, 'expected.json'), '{"schema":"corr/expected/1","outcomes":[{"rule":1}]}');
    expect(backtest().code).toBe(3);
    writeFileSync(join(cwd, 'expected.json'), '{');
    expect(backtest().code).toBe(3);
    writeFileSync(join(cwd, 'expected.json'), '{}');
    expect(backtest().stderr).toContain(
      "'expected.json' is not a valid file of expected outcomes: it must have required property 'schema'.\n",
    );
    const twice = [2, 1].map((count) => ({ rule: '__proto__', outcome: 'success', count }));
    writeFileSync(join(cwd, 'expected.json'), JSON.stringify({ schema: 'corr/expected/1', outcomes: twice }));
    expect(backtest()).toMatchObject({ code: 3, stderr: expect.stringContaining('/outcomes/1 is there before') });
  });
});
