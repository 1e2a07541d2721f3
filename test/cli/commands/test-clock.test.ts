import { describe, expect, it } from 'vitest';
import { corr, folderWith } from '../corr.ts';

describe('corr test, of lines without a time or a date,', () => {
  const LINES = `records door from line {
  opened = "{*} {id} opened"
  closed = "{*} {id} closed"
}
records gate from syslog { opened = "{id} opened" }

transaction visit {
  key id
  start any { door.opened, gate.opened }
  then door.closed
  timeout after 12h
}

test "a line without a time has that of the test" {
  log syslog "<13>1 2023-03-01T08:00:00Z h app - - - a opened"
  advance 1m
  log line "door a closed"
  expect visit.success at 2023-03-01T08:01:00Z
}
test "or of what is written before it" {
  log syslog "<13>1 2023-03-01T08:00:00Z h app - - - a opened"
  log line "door a closed"
  expect visit.success at 2023-03-01T08:00:00Z
}
test "or of the beginning of the year" {
  log line "door a opened"
  log line "door a closed"
  expect visit.success at 2024-01-01T00:00:00Z
}
test "after a restart, too" {
  log line "2024-03-01T08:00:00Z a opened"
  restart
  log line "door a closed"
  expect visit.success at 2024-03-01T08:00:00Z
}
test "a time of day is of the first day" {
  log line "13:00:00 a opened"
  log line "23:59:00 a closed"
  expect visit.success at 2024-01-01T23:59:00Z
}
test "and follows what is written before it" {
  log syslog "<13>1 2023-03-01T23:00:00Z h app - - - a opened"
  log line "10:30:00 a closed"
  expect visit.success at 2023-03-02T10:30:00Z
}
`;

  it('takes them for what follows', () => {
    const { code, stdout } = corr(['test'], { cwd: folderWith({ 'door.corr': LINES }) });
    expect(stdout).toBe(`door.corr
  ✓ a line without a time has that of the test
  ✓ or of what is written before it
  ✓ or of the beginning of the year
  ✓ after a restart, too
  ✓ a time of day is of the first day
  ✓ and follows what is written before it
6 passed, 0 failed
`);
    expect(code).toBe(0);
  });
});
