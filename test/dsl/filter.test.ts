import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/dsl/filter.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import { Source } from '../../src/dsl/source.ts';
import { compiled, told } from './programs.ts';

const PROGRAM = `records app from syslog where app == "app" {
  begin = "begin {id} {user} from {addr:ip}"
  done  = "done {id} {size:int}"
}
param most = 5
transaction job {
  key id
  start app.begin as first
  then app.done as last
  timeout "stalled" after 1h
  emit { user = first.user, addr = first.addr, size = last.size, severity = "odd" }
  labels { team = "platform" }
}
window many {
  key addr
  over 5m
  open when count(app.begin) > most
  emit { size = 1.5, id = 7 }
}
`;

function planOf(program: string): Plan {
  const result = compiled(program);
  expect(told(result)).toEqual([]);
  return result.plan as Plan;
}

const PLAN = planOf(PROGRAM);

const filter = (text: string) => compileFilter(new Source('where', text), PLAN);

function wrong(text: string): string[] {
  const { expr, diagnostics } = filter(text);
  expect(expr).toBeUndefined();
  return diagnostics.map(({ start, end, code, message, help }) => `${text.slice(start, end)} ${code}: ${message} ${help}`);
}

describe('a filter', () => {
  it.each([
    'severity >= error and rule == "job"',
    'rule == job or outcome in [failure, "timeout"]',
    'outcome == end or outcome == begin',
    'name == "stalled" and code == "after"',
    'key.id == "17" and fields.size > 3 and labels.team == "platform"',
    'user ?? "nobody" != "root"',
    'addr in 10.0.0.0/8',
    'size * 2 > most',
    'duration > 10s and begin >= 2024-01-01T00:00:00Z',
    'message contains "denied" or awaited contains "app.done"',
    'not (severity < notice) and heldBack == 0',
    'user matches /^adm/i',
    'id == "7"',
  ])('can be %s', (text) => {
    expect(filter(text)).toEqual({ expr: expect.anything(), diagnostics: [] });
  });

  it('reads severities in their order, from either side', () => {
    const words = ['error', 'critical', 'alert', 'emergency'];
    const severity = { op: 'outcome', field: 'severity' };
    const among = (value: string[]) => ({ op: 'call', fn: 'in', args: [severity, { op: 'const', value }] });
    expect(filter('severity >= error').expr).toEqual(among(words));
    expect(filter('"error" <= severity').expr).toEqual(among(words));
    expect(filter('severity > (error)').expr).toEqual(among(words.slice(1)));
    expect(filter('severity < info').expr).toEqual(among(['debug']));
    expect(filter('info >= severity').expr).toEqual(among(['debug', 'info']));
  });

  it('sees what every outcome has before what authors chose', () => {
    expect(filter('severity == error').expr).toMatchObject({ args: [{ op: 'outcome', field: 'severity' }, { value: 'error' }] });
    expect(filter('fields.severity == "odd"').expr).toMatchObject({
      args: [{ op: 'emitted', name: 'fields.severity' }, { value: 'odd' }],
    });
  });

  it('asks for what is emitted, then for the key', () => {
    const places = [{ name: 'fields.addr' }, { name: 'key.addr' }];
    expect(filter('addr == 10.0.0.1').expr).toMatchObject({ args: [{ fn: 'default', args: places }, { value: '10.0.0.1' }] });
    expect(filter('team == "platform"').expr).toBeUndefined();
  });
});

describe('what is wrong with a filter', () => {
  it.each([
    ['severity >= eror', ["eror unknown-severity: There is no severity 'eror'. Did you mean 'error'?"]],
    ['outcome == "sucess"', ["\"sucess\" unknown-outcome: 'the program' has no outcome 'sucess'. Did you mean 'success'?"]],
    ['outcome == met', [expect.stringContaining("met unknown-outcome: 'the program' has no outcome 'met'.")]],
    ['rule in [job, mani]', ["mani unknown-rule: There is no rule named 'mani'. Did you mean 'many'?"]],
    ['usr == "bob"', ["usr unknown-name: There is nothing named 'usr' here. Did you mean 'user'?"]],
    ['zzz == 1', [expect.stringMatching(/^zzz unknown-name: .* Every outcome has rule, .* labels\.NAME\./)]],
    ['labels.tem == "x"', ["tem unknown-field: 'labels' has no field 'tem'. Did you mean 'team'?"]],
    [
      'labels.on == "x"',
      ["on unknown-field: 'labels' has no field 'on'. What rules write into labels { … } is in labels. Known here: team."],
    ],
    ['key.on == "x"', ["on unknown-field: 'key' has no field 'on'. The parts of the keys of rules are in key. Known here: addr, id."]],
    ['fields.on == "x"', [expect.stringContaining("'fields' has no field 'on'. What rules emit { … } is in fields. Known here: addr,")]],
    ['severity >= user', [expect.stringContaining("severity >= user wrong-operands: '>=' cannot be applied to severity")]],
    ['size > "three"', [expect.stringContaining('size > "three" wrong-operands')]],
    ['user', [expect.stringContaining('user not-a-condition')]],
    ['count(app.begin) > 3', [expect.stringContaining('count misplaced-summary')]],
  ])('is told: %s', (text, expected) => {
    expect(wrong(text)).toEqual(expected);
  });

  it.each([
    '',
    '(',
    'severity >=',
    'a b',
    '"open',
    '/a/',
    '`',
    'rule == job rule',
    '\0',
    'x'.repeat(100_000),
    `${'('.repeat(10_000)}`,
    `${'not '.repeat(10_000)}x`,
  ])('is told when it is no expression: %#', (text) => {
    expect(wrong(text).length).toBeGreaterThan(0);
  });
});
