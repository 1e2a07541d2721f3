import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corr, folderWith, ROOT } from '../corr.ts';

const RULES = `records app from json {
  begin = { event: "begin", id: text }
  done  = { event: "done", id: text }
}
transaction job {
  key id
  start app.begin
  then  app.done within 1h
}
`;
const LOG = `{"time":"2024-03-01T08:00:00Z","event":"begin","id":"1"}
{"time":"2024-03-01T08:00:05Z","event":"done","id":"1"}
`;

const folder = folderWith({
  'where.corr': RULES.replace('from json', 'from json where evnet != "x"'),
  'step.corr': RULES.replace('app.done', 'app.done where idd == "1"').replace('from json', 'from json where event != "x"'),
  'key.corr': RULES.replace(/, id: text/g, '').replace('key id', 'key ids'),
  'rare.corr': RULES.replace('event: "done", id: text', 'event: "finished", id: text, reason: text?, eve: text?'),
  'log.jsonl': LOG,
  'long.jsonl': LOG.repeat(600),
});
const summaryOf = (rules: string, log = 'log.jsonl') => corr(['run', rules, log], { cwd: folder }).stderr;

describe('a field that rules ask for and no record has', () => {
  it.each([
    ['a condition of records', 'where.corr', "'evnet', which app.begin and 1 more ask for. Did you mean 'event'?"],
    ['a key', 'key.corr', "'ids', which app.begin and 1 more ask for. Did you mean 'id'?"],
  ])('is named in the summary of a run: in %s', (_, rules, text) => {
    expect(summaryOf(rules)).toContain(`\n  no record has ${text}\n`);
  });

  it('is named with how many records were looked at, where there are more', () => {
    expect(summaryOf('where.corr', 'long.jsonl')).toContain("\n  none of the first 1,000 records has 'evnet'");
  });

  it('is not reported if no similar name occurs in the log: the record may not have come yet', () => {
    const summary = summaryOf('rare.corr');
    expect(summary).toContain('never matched: app.done\n');
    expect(summary).not.toMatch(/reason|'eve'/);
  });

  it.skipIf(process.platform === 'win32')('is not sought in a pipe: a second look would wait for ever', () => {
    const script = `mkfifo pipe && { cat log.jsonl > pipe & } && node "${join(ROOT, 'dist', 'corr.js')}" run where.corr pipe`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    expect(status).toBe(0);
    expect(stderr).toContain('never matched: app.begin, app.done');
  });

  it('is named by the doctor, wherever it stands', () => {
    const { stdout } = corr(['doctor', 'step.corr', 'log.jsonl', '--format', 'json'], { cwd: folder });
    const found = stdout.trimEnd().split('\n');
    expect(found.map((line) => JSON.parse(line) as unknown)).toContainEqual({
      ...{ schema: 'corr/doctor/1', about: 'rules', level: 'warning' },
      message: "no record has 'idd', which app.done asks for",
      next: "Did you mean 'id'?",
    });
  });
});
