/** A first rule of each kind with a test, as a starting point. */

export const RULE_KINDS = ['transaction', 'window', 'schedule'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export function skeleton(kind: RuleKind, name: string): string {
  switch (kind) {
    case 'transaction':
      return transaction(name);
    case 'window':
      return window(name);
    case 'schedule':
      return schedule(name);
  }
}

function transaction(name: string): string {
  return `records ${name}_log from json {
  begun = { event: "begun", id: text }
  ended = { event: "ended", id: text }
}

/// What ${name} is.
transaction ${name} {
  key id
  start ${name}_log.begun
  then  ${name}_log.ended within 10m
}

test "it ends in time" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"1"}
    {"time":"2024-03-01T08:00:05Z","event":"ended","id":"1"}
  """
  expect ${name}.success { id = "1" }
  expect nothing else
}
`;
}

function window(name: string): string {
  return `records ${name}_log from json {
  failed = { event: "failed", host: text }
}

/// Many failures of one host.
window ${name} {
  key host
  over 5m
  open when count(${name}_log.failed) >= 3
}

test "three failures in five minutes" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"failed","host":"gw"}
    {"time":"2024-03-01T08:01:00Z","event":"failed","host":"gw"}
    {"time":"2024-03-01T08:02:00Z","event":"failed","host":"gw"}
  """
  advance 10m
  expect ${name}.begin { host = "gw" } at 08:02:00
  expect ${name}.end
  expect nothing else
}
`;
}

function schedule(name: string): string {
  return `records ${name}_log from json {
  done = { event: "done", host: text }
}

/// What every host must say once an hour.
schedule ${name} {
  key host learn 7d
  await ${name}_log.done every 1h grace 5m
}

test "it comes twice, and no more" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"done","host":"gw"}
    {"time":"2024-03-01T09:00:00Z","event":"done","host":"gw"}
  """
  advance 90m
  expect ${name}.missing { host = "gw" }
}
`;
}
