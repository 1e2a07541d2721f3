import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { corr, folderWith, ROOT } from '../corr.ts';

const RULES = `records app from json {
  begin = { event: "begin", id: text }
  done  = { event: "done", id: text }
}
param span = 1h
transaction job {
  key id
  start app.begin
  then  app.done
  timeout "lost" after span
}
`;
const line = (time: string, event: string, id: string) => `{"time":"2024-03-01T${time}Z","event":"${event}","id":"${id}"}`;
const LOG = `${[line('08:00:00', 'begin', '1'), line('08:00:05', 'done', '1'), line('08:10:00', 'begin', '2'), line('10:00:00', 'begin', '3')].join('\n')}\n`;

const folder = folderWith({
  'job.corr': RULES,
  'broken.corr': 'transaction job {\n  kye id\n}\n',
  'log.jsonl': LOG,
  'log.jsonl.gz': gzipSync(LOG),
  'cut.jsonl.gz': gzipSync(LOG.repeat(500)).subarray(0, 300),
  'empty.jsonl': '',
  'nul.jsonl': `\u0000\u0000\n${LOG}\u0000`,
  'empty-folder/keep.bin': new Uint8Array([0, 1, 2, 0]),
  'bytes.jsonl': Buffer.concat([Buffer.from(LOG), Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from(line('10:00:01', 'done', '3'))]),
});
const run = (args: readonly string[], input?: string) => corr(['run', ...args], { cwd: folder, ...(input === undefined ? {} : { input }) });
const told = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((text) => {
      const { outcome, key } = JSON.parse(text) as { outcome: string; key: { id: string } };
      return `${key.id} ${outcome}`;
    });
const ALL = ['1 success', '2 timeout', '3 open'];

