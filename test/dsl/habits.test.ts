/** Constructs of other languages are recognised, and their equivalent is suggested. */

import { describe, expect, it } from 'vitest';
import { around } from '../../src/dsl/catalogue/spec.ts';
import { compile } from '../../src/dsl/compiler.ts';
import { applyEdits } from '../../src/dsl/edits.ts';

const steps = (clauses: string) => around(`key id\nstart app.begin\n${clauses}\nthen app.done\ntimeout after 1h`);
const window = (clauses: string) =>
  `${around('key id\nstart app.begin\nthen app.done\ntimeout after 1h')}window many {\n  key id\n${clauses}\n}\n`;
const schedule = (clauses: string) =>
  `${around('key id\nstart app.begin\nthen app.done\ntimeout after 1h')}schedule nightly {\n  key none\n${clauses}\n}\n`;
const transaction = (clauses: string) => around(`key id\nstart app.begin\nthen app.done\n${clauses}\ntimeout after 1h`);

it.each([
  [transaction('emit { a: 1 }'), /^Put '=' between/],
  [steps('then app.work where id startswith "x"'), /^Compare texts/],
  [steps('then app.work where id == "x", host == "y"'), /^Join conditions/],
  [steps('then app.work where exists id'), /== none/],
  [steps('then app.work where id in {"a", "b"}'), /in brackets/],
  [transaction('emit { who = id || "nobody" }'), /\?\?/],
  [transaction('emit { who = if id == "x" then 1 else 2 }'), /no conditional expression/],
  ['param names: text[] = ["a"]', /list\(text\)/],
  ['import { app.begin } from "app"', /^Import a group/],
  ['format own "{message:rest}"', /^Put '=' between/],
  [window('over 5m\nopen when count(distinct app.bad.id) > 3'), /^To count different values/],
  [steps('then any of { app.work, app.load }'), /^For one of several/],
  [steps('then one of { app.work, app.load }'), /^For one of several/],
  ['title: Failed logins', /other-systems/],
  ['SELECT * FROM t', /other-systems/],
  [transaction('action write - x'), /outputs/],
  [steps('then app.work where id =~ /x/'), /^Match a regular expression with/],
  [steps('then oneof { app.work, app.load }'), /^A set of records/],
  [steps('then no ayn { app.work } for 5m'), /^A set of records/],
  [transaction('failure on ayn { app.bad, app.work }'), /^A set of records/],
  [steps('then app.work where id not lke "x"'), /^The operators are/],
  [steps('then app.work within 5m of start'), /timeout after 5m/],
  [steps('then app.work by 06:00'), /by 06:00/],
  [steps('wait 5m'), /then wait 5m/],
  [transaction('success when id == "x" else failure'), /^Only the name/],
  [steps('then optional app.work'), /^Write how often/],
  [steps('then app.work {2 of 3}'), /only how many/],
  [transaction('timeout in 5m'), /timeout after 5m/],
  [transaction('failure "late" at 06:00'), /by 06:00/],
  [transaction('message failure "x"'), /^Put '=' before the text of a message/],
  [transaction('report failure and timeout'), /^Separate outcomes by commas/],
  [transaction('report failure every 1h'), /once per 1h/],
  [transaction('emit { x = count(app.begin) as n }'), /^Put the new name first/],
  [transaction('linger for 5m'), /linger 5m/],
  [window('within 5m\nopen when count(app.bad) > 3'), /over 5m/],
  [window('over 5m\ncount(app.bad) > 3'), /episodes/],
  [schedule('await app.done every 5m where id == "x"'), /directly after the record/],
  ['records app from json { a = { event: "x" | "y" } }', /where status in/],
  ['records app from json { a = { event: "x" or "y" } }', /where status in/],
  ['records app from json { a = { event: ["x", "y"] } }', /where status in/],
  ['records app from json { a = { event in ["x", "y"] } }', /after the braces/],
  ['records app from json { a = { n: > 5 } }', /after the braces/],
  ['records app from json { a = { event: not "x" } }', /after the braces/],
  ['records app from json { a = { user: { name: text } } }', /dotted path/],
  ['records app from json { a = { user: text as name } }', /before the type/],
  ['records app from json { a = { user?: text } }', /question mark/],
  ['records app from json { a = { user: text optional } }', /question mark/],
  ['records app from json { a = { users: text[] } }', /list\(text\)/],
  ['records app from json { a { user: text } }', /between a record and its pattern/],
  ['records app from json { a = where n > 5 }', /\{\} matches every record/],
  ['records app from json { a = {} when n > 5 }', /\{\} matches every record/],
  ['records app from json { a = {} where id is "x" }', /^Compare values/],
  ['records app from json { a = {} where id startswith "x" }', /^Compare texts/],
  ['records app from syslog where app is "x" { a = "a" }', /^Compare values/],
  ['records app from json { a-b = {} }', /backquotes/],
  ['import "std/sshd"', /^Name what you import/],
  ['import { * } from "std/sshd"', /^Name what you import/],
  ['include "std/sshd"', /^Name what you import/],
  [steps('then app.work {begin.n}'), /^The number is fixed here/],
  [steps('hold 2s'), /^Write it after a key's parts/],
  ['records app from json { paid = "paid" { order: text } }', /^A record is either a template or fields/],
  [around('key: id\nstart app.begin\nthen app.done\ntimeout after 1h'), /^Do not put a colon/],
  [transaction('success when all > 3'), /^This is a keyword/],
  [transaction('success when id = "x"'), /^Compare values with '=='/],
  [transaction('timeout "late" after 5 minutes'), /^Write the unit of a duration/],
  [transaction('timeout "late" 5m'), /^Give a time/],
  [transaction('failure "late" when app.begin'), /^'on' takes a record/],
  [transaction('success where id == "x"'), /^'on' takes a record/],
  [transaction('then app.begin or app.done'), /^For one of several records/],
  [transaction('then app.begin, app.done'), /^For one of several records/],
  [transaction('then app.begin where id == "x"\nthen app.begin, app.done'), /^For one of several records/],
  [transaction('then (app.begin | app.done)'), /^For one of several records/],
  [transaction('then (app.begin, app.done)'), /^For one of several records/],
  [transaction('then (app.begin and app.done)'), /^For several records in any order/],
  [transaction('then (app.begin -> app.done)'), /'then' or 'next'/],
  [transaction('then (app.begin then app.done]'), /^Close '\('/],
  [transaction('then any { app.begin then app.done, app.begin }'), /^Close the braces .* in parentheses/],
  [transaction('then app.begin -> app.done'), /'then' or 'next'/],
  [around('key id host\nstart app.begin\nthen app.done\ntimeout after 1h'), /key name = host, pid/],
  [transaction('emit { a = 1 b = 2 }'), /by commas/],
  [transaction('then any { app.begin app.done }'), /by commas/],
  [transaction('success when id in ["a" "b"]'), /by commas/],
  [transaction('then not app.begin'), /^To require that a record does not come/],
  [transaction('then no app.begin within 10s'), /^Say how long/],
  [around('key id\nstart app.begin\nthen app.done\ntimeout after 1h').replace('transaction', 'rule'), /^A rule is a transaction/],
  [transaction('emit { n = count(app.begin 5m) }'), /by commas/],
  [steps('with maxspan=5s'), /timeout after 5m/],
  [steps('maxpause 5m'), /after 5m idle/],
  [steps('then app.work with runs=3'), /\{3\}/],
  [steps('then app.work*3'), /\{3\}/],
  [steps('then [2:5] app.work'), /\{2\.\.5\}/],
  [steps('then app.work{2,5}'), /two dots/],
  [steps('then app.work{,5}'), /two dots/],
  [steps('then app.work*?'), /never greedy/],
  [steps('then app.work | app.load'), /set, any/],
  [steps('then app.work and app.load'), /all \{/],
  [steps('then any app.work, app.load'), /braces/],
  [steps('next no app.bad'), /^To require that a record does not come/],
  [steps('then all { app.work, no app.bad for 10s }'), /separate rule/],
  [steps('then any { wait 10s, app.work }'), /A set can only contain records/],
  [around('key id\nstart no app.bad for 10s\nthen app.done\ntimeout after 1h'), /has not come before/],
  [around('key id\nstart every app.begin\nthen app.done\ntimeout after 1h'), /on restart overlap/],
  [steps('by id'), /names differ/],
  [around('key id\nstart app.begin -> app.done\ntimeout after 1h'), /^Begin each step after the first/],
  [around('key id\nstart app.begin\nthen app.done\ntimeout after 1h').replace('job {', 'job by id {'), /between the braces: key order/],
  [transaction('key id or name'), /key id = /],
  ['records app from json {\n  in_ = { event-type: "paid" }\n}\n', /in backquotes: \{ `event-type`/],
  ['test "t" {\n  log """\n  """\n}\n', /^Name the format of the lines/],
  [schedule('await app.begin weekdays by 06:00'), /weekday\(m\.time\)/],
  [schedule('await app.begin cron "0 6 * * *"'), /weekday\(m\.time\)/],
  [schedule('await app.begin daily by 06:00 on monday'), /weekday\(m\.time\)/],
  [schedule('await app.begin every day by 06:00'), /daily by 06:00/],
  [steps('until app.bad'), /ending/],
  [steps('cancel on app.bad'), /ending/],
  [steps('then wait for 5m'), /then wait 5m/],
  [steps('then wait for app.load'), /awaited by its name/],
  ['records app from syslog {\n  in = "in {id}"\n}\n', /^'in' is a keyword/],
  [transaction('failure after done.ends - 7d'), /beside the pattern of its record/],
  [steps('then app.load within first.lease'), /only an ending lasts as long/],
  [steps('then app.load if n > 3'), /where …/],
  [steps('then app.load where n <> 3'), /^Compare values/],
  [steps('then app.load where n is not null'), /== none/],
  [steps('then app.load <2:5> then app.done'), /\{2\.\.5\}/],
  [steps('then ( app.load then wait 1s then app.done ) +'), /between two steps/],
  [steps('then app.load where n between 1 and 3'), /two comparisons/],
  [steps('then app.load where 1 < n < 3'), /two comparisons/],
  [steps('then app.load where n in (1, 2)'), /brackets/],
  [steps('then app.work where id like "x%"'), /starts with/],
  [steps('then app.work where contains(id, "x")'), /between/],
  [around('group by id\nkey id\nstart app.begin\nthen app.done\ntimeout after 1h'), /key host, user/],
  [around('key (id)\nstart app.begin\nthen app.done\ntimeout after 1h'), /by commas/],
  [around('key id\nstart app.begin\nthen app.done\nend app.done\ntimeout after 1h'), /^A transaction ends with its last step/],
  [transaction('timeout idle 1h'), /idle/],
  [transaction('suppress 10m'), /once per/],
  [transaction('emit { n = count(*) }'), /count\(\)/],
  [transaction('success when duration < (n > 3 ? 2d : 4d)'), /write both cases/],
  [transaction('emit { late = duration > 5m ? "y" : "n" }'), /no conditional expression/],
  [transaction('emit { id }'), /each value a name/],
  [transaction('message "x"'), /before the text/],
  [window('over 5m\nwhen count(app.bad) > 3'), /episodes/],
  [window('over 5m\nopen when count(app.bad) > 3 where id == "x"'), /inside/],
  [window('over 5m\nopen when count(any { app.bad, app.begin }) > 3'), /^Add up several kinds/],
  [window('over 5m\nopen when count(app.bad) > 3 within 5m'), /^To look back/],
  [window('over 5m step 1m\nopen when count(app.bad) > 3'), /slides/],
  [window('over 5m every 1m\nopen when count(app.bad) > 3'), /slides/],
  [`${window('over 5m\nopen when count(app.bad) > 3')}schedule s {\n  await app.done weekly by 06:00\n}\n`, /every 7d/],
  [transaction('success when id => "x"'), /^Compare values/],
  [steps('then app.load where n eq 3'), /^Compare values/],
  [steps('then app.load where n > 10%'), /write 0\.1 for/],
  [window('over 5m\nopen when count(app.bad) > 2.5% * count(app.begin)'), /write 0\.025 for/],
  [transaction('timeout "late" after "5m"'), /without quotes/],
  [transaction('emit { n = count{app.begin) }'), /in parentheses/],
  [transaction('emit { n = count(app.begin] }'), /^Close '\('/],
  [transaction('emit { n = 1,, m = 2 }'), /^One comma/],
  [transaction('emit { n = count(app::begin) }'), /a dot/],
  [transaction('emit { late = 5 min }'), /^Write the unit/],
  [steps('then app..load'), /one dot/],
  [steps('then app.load named load'), /'as'/],
  [steps('then app.load : load'), /'as'/],
  [transaction('return { id = first.id }'), /emit \{/],
  [transaction('ok on app.done'), /^Say what a success is/],
  [transaction('emit { id = id } }').replace('emit { id = id } }', 'emit { a = 1 }\n} )'), /^Nothing is open/],
  [around('key id\nstart app.begin\nthen app.done\ntimeout after 1h').replace('transaction job {', 'transaction job ['), /in braces/],
  ['events app from syslog { a = "a" }', /records app from syslog/],
  ['records app from syslog { a = a {id} }', /in double quotes/],
  ['records app from syslog { a => "a {id}" }', /'=' alone/],
  ['records app from syslog { a = r"a+" }', /between slashes/],
  ['records app from syslog {\n  a = "a"\n  | "b" where pid > 3 | pid < 2\n}', /Join conditions with 'or'/],
  ['records app from syslog {\n  a = "a",\n  b = "b"\n}', /no separator/],
  ['records app from my-format { a = "a" }', /backquotes/],
  [`import sshd from "std/sshd"\n`, /import \{ sshd \} from/],
  [transaction('failure late on app.bad'), /failure "denied" on/],
  [transaction('failure "late" on app.bad\nwithout app.begin'), /directly after the step/],
  [steps('then app.load where id starts with /x/'), /follows matches/],
  [steps('then app.load where n in 1..3'), /two comparisons/],
  [`${window('over 5m\nopen when count(app.bad) > 3')}schedule s {\n  key id from ["a"]\n  await app.done every 1h\n}\n`, /list\(text\)/],
  ['records app from "app.log" { a = "a" }', /named on the command line/],
  ['records app from json { a = { n: int > 5 } }', /after the braces/],
  ['param hosts: list(text) from hosts.txt', /from "servers\.txt"/],
  ['records app from json { app.a = { n: int } }', /one part/],
  ['test "x" {\n  given syslog "x"\n}', /log syslog/],
  ['test "x" {\n  assert nothing else\n}', /expect job/],
  ['it "works" { expect nothing else }', /^A test is/],
  [around('key id\nstart app.\nthen app.done\ntimeout after 1h'), /^The line above is not complete/],
  [around('key id,\nstart app.begin\nthen app.done\ntimeout after 1h'), /^The line above is not complete/],
  [around('key id\nstart app.begin\nthen app.done where\ntimeout after 1h'), /^The line above is not complete/],
  [around('key id\nstart app.begin\nthen app.done as\ntimeout after 1h'), /^The line above is not complete/],
  [transaction('over 5m'), /^This is a clause of a window\. A transaction has key, start, then,/],
  [transaction('await app.bad every 5m'), /^This is a clause of a schedule\./],
  [window('over 5m\nlinger 5m'), /^This is a clause of a transaction\. A window has key, over, open, close, fire,/],
  [schedule('await app.begin every 5m\ntimeout after 5m'), /^This is a clause of a transaction\. A schedule has key, await,/],
  ['table assets (host: text)', /^The syntax is: table assets/],
  ['records app { a = "a" }', /^The syntax is: records shop from json/],
  ['records app from json { a = { user text } }', /^Put ':' between/],
  ['records app from json { a = { user "root" } }', /^Put ':' between/],
])('%s', (text, help) => {
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    const { diagnostics } = compile({ read: () => text.replaceAll('\n', lineEnd) }, ['rules.corr']);
    const told = diagnostics.filter(({ code }) => code === 'unexpected-text');
    expect(told).toHaveLength(1);
    expect(told[0]?.help).toMatch(help);
  }
});

describe('names in conditions on JSON, where any name may be a field', () => {
  const told = (condition: string) => {
    const records = '{ event: "a", n: int }';
    const text = `records app from json { a = ${records} b = ${records} }
transaction t { key id start app.a as one then app.b as two where ${condition} timeout after 1h }`;
    return compile({ read: () => text }, ['rules.corr']).diagnostics.map(({ code }) => code);
  };

  it.each([
    ['user == null', ['foreign-value']],
    ['user == TRUE', ['foreign-value']],
    ['user == `null`', []],
    ['user.null == "x"', []],
    ['n > one', ['step-without-field']],
    ['n > one[0].n', ['step-without-field']],
    ['two > 3', ['step-without-field']],
    ['n > app.a.n', ['record-without-step']],
    ['n > app.c.n', []],
    ['n > app.a', []],
    ['n > a.n', ['bare-record']],
    ['b.n > 3', ['bare-record']],
    ['n > `a`.n', []],
    ['n > c.n', []],
    ['count(app.a where a.n > 3, 5m) > 1', ['bare-record']],
    ['n > one.n and two.n < 3', []],
    ['count(a, 5m) > 1', ['bare-record']],
    ['count(`a`, 5m) > 1', []],
    ['count(n, 5m) > 1', []],
  ])('%s', (condition, codes) => expect(told(condition)).toEqual(codes));
});

it('a format for a group of its records', () => {
  const text = around('key id\nstart own.begin\nthen app.done\ntimeout after 1h').replace('from syslog', 'from own');
  const { diagnostics } = compile({ read: () => `format own = json\n${text}` }, ['rules.corr']);
  const told = diagnostics.filter(({ code }) => code === 'unknown-group');
  expect(told.map(({ help }) => help)).toEqual([expect.stringMatching(/^It is a format: .* Known here: app, job\.$/)]);
});

it('a record without its group', () => {
  const text = around('key id\nstart begin\nthen app.done\ntimeout after 1h');
  const { diagnostics } = compile({ read: () => text }, ['rules.corr']);
  const told = diagnostics.filter(({ code }) => code === 'unknown-group');
  expect(told.map(({ help, fixes }) => [help, fixes?.[0]?.edits[0]?.text])).toEqual([["Did you mean 'app.begin'?", 'app.begin']]);
});

it.each(['count(bad) > 3', 'count(bad, 5m) > 3', 'distinct(bad.id) > 3'])('a record without its group in a summary: %s', (condition) => {
  const text = window(`over 5m\nopen when ${condition}`).replace('then app.done', 'then any { app.done, app.bad }');
  const { diagnostics } = compile({ read: () => text }, ['rules.corr']);
  const told = diagnostics.filter(({ severity }) => severity === 'error');
  expect(told.map(({ code, fixes }) => [code, fixes?.[0]?.edits[0]?.text])).toEqual([['unknown-group', 'app.bad']]);
});

it.each([
  ['key app.begin.id', 'record-without-key', /^It has 'id', but the key reads that of other records only: .* write key id\.$/],
  ['key id = app.begin.id | app.bad.id', 'uncaptured-key', /^'app\.bad' is no record of this rule: leave it out/],
  ['key id = app.begin.id, app.done.id', 'key-in-no-record', /a bar: key id = /],
])('a key that names records: %s', (key, code, help) => {
  const { diagnostics } = compile({ read: () => around(`${key}\nstart app.begin\nthen app.done\ntimeout after 1h`) }, ['rules.corr']);
  const told = diagnostics.filter(({ severity }) => severity === 'error');
  expect(told.map((one) => [one.code, one.help])).toEqual([[code, expect.stringMatching(help)]]);
});

it('a look-back that should end an episode', () => {
  const text = window('over 5m\nopen when count(app.bad) >= 2\nclose when count(app.bad, 1h) == 0');
  const { diagnostics } = compile({ read: () => text }, ['rules.corr']);
  const told = diagnostics.filter(({ code }) => code === 'endless-episode');
  expect(told.map(({ help }) => help)).toEqual([expect.stringContaining('count(app.bad) == 0 for 1h')]);
});

describe('values of the wrong type', () => {
  const told = (condition: string) => compile({ read: () => steps(`then app.load where ${condition}`) }, ['rules.corr']).diagnostics;

  it.each([
    ['time > "2024-03-01"', /without quotes/],
    ['time > 2024-03-01', /^Write a date with its time/],
    ['time - time > 5', /unit of a duration/],
    ['time - time > "5s"', /a duration without quotes/],
    ['id + n == "x"', /text\(port\)/],
    ['time > 10:00', /hour\(/],
    ['time + 5 < time', /two times a duration/],
    ['id in "abc"', /contains/],
    ['id matches "a"', /between slashes/],
    ['id > 3', /^Capture it as a number/],
    ['n == id', /^Capture it as a number/],
    ['n == ""', /== none/],
    ['weekday(time) == "Mon"', /Monday 1/],
    ['weekday(time) in ["Sat", "Sun"]', /Monday 1/],
  ])('%s', (condition, help) => {
    expect(told(condition).map((one) => [one.code, one.help])).toEqual([['wrong-operands', expect.stringMatching(help)]]);
  });

  it.each([
    ['n == "3"', 'n == 3'],
    ['n > "-3.5"', 'n > -3.5'],
    ['id == 3', 'id == "3"'],
    ['id == three', 'id == "three"'],
    ['id in [three, "four"]', 'id in ["three", "four"]'],
  ])('%s is written %s', (condition, fixed) => {
    const [first, ...others] = told(condition);
    expect(others).toEqual([]);
    expect(applyEdits(steps(`then app.load where ${condition}`), first?.fixes?.[0]?.edits ?? [])).toBe(
      steps(`then app.load where ${fixed}`),
    );
  });

  it.each([
    ['n == null', /`none`/],
    ['time < now', /only clock/],
  ])('%s', (condition, help) => {
    expect(told(condition).map((one) => [one.code, one.help])).toEqual([['unknown-name', expect.stringMatching(help)]]);
  });

  it('a name like one that there is is misspelt, whatever it is compared with', () => {
    expect(told('id == hostt')[0]?.help).toBe("Did you mean 'host'?");
  });

  it('the parts of a time', () => expect(told('time.hour > 3').map(({ help }) => help)).toEqual([expect.stringContaining('hour(')]));

  it.each(['count(app.bad) = 0', 'n in 1..3'])('%s is told once', (condition) => {
    expect(told(condition).map(({ code }) => code)).toEqual(['unexpected-text']);
  });
});
