import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { corr, folderWith, ROOT } from '../corr.ts';

const RULES = `records app from syslog where app == "app" {
  begun = "begun {id}"
  ended = "ended {id}"
  never = "never {id}"
}

transaction job {
  key id
  start app.begun
  then  any { app.ended, app.never } within 10s
}

test "it ends" {
  log syslog """
    Mar  4 08:00:00 gw app[1]: begun 1
    Mar  4 08:00:01 gw app[1]: ended 1
  """
  expect job.success
}
`;
const LOG = 'Mar  4 08:00:00 gw app[1]: begun 1\nMar  4 07:59:57 gw app[1]: ended 1\n';

interface Finding {
  level: string;
  about: string;
  message: string;
  next?: string;
}

const isFinding = new Ajv().compile(JSON.parse(readFileSync(join(ROOT, 'schema', 'doctor.schema.json'), 'utf8')));

function findings(cwd: string, args: readonly string[] = [], env: Record<string, string> = {}): { code: number | null; found: Finding[] } {
  const { code, stdout } = corr(['doctor', ...args, '--format', 'json'], { cwd, env });
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding);
  for (const one of found) expect(isFinding(one), JSON.stringify(one)).toBe(true);
  return { code, found };
}

it('takes a compiled plan as rules, as every command does that reads logs', () => {
  const cwd = folderWith({ 'a.corr': RULES, 'app.log': LOG });
  corr(['compile', 'a.corr', '-o', 'plan.json'], { cwd });
  const { code, found } = findings(cwd, ['plan.json', 'app.log', '--year', '2024']);
  expect(code).toBe(0);
  expect(found).toContainEqual({
    schema: 'corr/doctor/1',
    level: 'fine',
    about: 'rules',
    message: '1 rule and 3 patterns, without an error',
  });
  const more = [
    ['plan.json', 'a.corr'],
    ['plan.json', '-e', RULES],
  ].map((rules) => corr(['run', ...rules, 'app.log'], { cwd }));
  for (const { code, stderr } of more) expect([code, stderr]).toEqual([3, expect.stringContaining('which runs alone')]);
});

