/**
 * System errors, such as a loop of links, a full disk, or a reader that has closed the pipe, are reported as such and
 * not as faults of the program.
 */

import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corr, folderWith, ROOT } from './corr.ts';

const RULES = `records app from line {
  began = "began {id}"
  ended = "ended {id}"
}
transaction job {
  key id
  start app.began
  then app.ended within 5m
}
`;
const MANY = Array.from({ length: 20_000 }, (_, i) => `began ${i}\n`).join('');

function place(): string {
  return folderWith({ 'a.corr': RULES, 'a.log': 'began 1\nended 1\n', 'many.log': MANY });
}

describe('paths that lead nowhere', () => {
  const folder = place();
  symlinkSync('loop', join(folder, 'loop'));
  const paths = { 'a loop of links': 'loop', 'a file as a folder': 'a.log/x', 'a name that is too long': 'x'.repeat(300) };

  it.each(Object.entries(paths))('%s', (_, path) => {
    for (const command of ['check', 'compile']) {
      const ran = corr([command, path], { cwd: folder });
      expect([command, ran.code]).toEqual([command, 3]);
      // Node 24 reports a file below a file as missing.
      expect(ran.stderr).toMatch(/^corr: (The operating system reports: E[A-Z]+: .*|There is no file '.*'\.)\n {2}.+\n$/);
    }
    for (const args of [
      ['run', 'a.corr', path],
      ['decode', path],
      ['replay', 'a.corr', path],
    ]) {
      const ran = corr(args, { cwd: folder });
      expect([args, ran.code]).toEqual([args, 4]);
      expect(ran.stderr).not.toContain('    at ');
    }
  });

  it('a capture of what cannot be read ends as a run does', () => {
    const { code, stderr } = corr(['capture', '--follow', 'loop', '-o', 'a.cap', '--duration', '50ms'], { cwd: folder });
    expect([code, stderr]).toEqual([4, expect.stringContaining("loop' failed: ELOOP")]);
  });

  it.runIf(process.platform === 'linux')('says what to do about a name that is not UTF-8', () => {
    const cwd = folderWith({ 'rules/a.corr': RULES, 'logs/a.log': 'began 1\n', 'nested/deep/a.corr': RULES });
    const strange = (name: string) => Buffer.from(join(cwd, name), 'latin1');
    writeFileSync(strange('rules/\xff.corr'), RULES);
    writeFileSync(strange('logs/\xff.log'), 'began 2\n');
    mkdirSync(strange('nested/\xff'));
    const help = '  If its name is not UTF-8, rename it.\n';
    for (const folder of ['rules', 'nested'])
      expect(corr(['check', folder], { cwd })).toMatchObject({ code: 3, stderr: expect.stringMatching(`ENOENT.*\ufffd.*\n${help}`) });
    for (const logs of ['logs', 'logs/*'])
      expect(corr(['decode', logs], { cwd })).toMatchObject({
        code: 4,
        stdout: expect.stringContaining('began 1'),
        stderr: expect.stringContaining(help),
      });
  });

  it('says that a file is not a rule file: a device, or a whole log', () => {
    writeFileSync(join(folder, 'large.corr'), '// a\n'.repeat(2_000_000));
    expect(corr(['check', 'large.corr'], { cwd: folder })).toMatchObject({ code: 3, stderr: expect.stringContaining('too large') });
    expect(corr(['check', '/dev/null'], { cwd: folder })).toMatchObject({ code: 3, stderr: expect.stringContaining('not a regular file') });
  });

  it('takes a plan of whatever size for one', () => {
    corr(['compile', 'a.corr', '-o', 'plan.json'], { cwd: folder });
    appendFileSync(join(folder, 'plan.json'), ' '.repeat(9 * 1024 * 1024));
    expect(corr(['run', 'plan.json', 'a.log', '--format', 'csv'], { cwd: folder })).toMatchObject({ code: 0 });
  });

  it('shows what deceives in a name', () => {
    const strange = 'a\u001b[31m\u202e';
    for (const args of [['check', strange], [strange], ['run', `--${strange}`]]) {
      expect(corr(args, { cwd: folder }).stderr).toContain('a\\x1b[31m\\u202e');
    }
  });
});

