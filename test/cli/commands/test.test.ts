import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { corr, folderWith } from '../corr.ts';
import { Running } from '../running.ts';

const RULES = `records app from json {
  begun = { event: "begun", id: text }
  done  = { event: "done", id: text }
  gone  = { event: "gone", id: text }
}

transaction job {
  key id
  start app.begun
  then app.done
  failure "lost" on app.gone
  timeout "stalled" after 10m
}
`;

const TEST = `
test "a job" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"1"}
    {"time":"2024-03-01T08:00:01Z","event":"done","id":"1"}
  """
  end
  expect job.success at 08:00:01
  expect nothing else
}
`;

const OTHERS = `
test "the other ends" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"1"}
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"2"}
    {"time":"2024-03-01T08:00:01Z","event":"gone","id":"1"}
  """
  advance 11m
  end
  expect job.failure "lost"
  expect job.timeout "stalled"
  expect nothing else
}
`;

const COUNTS = `
test "two that stall" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"1"}
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"2"}
  """
  advance 11m
  expect 2 job.timeout
  expect job.timeout
  expect 1 job.timeout
  expect job.success
  expect job.timeout { id = "2", duration = 9m, begin = 2024-03-01T08:00:01Z } at 08:10:01
}
`;

describe('corr test', () => {
  it('counts exactly where a number is written, otherwise one is enough; and tells what is different as a person would write it', () => {
    const { code, stdout } = corr(['test'], { cwd: folderWith({ 'job.corr': RULES + COUNTS }) });
    expect(code).toBe(1);
    const stalled = (id: string) => `job.timeout "stalled" { ${id} } at 2024-03-01T08:10:00Z: after 10m has passed`;
    expect(stdout).toBe(`job.corr
  ✗ two that stall
      job.corr:23: expect 1 job.timeout
        Expected 1, found 2.
        there is ${stalled('1')}
        there is ${stalled('2')}
      job.corr:24: expect job.success
        Expected one at least, found none.
        nearest is ${stalled('1')}
          outcome: expected "success", found "timeout"
        nearest is ${stalled('2')}
          outcome: expected "success", found "timeout"
      job.corr:25: expect job.timeout { id = "2", duration = 9m, begin = 2024-03-01T08:00:01Z } at 08:10:01
        Expected one at least, found none.
        nearest is ${stalled('2')}
          duration: expected 9m, found 10m
          begin: expected 2024-03-01T08:00:01Z, found 2024-03-01T08:00:00Z
          at: expected 2024-03-01T08:10:01Z, found 2024-03-01T08:10:00Z
        nearest is ${stalled('1')}
          id: expected "2", found "1"
          duration: expected 9m, found 10m
          begin: expected 2024-03-01T08:00:01Z, found 2024-03-01T08:00:00Z
          at: expected 2024-03-01T08:10:01Z, found 2024-03-01T08:10:00Z
0 passed, 1 failed
`);
  });
});

describe('corr test, of what cannot be done,', () => {
  const STATEMENTS = `${RULES}
test "back in time" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"1"}
  """
  advance to 2024-03-01T08:00:00Z
  advance to 2024-03-01T07:00:00Z
}
test "no file" {
  log json file "none.log"
}
test "before all" {
  advance 10m
  expect nothing else
}
`;

  it('fails, and tells why', () => {
    const { code, stdout } = corr(['test'], { cwd: folderWith({ 'job.corr': STATEMENTS }) });
    expect(code).toBe(1);
    expect(stdout).toBe(`job.corr
  ✗ back in time
      job.corr:20: advance to 2024-03-01T07:00:00Z
        It is 2024-03-01T08:00:00Z already: time never goes back.
  ✗ no file
      job.corr:23: log file "none.log"
        There is no such file.
  ✗ before all
      job.corr:26: advance 10m
        It is no time yet: put it after a line of a log, or say which: advance to 2024-03-01T08:00:00Z.
0 passed, 3 failed
`);
  });
});

