import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { corr, folderWith } from '../corr.ts';

const RULES = `records app from line {
  begun = "{*} begun {id:int}"
  done  = "{*} done {id:int}"
}
transaction job {
  key id
  start app.begun
  then app.done
  timeout "stalled" after 1m
}
window busy {
  key none
  over 1m
  open when count(app.begun) > 1
}
`;
const LOG = [
  '2024-03-01T08:00:00Z begun 1',
  '2024-03-01T08:00:01Z begun 2',
  '2024-03-01T08:00:02Z done 1',
  '2024-03-01T08:00:03Z done at last',
  '2024-03-01T08:00:04Z nothing',
  '2024-03-01T08:10:00Z begun 3',
]
  .map((line) => `${line}\n`)
  .join('');

const cwd = folderWith({ 'job.corr': RULES, 'app.log': LOG });

function checked(name: string, stdout: string): Record<string, unknown> {
  const schema = JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8'));
  const told = JSON.parse(stdout);
  const valid = new Ajv().compile(schema);
  expect(valid(told), JSON.stringify(valid.errors)).toBe(true);
  return told;
}

describe('corr profile', () => {
  it('counts how often each pattern is tried and matches, and each rule is moved', () => {
    const { code, stdout } = corr(['profile', 'job.corr', 'app.log', '--format', 'json'], { cwd });
    expect(code).toBe(0);
    const { records, patterns, rules } = checked('profile', stdout) as { records: number; patterns: object[]; rules: object[] };
    expect(records).toBe(6);
    const time = expect.any(Number);
    expect(new Set(patterns)).toEqual(
      new Set([
        { record: 'app.begun', tried: 3, matched: 3, time },
        { record: 'app.done', tried: 2, matched: 1, time },
      ]),
    );
    // Two jobs stall, one at its deadline and the last at the end of input; the episode ends as its records leave.
    expect(new Set(rules)).toEqual(
      new Set([
        { rule: 'job', records: 4, deadlines: 1, time },
        { rule: 'busy', records: 3, deadlines: 2, time },
      ]),
    );
  });

  it('puts the costliest first, and tells where the rest of the time went', () => {
    const { code, stdout } = corr(['profile', 'job.corr', 'app.log'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^pattern +tried +matched +hits +time +each\n/);
    expect(stdout).toMatch(/\napp\.done +2 +1 +50% /);
    expect(stdout).toMatch(/\n6 records in .* to read them and find what to try\n$/);
  });
});

describe('corr bench', () => {
  it('measures each stage on all records', () => {
    const { code, stdout } = corr(['bench', 'job.corr', 'app.log', '--rounds', '1', '--format', 'json'], { cwd });
    expect(code).toBe(0);
    const { stages } = checked('bench', stdout) as { stages: { stage: string; records: number; bytes: number }[] };
    expect(stages.map(({ stage }) => stage)).toEqual(['read', 'match', 'rules', 'output']);
    for (const { records, bytes } of stages) expect([records, bytes]).toEqual([6, LOG.length]);
  });

  it('tells it as a table', () => {
    const { code, stdout } = corr(['bench', 'job.corr', 'app.log'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^up to +time +adds +records\/s +per second\nread /);
  });

  it.each([
    [['bench', 'job.corr'], 'standard input'],
    [['bench', 'job.corr', 'app.log', '--rounds', '0'], 'rounds'],
  ])('refuses %j', (args, said) => {
    expect(corr(args, { cwd })).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining(said) });
  });
});