describe('outputs that cannot be written', () => {
  const folder = place();
  const rows = [
    ['compile', 'a.corr', '-o', 'no/plan.json'],
    ['graph', 'a.corr', '-o', 'no/graph'],
    ['draft', 'a.log', '-o', 'no/a.corr'],
    ['backtest', 'a.corr', 'a.log', '--expect', 'no/counts.json', '--update'],
    ['run', 'a.corr', 'a.log', '--format', 'json=no/a.json'],
    ['check', 'a.corr', '--format', 'json=no/a.json'],
  ];
  it.each(rows)('%s', (...args) => {
    const ran = corr(args, { cwd: folder });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/'no\/[a-z.]+' cannot be written: ENOENT.*\n {2}Name a file/);
  });

  it.each(['no/a.ndjson', '.'])('of a server: %s', (out) => {
    const ran = corr(['serve', 'a.corr', '--state', 'state', '--follow', 'a.log', '--out', out], { cwd: folder });
    expect(ran.code).toBe(4);
    expect(ran.stderr).toMatch(/^corr: Disk error: .*\n {2}What was saved, and is still there, is safe/);
  });

  it('of a server whose state is to be in a file', () => {
    const ran = corr(['serve', 'a.corr', '--state', 'a.corr', '--follow', 'a.log'], { cwd: folder });
    expect(ran.code).toBe(4);
    expect(ran.stderr).toMatch(/^corr: Disk error: .*a\.corr.*\n {2}What was saved, and is still there, is safe/);
  });
});

it.each([
  [['--syslog', 'udp://:0?zone=Mars'], "There is no time zone 'Mars'."],
  [['--follow', '-'], 'Standard input cannot be followed.'],
])('an input that could never be read: %j', (input, message) => {
  const folder = place();
  expect(corr(['serve', 'a.corr', '--state', 'state', '--check', ...input], { cwd: folder })).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(message),
  });
  expect(corr(['capture', '-o', 'a.cap', '--duration', '1ms', ...input], { cwd: folder })).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(message),
  });
});

it.each([
  ['serve', 'a.corr', '--state', '', '--follow', 'a.log', '--check'],
  ['serve', 'a.corr', '--state', 'state', '--follow', '', '--check'],
  ['serve', 'a.corr', '--state', 'state', '--follow', 'a.log', '--out', '', '--check'],
  ['capture', '-o', 'a.cap', '--follow=', '--duration', '1ms'],
  ['graph', 'a.corr', '--counts', ''],
  ['compile', 'a.corr', '-o', ''],
])('a path that is empty, as where a variable of the shell is not set: %s %s %s %s', (...args) => {
  const { code, stderr } = corr(args, { cwd: place() });
  expect([code, stderr]).toEqual([3, expect.stringMatching(/^corr: --[a-z]+ has no value\.\n {2}Name a path/)]);
});

it('values that only the start of a server, or no test at all, could meet', () => {
  const cwd = place();
  const metrics = corr(['serve', 'a.corr', '--state', 'state', '--follow', 'a.log', '--metrics', 'nope', '--check'], { cwd });
  expect(metrics).toMatchObject({ code: 3, stderr: expect.stringContaining("'nope' is not a valid address for --metrics.") });
  const threshold = corr(['test', 'a.corr', '--coverage', '--threshold', '101'], { cwd });
  expect(threshold).toMatchObject({ code: 3, stderr: expect.stringContaining('It must be 100 at most.') });
});

it('a folder as standard input', () => {
  const folder = place();
  for (const command of ['run a.corr -', 'decode -', 'replay a.corr -', 'fmt -']) {
    const args = ['-c', `exec "$0" "$1" ${command} < .`, process.execPath, join(ROOT, 'dist', 'corr.js')];
    const ran = spawnSync('sh', args, { cwd: folder, encoding: 'utf8' });
    expect([command, ran.status]).toEqual([command, 4]);
    expect(ran.stderr).toContain("'standard input' is a folder.");
  }
});

describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  const folder = place();
  const onFullDisk = (args: readonly string[]) => {
    const command = `exec "$0" "$@" > /dev/full`;
    return spawnSync('sh', ['-c', command, process.execPath, join(ROOT, 'dist', 'corr.js'), ...args], { cwd: folder, encoding: 'utf8' });
  };
  const rows = [
    ['--version'],
    ['--help'],
    ['check', 'a.corr'],
    ['compile', 'a.corr'],
    ['decode', 'a.log'],
    ['run', 'a.corr', 'a.log'],
    ['explain', 'a.corr', 'a.log', '--line', '1'],
  ];

  it.each(rows)('behind standard output: %s', (...args) => {
    const ran = onFullDisk(args);
    expect(ran.status).toBe(3);
    expect(ran.stderr).toContain('corr: Standard output cannot be written: ENOSPC');
    expect(ran.stderr).not.toContain('    at ');
  });

  it.each(['json', 'ndjson', 'csv'])('behind a file of %s', (format) => {
    const ran = corr(['run', 'a.corr', 'a.log', '--format', `${format}=/dev/full`], { cwd: folder });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain("'/dev/full' cannot be written: ENOSPC");
  });

  it('behind a file that is written while rules run: no fault of the rule', () => {
    const lines = Array.from({ length: 2000 }, (_, i) => `began ${i}\nended ${i}\n`);
    writeFileSync(join(folder, 'ended.log'), lines.join(''));
    const ran = corr(['run', 'a.corr', 'ended.log', '--format', 'ndjson=/dev/full'], { cwd: folder });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/^corr: '\/dev\/full' cannot be written: ENOSPC/);
  });
});

it.skipIf(process.getuid?.() === 0)('a folder of rules with one that may not be read is named as the cause', () => {
  const cwd = folderWith({ 'rules/a.corr': RULES, 'rules/mine/b.corr': RULES, 'a.log': 'began 1\n' });
  chmodSync(join(cwd, 'rules', 'mine'), 0);
  const { code, stderr } = corr(['run', 'rules', 'a.log'], { cwd });
  chmodSync(join(cwd, 'rules', 'mine'), 0o700);
  expect([code, stderr]).toEqual([3, expect.stringContaining("EACCES: permission denied, scandir 'rules/mine'")]);
});