describe('corr run', () => {
  it('tells every transaction as NDJSON in a pipe, and sums up on stderr', () => {
    const { code, stdout, stderr } = run(['job.corr', 'log.jsonl']);
    expect(code).toBe(0);
    expect(told(stdout)).toEqual(ALL);
    expect(stderr).toMatch(/transactions +started/);
    expect(stderr).toMatch(/4 records read/);
  });

  it.each([
    ['a gzip by its bytes', ['job.corr', 'log.jsonl.gz']],
    ['a pattern', ['job.corr', '*.jsonl.g?']],
    ['a format by name', ['job.corr', 'json=log.jsonl']],
    ['a rule in the command', ['-e', RULES, 'log.jsonl']],
    ['NUL bytes around a log', ['job.corr', 'nul.jsonl']],
  ])('reads %s', (_, args) => {
    expect(told(run([...args, '--summary', 'none']).stdout)).toEqual(args[1] === '*.jsonl.g?' ? expect.arrayContaining(ALL) : ALL);
  });

  it('reads standard input, when asked and when there is no log', () => {
    for (const args of [['job.corr', '-'], ['job.corr']]) expect(told(run(args, LOG).stdout)).toEqual(ALL);
  });

  it('runs a compiled plan to the same bytes', () => {
    expect(corr(['compile', 'job.corr', '-o', 'plan.json'], { cwd: folder }).code).toBe(0);
    expect(run(['plan.json', 'log.jsonl']).stdout).toBe(run(['job.corr', 'log.jsonl']).stdout);
    expect(run(['job.corr', 'plan.json', 'log.jsonl'])).toMatchObject({ code: 3, stderr: expect.stringContaining('which runs alone') });
  });

  it('reads a record with a field of that name as a log', () => {
    writeFileSync(join(folder, 'plan-of-customer.json'), `${line('08:00:00', 'begin', '1').slice(0, -1)},"plan":"pro"}\n`);
    expect(told(run(['job.corr', 'plan-of-customer.json']).stdout)).toEqual(['1 open']);
  });

  it('writes several forms at once', () => {
    const { stdout } = run(['job.corr', 'log.jsonl', '--format', 'csv', '--format', 'json=out.json', '--summary', 'json=sum.json']);
    expect(stdout.split('\r\n')).toHaveLength(ALL.length + 2);
    const parsed = spawnSync(process.execPath, ['-p', 'JSON.parse(require("fs").readFileSync("out.json")).length'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(parsed.stdout.trim()).toBe('3');
  });

  it('counts outcomes by the hour and by the day', () => {
    const { stdout } = run(['job.corr', 'log.jsonl', '--format', 'csv=/dev/null', '--stats', 'hourly', '--stats', 'daily']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(lines.map(({ period, begin, outcomes }) => [period, begin, outcomes])).toEqual([
      ['hourly', '2024-03-01T08:00:00Z', { success: 1 }],
      ['hourly', '2024-03-01T09:00:00Z', { timeout: 1 }],
      ['hourly', '2024-03-01T10:00:00Z', { open: 1 }],
      ['daily', '2024-03-01T00:00:00Z', { success: 1, timeout: 1, open: 1 }],
    ]);
  });

  it('takes values for params, of their types', () => {
    expect(told(run(['job.corr', 'log.jsonl', '--param', 'span=4s']).stdout)).toEqual(['1 timeout', '2 timeout', '3 open']);
    const wrong = run(['job.corr', 'log.jsonl', '--param', 'span=soon']);
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toContain("'soon' is not a valid value for 'span', which is duration");
    expect(run(['job.corr', 'log.jsonl', '--param', 'span=99999999999d']).code).toBe(3);
    expect(run(['job.corr', 'log.jsonl', '--param', 'spam=4s']).stderr).toContain("Did you mean 'span'?");
  });

  it('ends with 1 when an outcome occurs that must not', () => {
    expect(run(['job.corr', 'log.jsonl', '--fail-on', 'timeout']).code).toBe(1);
    expect(run(['job.corr', 'log.jsonl', '--fail-on', 'failure,evicted']).code).toBe(0);
    expect(run(['job.corr', 'log.jsonl', '--fail-on', 'timeouts']).code).toBe(3);
  });

  it('fires the remaining deadlines when asked', () => {
    expect(told(run(['job.corr', 'log.jsonl', '--at-end', 'expire']).stdout)).toEqual(['1 success', '2 timeout', '3 timeout']);
  });

  it('says what it would read, the files of a rotated log in their order', () => {
    expect(run(['job.corr', 'log.jsonl', '--dry-run']).stdout).toBe('log.jsonl: json\n');
    const rotated = folderWith({ 'job.corr': RULES, 'log.jsonl': LOG, 'log.jsonl.1': LOG, 'log.jsonl.2': LOG });
    const { stdout } = corr(['run', 'job.corr', 'log.jsonl', 'log.jsonl.1', 'log.jsonl.2', '--dry-run'], { cwd: rotated });
    expect(stdout).toBe('log.jsonl.2, log.jsonl.1, log.jsonl: json\n');
  });
});

describe('what cannot be run', () => {
  it('is reported with the place and the next step: rules, exit 2', () => {
    const { code, stdout, stderr } = run(['broken.corr', 'log.jsonl']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain("broken.corr:2:3: error: Expected a clause of the transaction or '}', found 'kye'. Did you mean 'key'?");
  });

  it('is reported with what exists: no rules, exit 3', () => {
    expect(run(['log.jsonl'])).toMatchObject({ code: 3, stderr: expect.stringContaining("'log.jsonl' is not a rule file.") });
    expect(run(['job.corr', 'log.jsonl', '--format', 'jsn'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('There is no format'),
    });
  });

  it('is reported, and the rest is read: missing files and folders without logs, exit 4', () => {
    const missing = run(['job.corr', 'log.jsonl', 'nowhere.jsonl']);
    expect(missing.code).toBe(4);
    expect(missing.stderr).toContain("There is no file 'nowhere.jsonl'.");
    expect(told(missing.stdout)).toEqual(ALL);
    expect(run(['job.corr', 'empty-folder'])).toMatchObject({ code: 4, stderr: expect.stringContaining('There is no log below') });
  });

  it('is read as far as it goes: a gzip that breaks off', () => {
    const { code, stderr, stdout } = run(['job.corr', 'cut.jsonl.gz']);
    expect(code).toBe(4);
    expect(stderr).toContain('cut.jsonl.gz');
    expect(told(stdout).length).toBeGreaterThan(0);
  });

  it('gives no outcomes: an empty file', () => {
    const { code, stdout, stderr } = run(['job.corr', 'empty.jsonl']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('0 records read');
  });

  it('does not affect other lines: bytes that are not UTF-8, and a last line without an end', () => {
    const { stdout, stderr } = run(['job.corr', 'bytes.jsonl']);
    expect(told(stdout)).toEqual(['1 success', '2 timeout', '3 success']);
    expect(stderr).toMatch(/1 .*UTF-8/);
  });
});

describe('on the shell', () => {
  it('ends quietly when nobody reads on', () => {
    const command = `"${process.execPath}" "${join(ROOT, 'dist', 'corr.js')}" run job.corr log.jsonl --summary none | head -n 1`;
    const { stdout, stderr } = spawnSync('/bin/sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });

  it('says its version, helps, and explains each message', () => {
    expect(corr(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(corr(['version']).stdout).toBe(corr(['--version']).stdout);
    expect(corr(['help', 'run']).stdout).toContain('--fail-on');
    expect(corr(['help', 'state', 'ls']).stdout).toContain('Usage: corr state ls');
    expect(corr(['help', 'state', 'l'])).toMatchObject({ code: 3, stderr: expect.stringContaining("Did you mean 'state ls'?") });
    expect(corr(['help']).stdout).toContain('Usage: corr [options] [command]');
    expect(corr(['help', 'unbounded-state']).stdout).toContain('This is correct:');
    expect(corr(['help', 'unbounded-sate'])).toMatchObject({ code: 3, stderr: expect.stringContaining("Did you mean 'unbounded-state'?") });
    expect(corr(['nonsense']).code).toBe(3);
  });

  it('shows records without any rule', () => {
    const { code, stdout } = corr(['decode', 'log.jsonl'], { cwd: folder });
    expect(code).toBe(0);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
      format: 'json',
      line: 1,
      time: '2024-03-01T08:00:00Z',
      fields: { event: 'begin' },
    });
  });

  it('dates stamps without a year, or without a date, as it is told to', () => {
    const cwd = folderWith({ 'yearless.log': 'Feb 29 10:00:00 gw app: up\n', 'dateless.log': '10:00:00 up\n' });
    const decode = (...args: string[]) => corr(['decode', ...args], { cwd });
    const timeOf = (...args: string[]) => (JSON.parse(decode(...args).stdout) as { time: string }).time;
    expect(timeOf('yearless.log', '--year', '2020')).toBe('2020-02-29T10:00:00Z');
    expect(timeOf('yearless.log', '--date', '2020-02-29')).toBe('2020-02-29T10:00:00Z');
    expect(timeOf('dateless.log', '--date', '2020-02-29')).toBe('2020-02-29T10:00:00Z');
    expect(decode('dateless.log', '--date', '2021-02-29')).toMatchObject({ code: 3, stderr: expect.stringContaining('not a date') });
    expect(decode('dateless.log', '--date', '9999-01-01')).toMatchObject({ code: 3, stderr: expect.stringContaining('not a date') });
    expect(decode('yearless.log', '--year', '9999')).toMatchObject({ code: 3, stderr: expect.stringContaining('from 1685 to 2254') });
    const both = decode('dateless.log', '--date', '2020-02-29', '--year', '2020');
    expect(both).toMatchObject({ code: 3, stderr: expect.stringContaining("'--date <date>' cannot be used with option '--year <year>'") });
  });
});

describe('options that are wrong', () => {
  it.each([
    ['--summary', 'x'],
    ['--format', 'x'],
    ['--stats', 'x'],
    ['--fail-on', 'x'],
    ['--fail-on', ''],
    ['--until', '2024-02-30'],
  ])('%s %s is told before anything is read', (option, value) => {
    const ran = corr(['run', 'job.corr', 'log.jsonl', option, value], { cwd: folder });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/^corr: .+\n {2}.+\n$/);
  });
});

it('more threads than any machine has cores are refused', () => {
  const ran = corr(['run', 'job.corr', 'log.jsonl', '--workers', '99999'], { cwd: folder });
  expect(ran).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('It must be 256 at most') });
});

describe('corr check and corr test', () => {
  it('say how they ended', () => {
    expect(corr(['check', 'job.corr'], { cwd: folder })).toMatchObject({ code: 0, stdout: '0 problems in 1 file\n' });
    expect(corr(['check', 'broken.corr'], { cwd: folder }).code).toBe(2);
    expect(corr(['test', 'job.corr'], { cwd: folder })).toMatchObject({ code: 1, stderr: expect.stringContaining('No test was found.') });
    expect(corr(['test', join(ROOT, 'examples', 'checkout')]).code).toBe(0);
    const filtered = corr(['test', join(ROOT, 'examples', 'checkout'), '--filter', 'zzz']);
    expect(filtered).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/No test has 'zzz' in its name\.\n {2}One that there is: 'paid/),
    });
  });

  it('mend what needs no decision', () => {
    const place = folderWith({ 'job.corr': RULES.replace('app.done\n  timeout', 'app.dne\n  timeout') });
    expect(corr(['check', '.'], { cwd: place }).code).toBe(2);
    expect(corr(['check', '--fix', '.'], { cwd: place }).code).toBe(0);
  });

  it('mend nothing if they cannot write what they find', () => {
    const faulty = RULES.replace('app.done\n  timeout', 'app.dne\n  timeout');
    const place = folderWith({ 'job.corr': faulty });
    expect(corr(['check', '--fix', '.', '--format', 'json=job.corr'], { cwd: place }).code).toBe(3);
    expect(readFileSync(join(place, 'job.corr'), 'utf8')).toBe(faulty);
  });

  it('mend no file that is not UTF-8: other bytes would be lost', () => {
    const latin1 = Buffer.from(`// caf\u00e9\n${RULES.replace('app.done\n  timeout', 'app.dne\n  timeout')}`, 'latin1');
    const place = folderWith({ 'job.corr': latin1 });
    expect(corr(['check', '--fix', '.'], { cwd: place }).code).toBe(2);
    expect(readFileSync(join(place, 'job.corr')).equals(latin1)).toBe(true);
  });

  it('say what was expected and what was there instead', () => {
    const test = `test "wrong" {\n  log json """\n    ${line('08:00:00', 'begin', '1')}\n  """\n  advance 2h\n  expect job.timeout { id = "2" }\n}\n`;
    const place = folderWith({ 'job.corr': RULES + test });
    const { code, stdout } = corr(['test', '.'], { cwd: place });
    expect(code).toBe(1);
    expect(stdout).toContain('id: expected "2", found "1"');
  });
});