describe('corr doctor', () => {
  it('finds nothing to do where all is in order, and says so', () => {
    const cwd = folderWith({
      'a.corr': RULES.replace('  never = "never {id}"\n', '').replace('any { app.ended, app.never }', 'app.ended'),
      'corr.config.yaml': 'run: { lateness: 2s }\n',
      'bin/corr': '',
    });
    const { code, stdout } = corr(['doctor', 'a.corr'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('✓ corr.config.yaml is right');
    expect(stdout).toContain('✓ 1 rule and 2 patterns, without an error');
    expect(stdout).toContain(`on Node ${process.versions.node}`);
    expect(stdout).toContain('; no colour (NO_COLOR)\n');
    expect(corr(['doctor', 'a.corr'], { cwd, env: { NO_COLOR: '', FORCE_COLOR: '1' } }).stdout).toContain('; colour (FORCE_COLOR)\n');
  });

  it('looks at a log: format, guesses, order, what is of the rules and what never came', () => {
    const cwd = folderWith({ 'a.corr': RULES, 'app.log': LOG });
    const { code, found } = findings(cwd, ['a.corr', 'app.log', '--year', '2024']);
    expect(code).toBe(0);
    expect(found).toContainEqual(expect.objectContaining({ about: 'app.log', level: 'fine', message: 'read as syslog: 2 of 2 lines fit' }));
    expect(found).toContainEqual(
      expect.objectContaining({
        message: 'its lines are out of order by up to 3s, as line 2',
        next: expect.stringContaining('--lateness 3s'),
      }),
    );
    expect(found).toContainEqual(expect.objectContaining({ level: 'note', message: 'no line is app.never' }));
    expect(findings(cwd, ['app.log', '--lateness', '3s']).found).toContainEqual(
      expect.objectContaining({ message: 'its lines are in order of time' }),
    );
  });

  it.each([
    ['a list', '[{"a":1},\n{"a":2}]\n', "jq -c '.[]'"],
    ['a list in a document', '{"v":1,"Records":[{"eventTime":"2024-05-01T10:00:00Z"}]}\n', "jq -c '.Records[]'"],
    [
      'lists in lists',
      '{"a":[1],"logs":[{"s":{},"of":[{"items":[{"timeUnixNano":"1714557600000000000"}]}]}]}\n',
      "jq -c '.logs[].of[].items[]'",
    ],
    ['a long document', `{"Records":[${'{"a":1},'.repeat(9000)}{"a":1}]}\n`, "jq -c '.Records[]'"],
    ['objects over several lines', '{\n  "a": 1\n}\n', 'jq -c .'],
    ['objects one behind the other', '{"a":{}}{"a":2}\n', 'jq -c .'],
    ['objects with commas', '{"a":1},\r\n{"a":2},\r\n', "sed 's/,[[:space:]]*$//'"],
  ])('says how %s becomes an object a line', (_, text, program) => {
    const { found } = findings(folderWith({ 'a.json': text }), ['a.json']);
    expect(found.find(({ message }) => message.includes('not a record a line'))?.next).toContain(`${program} a.json | corr run`);
  });

  it('tells of colours', () => {
    const { found } = findings(folderWith({ 'a.log': '\u001b[2m2024-03-01T10:00:00Z\u001b[0m up\n' }), ['a.log']);
    expect(found.find(({ message }) => message.includes('colours'))?.next).toContain("sed 's/\\x1b\\[[0-9;]*m//g' a.log |");
    expect(found.some(({ message }) => message.includes('without a time'))).toBe(false);
  });

  it('reports a clock that differs from that of the file', () => {
    const stamp = '2024-03-01T10:00:00Z';
    const cwd = folderWith({ 'ahead.log': `<13>1 ${stamp} gw app - - - x\n`, 'behind.log': 'Mar  1 10:00:00 gw app: x\n' });
    const written = (hours: number) => new Date(Date.parse(stamp) + hours * 3_600_000);
    utimesSync(join(cwd, 'ahead.log'), written(-3), written(-3));
    utimesSync(join(cwd, 'behind.log'), written(2), written(2));
    const { code, found } = findings(cwd, ['ahead.log']);
    expect(code).toBe(1);
    expect(found).toContainEqual(
      expect.objectContaining({ level: 'warning', message: 'its last stamp is 3h after the file was last written to' }),
    );
    expect(findings(cwd, ['behind.log']).found).toContainEqual(
      expect.objectContaining({ message: 'its last stamp is 2h before the file was last written to' }),
    );
  });
});

it.each([
  ['{"time":"2024-03-01T08:00:00Z","event":"lo', 'warning', 'read as line, but it looks like JSON that breaks off'],
  ['{"time":"2024-03-01T08:00:00Z"}', 'fine', 'read as json: 1 of 1 lines fit'],
  ['{a} "b": c\n', 'fine', 'read as line: 1 of 1 lines fit'],
])('corr doctor says that a log of one line is only a part of JSON, where it is: %s', (log, level, message) => {
  const cwd = folderWith({ 'a.log': log });
  expect(findings(cwd, ['a.log']).found).toContainEqual(expect.objectContaining({ about: 'a.log', level, message }));
});

it('corr doctor says how rules from syslog read the journal', () => {
  const entry = JSON.stringify({ __REALTIME_TIMESTAMP: '1709287205000000', _HOSTNAME: 'gw', SYSLOG_IDENTIFIER: 'sshd', MESSAGE: 'x' });
  const { found } = findings(folderWith({ 'a.corr': RULES, 'j.json': `${entry}\n`.repeat(3) }), ['a.corr', 'j.json']);
  expect(found).toContainEqual(
    expect.objectContaining({
      message: 'read as syslog: 0 of 3 lines fit; by itself it looks like journal',
      next: 'journalctl -o short-iso writes what rules from syslog read; records … from journal read it as it is.',
    }),
  );
});

it('corr doctor says that the last line breaks off, and nothing is wrong with it otherwise', () => {
  const line = '{"time":"2024-03-01T10:00:00Z","a":1}\n';
  const { found } = findings(folderWith({ 'a.json': line.repeat(2) + line.slice(0, -5) }), ['a.json']);
  const ofLog = found.filter(({ about }) => about === 'a.json');
  expect(ofLog.map(({ level, message }) => [level, message])).toEqual([
    ['note', 'read as json: 2 of 3 lines fit; the last breaks off'],
    ['fine', 'its lines are in order of time'],
  ]);
});

describe('a log without times', () => {
  it('says where a log has its time, if that is under no usual name', () => {
    const cwd = folderWith({ 'a.jsonl': '{"id":"1","detail":{"eventTime":"2024-03-01T10:00:00Z"}}\n' });
    const { found } = findings(cwd, ['a.jsonl']);
    expect(found.find(({ message }) => message.includes('without a time'))?.next).toMatch(/format app = json time detail\.eventTime$/);
  });

  it('says on which day a log of times of day is taken to begin', () => {
    const cwd = folderWith({ 'a.log': '10:00:00 up\n09:00:00 down\n' });
    const message = (options: string[]) =>
      findings(cwd, ['a.log', ...options]).found.find(({ message }) => message.includes('no date'))?.message;
    expect(message([])).toMatch(/^its stamps have no date; it is taken to begin on \d{4}-\d\d-\d\d$/);
    expect(message(['--date', '2024-05-01'])).toBeUndefined();
  });

  it('does not mention the time given to lines of no format', () => {
    const cwd = folderWith({ 'a.log': '<13>1 2024-03-01T10:00:00Z gw app - - - x\nlost\n' });
    const { found } = findings(cwd, ['a.log']);
    expect(found.find(({ message }) => message.includes('without a time'))?.next).not.toContain('time time');
  });

  it.each([
    ['05/31/2024 10:00:00 INFO up\n', 'format app = "{time:stamp(\'MM/dd/yyyy HH:mm:ss\')} {level:/[A-Za-z]+/} {message:rest}"'],
    ['31/05/2024 10:00:00 INFO up\n', "stamp('dd/MM/yyyy HH:mm:ss')"],
    ['05-31 10:00:00.123 [main] up: x\n', "stamp('MM-dd HH:mm:ss.SSS')"],
    ['2024-05-31 10:00:00,123 up\n\tat a.B\n', 'multiline starts /^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}/'],
    ['[2024-05-31 10:00:00][INFO] up\nmore\n', 'multiline starts /^\\[\\d{4}-'],
    ['Fri May 31 10:00:00 2024\nORA-00600\n', 'multiline starts /^[A-Za-z]{3} [A-Za-z]'],
    ['[    0.000000] Linux\n[  123.456789] usb 1-1: x\n', 'dmesg --time-format iso'],
    ['#Fields: date time c-ip\n2024-05-31 10:00:00 10.0.0.1\n', 'corr draft LOG makes a format of the columns'],
    ['10:00:00 up\n  more\n', 'multiline starts /^\\d\\d:\\d\\d:\\d\\d/'],
    ['at 10:00:00 up\n', 'a format with a stamp, or multiline, may fit better.'],
  ])('says how plain lines get their times: %j', (text, next) => {
    const { found } = findings(folderWith({ 'a.log': text }), ['a.log']);
    expect(found.find(({ message }) => message.includes('without a time'))?.next).toContain(next);
  });
});

describe('what is not in order', () => {
  it.each([
    ['a broken rule', { 'a.corr': RULES.replace('key id', 'key nothing_of_it') }, ['a.corr'], '1 error: the rules do not compile'],
    [
      'a log that is none of the rules',
      { 'a.corr': RULES, 'b.log': 'x\ny\n' },
      ['a.corr', 'b.log'],
      '0 of 2 lines are records of the rules',
    ],
    ['a log that is not there', {}, ['b.log'], "There is no file 'b.log'"],
    [
      'an export of the journal that breaks off',
      { 'b.log': '__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\nMESSAGE\n' },
      ['b.log'],
      'ends in the middle of an entry',
    ],
    [
      'syslog as it goes over TCP',
      { 'b.log': '30 <13>May  1 10:00:02 gw app: up29 <13>May  1 10:00:03 gw app: x' },
      ['b.log'],
      'its messages are preceded by their lengths',
    ],
    ['an empty log', { 'b.log': '' }, ['b.log'], 'It is empty.'],
    ['a configuration that is wrong', { 'corr.config.json': '{ "runn": {} }' }, [], "no command with options 'runn'"],
    ['a configuration that is called otherwise', { 'corr.config.yml': '' }, [], "'corr.config.yml' is not read."],
  ])('is told, as %s, with a next step', (_what, files: Record<string, string>, args, message) => {
    const { code, found } = findings(folderWith(files), args);
    const told = found.find((one) => one.message.includes(message));
    expect(told?.level).toMatch(/warning|error/);
    expect(told?.next).toBeTruthy();
    expect(code).toBe(1);
  });

  it('may be a variable that no option is called after', () => {
    const right = { CORR_RUN_ZONE: 'UTC', CORR_FORMAT: 'csv', CORR_KERNEL: 'js' };
    const { code, found } = findings(folderWith({}), [], { CORR_RUN_FAILON: 'timeout', ...right });
    expect(code).toBe(1);
    expect(found.filter(({ level }) => level === 'warning')).toEqual([
      expect.objectContaining({
        message: 'CORR_RUN_FAILON is set, but there is no such option.',
        next: "Did you mean 'CORR_RUN_FAIL_ON'?",
      }),
    ]);
  });
});