describe('corr test, of lines that are no records,', () => {
  const STRAYS = `format mine = "{time:stamp('iso')} {level}: {message:rest}"

records shop from json where service == "shop" {
  paid   = { event: "paid", id: text, n: int } where n > 3
  placed = { event: "placed", id: text }
}
records sshd from syslog where app == "sshd" {
  closed = "session closed for {id}"
  failed = "Failed {method} for {id} from {addr:ip}"
}
records own from mine { went = "went to {id}" }

transaction job {
  key id
  start any { shop.paid, shop.placed }
  then  any { own.went, sshd.closed, sshd.failed }
  timeout after 10m
}

test "fields" {
  log json """
    {"time":"2024-03-01T08:00:00Z","service":"Shop","event":"placed","id":"1"}
    {"time":"2024-03-01T08:00:00Z","service":"shop","event":"paid","id":"1","n":3}
    {"time":"2024-03-01T08:00:00Z","service":"shop","event":"placed","od":"1"}
  """
  expect job.success
}
test "text" {
  log syslog """
    <86>1 2024-03-01T08:00:00Z gw sshd 10 - - Failed password for eve frm 10.0.0.9
    <86>1 2024-03-01T08:00:00Z gw ssh 10 - - Failed password for eve from 10.0.0.9
  """
  log mine """
    2024-03-01T08:00:00Z went to 7
    2024-03-01T08:00:00Z info: gone
  """
  expect job.success
}
test "a stray line is no failure" {
  log mine "2024-03-01T08:00:00Z info: gone"
  expect no job.success
}
`;

  it('tells which record each of the first ones comes closest to, and where it stops to fit', () => {
    const { stdout } = corr(['test'], { cwd: folderWith({ 'job.corr': STRAYS }) });
    expect(stdout).toBe(`job.corr
  ✗ fields
      job.corr:26: expect job.success
        Expected one at least, found none.
      note: line 22 is none of the records: {"time":"2024-03-01T08:00:00Z","service":"Shop","event":"placed","id":"1"}
        ✗ shop.placed  is not tried: service == "shop" does not hold (service is "Shop")
      note: line 23 is none of the records: {"time":"2024-03-01T08:00:00Z","service":"shop","event":"paid","id":"1","n":3}
        ✗ shop.paid  fits, but n > 3 does not hold (n is 3)
      note: line 24 is none of the records: {"time":"2024-03-01T08:00:00Z","service":"shop","event":"placed","od":"1"}
        ✗ shop.placed  id is missing
  ✗ text
      job.corr:37: expect job.success
        Expected one at least, found none.
      note: line 30 is none of the records: <86>1 2024-03-01T08:00:00Z gw sshd 10 - - Failed password for eve frm 10.0.0.9
        ✗ sshd.failed  fits up to column 27, where it expects "om "
            Failed password for eve frm 10.0.0.9
                                      ^
      note: line 31 is none of the records: <86>1 2024-03-01T08:00:00Z gw ssh 10 - - Failed password for eve from 10.0.0.9
        ✗ sshd.failed  is not tried: app == "sshd" does not hold (app is "ssh")
      note: line 34 is not of its format: 2024-03-01T08:00:00Z went to 7
        ✗ format mine  fits up to column 26, where it expects ": "
            2024-03-01T08:00:00Z went to 7
                                     ^
      note: and 1 more such line
  ✓ a stray line is no failure
1 passed, 2 failed
`);
  });
});

describe('corr test, of lines without a time,', () => {
  const NONE = `${RULES}
test "no record" {
  log json """
    not of the format
    {"time":"2023-03-01T08:00:00Z","event":"begun","id":"1"}
  """
  log json "nor is this"
  log json """
    {"time":"2023-03-01T08:00:10Z","event":"done","id":"1"}
  """
  expect job.success at 08:00:10
}
test "a record" {
  log json """
    {"event":"begun","id":"1"}
    {"time":"2023-03-01T08:00:00Z","event":"other"}
    {"event":"done","id":"1"}
  """
  expect job.success { begin = 2023-03-01T08:00:00Z } at 08:00:00
}
`;

  it('lets none that is no record move the clock, and gives the first the first usable time, as a run does', () => {
    const { stdout } = corr(['test'], { cwd: folderWith({ 'job.corr': NONE }) });
    expect(stdout).toBe('job.corr\n  ✓ no record\n  ✓ a record\n2 passed, 0 failed\n');
  });
});

describe('corr test, of a rule without an outcome,', () => {
  const SILENT = `${RULES}
window busy { key id  over 1m  open when count(app.begun) >= 3 }
window hasty { key id  over 1m  fire when count(app.begun) >= 4 }
test "too few" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"1"}
    {"time":"2024-03-01T08:00:05Z","event":"begun","id":"1"}
    {"time":"2024-03-01T08:00:09Z","event":"begun","id":"2"}
  """
  expect busy.begin
  restart
  expect 2 hasty.fired
  end
  log json """
    {"time":"2024-03-01T08:00:30Z","event":"begun","id":"3"}
  """
  expect no job.timeout
}
test "too short" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"1"}
  """
  expect job.success { id = "2" }
  expect no hasty.fired
}
`;

  it('tells what is open, and how close windows came', () => {
    const { code, stdout } = corr(['test'], { cwd: folderWith({ 'job.corr': SILENT }) });
    expect(code).toBe(1);
    expect(stdout).toBe(`job.corr
  ✗ too few
      job.corr:23: expect busy.begin
        Expected one at least, found none.
        busy { 1 } never began; it came closest at 2024-03-01T08:00:05Z:
          count(app.begun) >= 3 does not hold (count(app.begun) is 2)
        busy { 2 } never began; it came closest at 2024-03-01T08:00:09Z:
          count(app.begun) >= 3 does not hold (count(app.begun) is 1)
      job.corr:25: expect 2 hasty.fired
        Expected 2, found none.
        hasty { 1 } never fired; it came closest at 2024-03-01T08:00:05Z:
          count(app.begun) >= 4 does not hold (count(app.begun) is 2)
        hasty { 2 } never fired; it came closest at 2024-03-01T08:00:09Z:
          count(app.begun) >= 4 does not hold (count(app.begun) is 1)
  ✗ too short
      job.corr:36: expect job.success { id = "2" }
        Expected one at least, found none.
        job { 1 } is still open, and awaits app.done (timeout "stalled", at 2024-03-01T08:10:00Z)
0 passed, 2 failed
`);
  });
});