describe('a reader that has gone', () => {
  const folder = place();
  writeFileSync(join(folder, 'broken.corr'), 'records a from line {\n  b = !\n}\n'.repeat(3000));
  const rows = [
    ['check', 'broken.corr'],
    ['decode', 'many.log'],
    ['run', 'a.corr', 'many.log'],
    ['compile', 'a.corr'],
  ];

  it.each(rows)('%s ends quietly', (...args) => {
    const command = `"$0" "$@" | head -c 1 > /dev/null`;
    const ran = spawnSync('sh', ['-c', command, process.execPath, join(ROOT, 'dist', 'corr.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(ran.stderr).not.toMatch(/EPIPE| {4}at /);
  });

  it('does not change what --fail-on tells of all outcomes', () => {
    const command = `{ "$0" "$@"; echo $? >&2; } | head -c 1 > /dev/null`;
    const whole = [join(ROOT, 'dist', 'corr.js'), 'run', 'a.corr', 'many.log', '--summary', 'none', '--fail-on', 'open'];
    expect(spawnSync('sh', ['-c', command, process.execPath, ...whole], { cwd: folder, encoding: 'utf8' }).stderr).toBe('1\n');
  });

  it('does not keep the files of the run from being whole', () => {
    const args = ['run', 'a.corr', 'many.log', '--format', 'ndjson', '--format', 'csv=all.csv', '--summary', 'json=sum.json'];
    const command = `{ "$0" "$@"; echo $? >&2; } | head -c 1 > /dev/null`;
    const whole = [join(ROOT, 'dist', 'corr.js'), ...args, '--fail-on', 'open'];
    const ran = spawnSync('sh', ['-c', command, process.execPath, ...whole], { cwd: folder, encoding: 'utf8' });
    expect(ran.stderr).toBe('1\n');
    expect(readFileSync(join(folder, 'all.csv'), 'utf8').split('\r\n')).toHaveLength(20_002);
    expect(JSON.parse(readFileSync(join(folder, 'sum.json'), 'utf8'))).toMatchObject({ balanced: true, input: { read: 20_000 } });
  });
});

it('a bug is reported as one wherever it is thrown, also after the command', () => {
  const late = 'data:text/javascript,process.once("beforeExit", () => void Promise.reject(new Error("late")))';
  const ran = corr(['version'], { env: { NODE_OPTIONS: `--import ${encodeURI(late)}` } });
  expect(ran.code).toBe(5);
  expect(ran.stderr).toMatch(/^corr: a bug in Corr: Error: late\n/);
});

it('a file gets no colours, even where standard output does, and is written by one output only', () => {
  const cwd = folderWith({ 'a.corr': RULES, 'bad.corr': 'param x = nope\n' });
  const run = (...args: string[]) => corr([...args, '--color'], { cwd });
  expect(run('check', 'bad.corr').stdout).toContain('\u001b[');
  expect(run('check', 'bad.corr', '--format', 'text=check.txt').code).toBe(2);
  expect(run('graph', 'a.corr').stdout).toContain('\u001b[');
  expect(run('graph', 'a.corr', '-o', 'graph.txt').code).toBe(0);
  for (const file of ['check.txt', 'graph.txt']) expect(readFileSync(join(cwd, file), 'utf8')).toMatch(/^[^\u001b]+$/);
  expect(run('check', 'a.corr', '--format', 'json=a', '--format', 'sarif=a')).toMatchObject({
    code: 3,
    stderr: "corr: Two outputs write to 'a'.\n  Give each its own file.\n",
  });
});

it('an output writes over no other, and over nothing that is read', () => {
  const log = '{"a":1}\n';
  const cwd = folderWith({ 'a.corr': RULES, 'a.log': log });
  symlinkSync('.', join(cwd, 'here'));
  linkSync(join(cwd, 'a.log'), join(cwd, 'same.log'));
  const refused = (...args: string[]) => {
    const { code, stderr } = corr(args, { cwd });
    expect(code).toBe(3);
    return stderr;
  };
  expect(refused('run', 'a.corr', 'a.log', '--format', 'csv=o', '--stats', 'hourly=o')).toContain("Two outputs write to 'o'.");
  expect(refused('run', 'a.corr', 'a.log', '--format', 'csv=o', '--summary', 'json=./o')).toContain("Two outputs write to './o'.");
  expect(refused('run', 'a.corr', 'a.log', '--format', 'csv=o', '--format', 'ndjson=here/o')).toContain("Two outputs write to 'here/o'.");
  expect(refused('run', 'a.corr', 'a.log', '--format', 'csv=here/a.log')).toContain("'here/a.log' is read here");
  expect(refused('run', 'a.corr', 'a.log', '--format', 'csv=same.log')).toContain("'same.log' is read here");
  expect(refused('run', 'a.corr', 'a.log', '--stats', 'daily=a.corr')).toContain("'a.corr' is read here");
  expect(refused('check', 'a.corr', '--format', 'json=a.corr')).toContain("'a.corr' is read here");
  expect(refused('test', 'a.corr', '--format', 'junit=a.corr')).toContain("'a.corr' is read here");
  expect(refused('compile', 'a.corr', '-o', 'a.corr')).toContain("'a.corr' is read here");
  expect(refused('graph', 'a.corr', '--counts', 'a.log', '-o', 'a.log')).toContain("'a.log' is read here");
  expect(readFileSync(join(cwd, 'a.log'), 'utf8')).toBe(log);
  expect(readFileSync(join(cwd, 'a.corr'), 'utf8')).toBe(RULES);
  expect(corr(['run', 'a.corr', 'a.log', '--format', 'csv=/dev/null', '--summary', 'json=/dev/null'], { cwd }).code).toBe(0);
});

describe('no output is emptied by a command that is refused', () => {
  const cwd = folderWith({ 'a.corr': `${RULES}test "one" {\n  log line "began 1"\n  expect nothing else\n}\n`, 'a.log': 'began 1\n' });
  const run = ['run', 'a.corr', 'a.log', '--format', 'csv=old'];
  const rows = [
    [...run, '--format', 'ndjson=no/a'],
    [...run, '--stats', 'daily=.'],
    [...run, '--summary', 'json=a.log/a'],
    ['check', 'a.corr', '--format', 'json=old', '--format', 'sarif=no/a'],
    ['test', 'a.corr', '--format', 'json=old', '--format', 'junit=no/a'],
    [...run, '--lateness', 'long'],
    [...run, '--param', 'x=1'],
    [...run, '--records', 'few'],
    [...run, '--since', 'soon'],
  ];

  it.each(rows)('%s', (...args) => {
    writeFileSync(join(cwd, 'old'), 'kept');
    expect(corr(args, { cwd }).code).toBe(3);
    expect(readFileSync(join(cwd, 'old'), 'utf8')).toBe('kept');
  });

  it('and a pipe is opened once: its reader gets all', () => {
    const script = 'mkfifo pipe && { cat pipe & } && "$0" "$@" > rest && wait';
    const whole = [join(ROOT, 'dist', 'corr.js'), 'run', 'a.corr', 'a.log', '--format', 'csv=pipe'];
    const { stdout } = spawnSync('sh', ['-c', script, process.execPath, ...whole], { cwd, encoding: 'utf8' });
    expect(stdout.split('\r\n')).toHaveLength(3);
  });
});

describe('an output destroys nothing that rules come from, and no log', () => {
  const read = {
    'rules/a.corr': `import { app } from "./lib"
table names (id: text, name: text) from "names.csv"
param others: list(text) from "others.txt"
transaction job {
  key id
  start app.began as first where not (id in others)
  then app.ended within 5m
  emit { name = names[first.id].name ?? "nobody" }
}
test "one" {
  log line file "one.log"
  expect job.success
}
`,
    'rules/lib.corr': RULES.slice(0, RULES.indexOf('transaction')),
    'rules/names.csv': 'id,name\n1,ann\n',
    'rules/others.txt': '9\n',
    'rules/one.log': 'began 1\nended 1\n',
    'a.log': 'began 1\nended 1\n',
  };
  const cwd = folderWith(read);
  corr(['compile', 'rules', '-o', 'plan.json'], { cwd });
  const rules = ['rules/a.corr', 'rules/lib.corr', 'rules/names.csv', 'rules/others.txt'];
  const rows: [files: readonly string[], command: (file: string) => string[]][] = [
    [rules, (file) => ['check', 'rules/a.corr', '--format', `json=${file}`]],
    [[...rules, 'rules/one.log'], (file) => ['test', 'rules/a.corr', '--format', `json=${file}`]],
    [rules, (file) => ['compile', 'rules', '-o', file]],
    [[...rules, 'a.log'], (file) => ['graph', 'rules', '--counts', '*.log', '-o', file]],
    [[...rules, 'a.log'], (file) => ['backtest', 'rules', '*.log', '--expect', file, '--update']],
    [[...rules, 'a.log'], (file) => ['run', 'rules', '*.log', '--format', `csv=${file}`]],
    [[...rules, 'a.log'], (file) => ['run', 'rules', '--follow', 'a.log', '--format', `csv=${file}`]],
    [rules, (file) => ['replay', 'rules', 'a.log', '--format', `csv=${file}`]],
    [[...rules, 'a.log'], (file) => ['capture', 'rules', '--follow', 'a.log', '--duration', '1ms', '--force', '-o', file]],
    [['plan.json'], (file) => ['run', 'plan.json', 'a.log', '--format', `csv=${file}`]],
    [rules, (file) => ['serve', 'rules', '--follow', 'a.log', '--state', 'state', '--check', '--out', file]],
  ];

  it.each(rows.flatMap(([files, command]) => files.map((file) => [command(file).join(' '), file, command(file)] as const)))(
    '%s',
    (_, file, command) => {
      const before = readFileSync(join(cwd, file), 'utf8');
      expect(corr(command, { cwd })).toMatchObject({ code: 3, stderr: expect.stringContaining(`${file}' is read here`) });
      expect(readFileSync(join(cwd, file), 'utf8')).toBe(before);
    },
  );

  it('nor any other file, if a format does not exist', () => {
    for (const [first, second] of [
      ['--format', '--format'],
      ['--format', '--stats'],
      ['--stats', '--summary'],
    ] as const) {
      const args = ['run', 'rules', 'a.log', first, first === '--stats' ? 'daily=old' : 'csv=old', second, 'nope'];
      writeFileSync(join(cwd, 'old'), 'kept');
      expect(corr(args, { cwd })).toMatchObject({ code: 3, stderr: expect.stringContaining("There is no format 'nope' here.") });
      expect(readFileSync(join(cwd, 'old'), 'utf8')).toBe('kept');
    }
  });
});