describe('corr test --coverage', () => {
  it('tells what no test has reached, and by --threshold exits with 1', () => {
    const cwd = folderWith({ 'job.corr': RULES + TEST });
    const { code, stdout } = corr(['test', '--coverage'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(`job.corr  coverage 5 of 8 (62 %)
  not reached: pattern app.gone job.corr:4
  not reached: ending job: failure "lost" on app.gone job.corr:7
  not reached: clock job: timeout "stalled" after 10m job.corr:7
`);
    expect(corr(['test', '--coverage', '--threshold', '62'], { cwd }).code).toBe(0);
    const stderr = 'corr: The tests reach 62 %, and --threshold asks for 63 %.\n';
    expect(corr(['test', '--coverage', '--threshold', '63'], { cwd })).toMatchObject({ code: 1, stderr });
  });

  it('reaches all with the tests that are needed', () => {
    const cwd = folderWith({ 'job.corr': RULES + TEST + OTHERS });
    const { code, stdout } = corr(['test', '--coverage', '--threshold', '100', '--format', 'json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
      ...{ schema: 'corr/coverage/1', of: 'coverage', file: 'job.corr', total: 8, missed: [] },
    });
  });

  it('needs something to be measured for a threshold', () => {
    expect(corr(['test', '--threshold', '90'], { cwd: folderWith({ 'job.corr': RULES + TEST }) }).code).toBe(3);
  });
});

describe('corr test --mutate', () => {
  it('plants faults, and tells which of them no test notices', () => {
    const cwd = folderWith({ 'job.corr': RULES + TEST });
    const { code, stdout } = corr(['test', '--mutate'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('nobody noticed: job: timeout "stalled" after 10m: twice as late job.corr:7');
    expect(stdout).toContain('nobody noticed: job: without failure "lost" on app.gone job.corr:7');
    expect(stdout).not.toContain('job: without app.done');
    const stderr = expect.stringMatching(/^corr: The tests notice \d+ %, and --threshold asks for 100 %\.\n$/);
    expect(corr(['test', '--mutate', '--threshold', '100'], { cwd })).toMatchObject({ code: 1, stderr });
  });

  it('finds more noticed by more tests', () => {
    const cwd = folderWith({ 'job.corr': RULES + TEST + OTHERS });
    const { stdout } = corr(['test', '--mutate'], { cwd });
    expect(stdout).not.toContain('twice as late');
    expect(stdout).not.toContain('without failure "lost"');
  });

  it('waits until the tests pass', () => {
    const cwd = folderWith({ 'job.corr': RULES + TEST.replace('expect job', 'expect 2 job') });
    const { code, stdout } = corr(['test', '--mutate'], { cwd });
    expect(code).toBe(1);
    expect(stdout).not.toContain('mutants');
  });
});

describe('corr test --watch', () => {
  it('waits for a file, runs again when it changes, and ends when it is interrupted', async () => {
    const cwd = folderWith({});
    const running = new Running(['test', '--watch'], cwd);
    onTestFinished(() => running.signal('SIGKILL'));
    await running.says(/There is no rule file/);
    writeFileSync(join(cwd, 'job.corr'), RULES + TEST);
    await running.until(() => running.stdout.includes('1 passed, 0 failed'));
    writeFileSync(join(cwd, 'job.corr'), RULES + TEST + OTHERS);
    await running.until(() => running.stdout.includes('2 passed, 0 failed'));
    expect(await running.end('SIGINT')).toBe(130);
  });

  it('ends for an option that no change of a file mends', async () => {
    const running = new Running(['test', '--watch', '--format', 'sarif'], folderWith({ 'job.corr': RULES + TEST }));
    onTestFinished(() => running.signal('SIGKILL'));
    expect(await running.whenOver()).toBe(3);
    expect(running.stderr).toMatch(/^corr: There is no format 'sarif' here\.\n.+\n$/);
  });
});
