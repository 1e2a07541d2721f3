import { describe, expect, it } from 'vitest';
import { edited, JOB, open } from '../editor.ts';

const labels = (marked: string, others?: Record<string, string>) => {
  const { service, path, offset } = open(marked, others);
  return service.completion(path, offset).map(({ label }) => label);
};
/** The proposals, except functions, which are valid wherever a value is. */
const named = (marked: string) => {
  const { service, path, offset } = open(marked);
  return service.completion(path, offset).flatMap(({ label, kind }) => (kind === 'function' ? [] : [label]));
};
/** The program with a part of it replaced. */
const job = (part: string, by: string) => {
  expect(JOB).toContain(part);
  return JOB.replace(part, by);
};
const SYSLOG = ['app', 'facility', 'host', 'message', 'msgid', 'pid', 'sd', 'severity', 'time', 'weight'];
const WAITING =
  'records r from json { a = { k: text, wait: duration, n: int } }\ntransaction t {\n  key k\n  start r.a as told\n  then r.a\n  timeout ';
const DECLARATIONS = 'import param table format records transaction window schedule test';
const HEADS = 'then next success failure timeout abandoned warning on linger release labels limit message severity report';
/** In the program above, which has some clauses already. */
const HEADS_IN_JOB = `${HEADS} emit key start`;

describe('completion of words', () => {
  it.each([
    ['declarations in an empty file', '‸', DECLARATIONS],
    ['declarations behind others', `${JOB}‸`, DECLARATIONS],
    ['declarations while one is typed', 'trans‸', DECLARATIONS],
    ['clauses of a transaction', job('  emit', '  ‸\n  emit'), HEADS_IN_JOB],
    ['what an element goes on with', job('as login', '‸'), `as where within without ${HEADS_IN_JOB}`],
    ['clauses behind a clause that is broken', 'transaction x { emit { a = 1 }\n then foo bar ‸', `key start ${HEADS} emit`],
    ['clauses of a window', 'window w {\n  ‸\n}', 'key over open close fire emit labels limit message severity report'],
    ['clauses of a schedule', 'schedule s {\n  ‸\n}', 'key await emit labels limit message severity report'],
    ['statements of a test', 'test "t" {\n  ‸\n}', 'log advance end expect restart'],
    ['what begins an ending', job('"stalled" after patience before login', '‸'), 'after all by on'],
    ['policies', job('key addr', 'on ‸'), 'conflict orphan restart unexpected'],
    ['choices of a policy', job('key addr', 'on restart ‸'), 'abandon ignore overlap overtake'],
    ['severities', job('key addr', 'severity failure = ‸'), 'alert critical debug emergency error info notice warning'],
    ['outcomes of this kind of rule', job('message success', 'message ‸'), 'abandoned evicted failure open orphan success timeout warning'],
    ['outcomes of a window', 'window w { message ‸ = "x" }', 'begin end fired open'],
    ['what a condition goes on with', job('  emit', '  success when login.port > 1 ‸\n  emit'), `and else or ${HEADS_IN_JOB}`],
    ['what an import goes on with', 'import { sshd } ‸', 'from'],
    ['what a param goes on with', 'param x ‸', 'from'],
    ['what a table goes on with', 'table x (a: text) ‸', 'from'],
    ['what a format goes on with', 'format f = json\n  ‸', `message multiline time zone ${DECLARATIONS}`],
    ['declarations on the line behind a value', 'param x = 5m\n‸', DECLARATIONS],
    ['types', 'param x: ‸ = 3', 'bool duration float int ip json list network text time'],
    ['nothing in a comment', '// ‸', ''],
    ['nothing in a number', 'param x = 1‸', ''],
  ])('%s', (_, marked, wanted) => {
    for (const lineEnd of ['\n', '\r\n', '\r']) expect(labels(marked.replaceAll('\n', lineEnd)).join(' ')).toBe(wanted);
  });

  it('puts the form of a clause at the beginning of a line, with places to fill in', () => {
    const { service, path, offset } = open(job('  emit', '  fail‸\n  emit'));
    const failure = service.completion(path, offset).find(({ label }) => label === 'failure');
    expect(failure).toMatchObject({ form: 'failure "‹name›" on ‹group.record›', replace: { start: offset - 4, end: offset } });
  });
});

describe('what is proposed first', () => {
  it.each([
    ['records of groups, where a step begins', job('sshd.failed', '‸'), 'sshd sshd.accepted sshd.failed'],
    ['steps and fields of the author, in an expression', job('login.user', '‸'), 'addr login patience'],
    ['the next step, behind one', `${job('timeout', '‸ ')}`, 'then next success'],
    ['what goes on with an element, behind it', job('as login', '‸'), 'as where within'],
  ])('%s', (_, marked, wanted) => expect(labels(marked).slice(0, 3).join(' ')).toBe(wanted));

  it('never the outcomes of a rule in itself', () => {
    for (const marked of [job('sshd.failed', '‸'), job('login.user', '‸'), job('count(try)', 'count(‸)'), job('key addr', 'key ‸')]) {
      expect(labels(marked).filter((label) => /^visit\b/.test(label))).toEqual([]);
    }
  });
});

describe('completion of names', () => {
  const outcome = ['awaited', 'begin', 'duration', 'end', 'name', 'outcome', 'peak', 'reason', 'rule', 'severity'];
  it.each([
    ['records after a dot', job('sshd.failed', 'sshd.‸'), ['accepted', 'failed']],
    ['records half typed', job('sshd.failed', 'sshd.acc‸'), ['accepted', 'failed']],
    ['fields of a step', job('login.user', 'login.‸'), [...SYSLOG, 'addr', 'method', 'port', 'user']],
    ['fields of a step in a message', job('{user} after', '{login.‸} after'), [...SYSLOG, 'addr', 'method', 'port', 'user']],
    ['params and steps where an ending waits', job('after patience', 'after ‸'), ['login', 'patience', 'try']],
    ['params where another duration is wanted', job('login', 'login within ‸'), ['patience']],
    ['fields of a step that tell a time', `${WAITING}after told.‸\n}\n`, ['wait']],
    ['steps behind before', job('before login', 'before ‸'), ['login', 'try']],
    [
      'formats',
      'format own = "{x}"\nrecords a from ‸ {}',
      ['cef', 'clf', 'container', 'journal', 'json', 'line', 'logfmt', 'own', 'syslog'],
    ],
    ['formats of a log', `${JOB}test "t" { log ‸ }`, ['cef', 'clf', 'container', 'journal', 'json', 'line', 'logfmt', 'syslog']],
    [
      'outcomes that are expected',
      `${JOB}test "t" { expect visit.‸ }`,
      'abandoned evicted failure open orphan success timeout warning'.split(' '),
    ],
    ['fields that are expected', `${JOB}test "t" { expect visit.success { ‸ } }`, ['addr', 'tries', 'user', ...outcome]],
    ['columns of a table', 'table t (a: text, b: ip) from "x.csv"\nrecords r from syslog where t[host].‸ {}', ['a', 'b']],
    ['what a file declares that is imported', job('{ sshd }', '{ ‸ }'), ['sshd']],
    ['params of keys from a list', 'param hosts = ["a"]\nschedule s { key host from ‸ }', ['hosts']],
    [
      'fields of other patterns in an object',
      'records r from json {\n  a = { event: "a", user: text, x.`y z` as z: int }\n  b = { event: "b", ‸ }\n}',
      ['user', 'x.`y z`'],
    ],
    ['fields of the format in an object', 'format f = "{who} {what:int}"\nrecords r from f { a = { ‸ } }', ['what', 'who']],
  ])('%s', (_, marked, wanted) => expect(named(marked).sort()).toEqual([...wanted].sort()));
});

describe('completion in expressions', () => {
  it('sees in an expression what the compiler sees there', () => {
    expect(named(job('login.user', '‸'))).toEqual(expect.arrayContaining(['addr', 'login', 'try', 'patience', 'reason', 'sshd']));
    expect(named(job('{user} after', '{‸} after'))).toEqual(expect.arrayContaining(['tries', 'user', 'addr', 'login', 'name']));
    expect(named(job('as login', 'as login where ‸'))).toEqual(expect.arrayContaining(['method', 'previous', 'patience', 'try', 'host']));
    expect(named(job('"stalled" after', '"x" on sshd.failed where ‸\n  timeout after'))).toEqual(expect.arrayContaining(['user', 'login']));
    expect(named(job('count(try)', 'count(sshd.failed where ‸)'))).not.toContain('login');
    expect(named('records a from syslog {\n  b = "x {y}" let z = y where ‸\n}')).toEqual(expect.arrayContaining(['y', 'z', 'host']));
  });

  it('offers the fields of all records for the key of a rule that names none yet', () => {
    const key = `import { sshd } from "std/sshd"\n${WAITING.replace(/transaction.*/s, 'transaction u {\n  key ‸')}`;
    expect(named(key)).toEqual(expect.arrayContaining(['addr', 'host', 'k', 'n']));
    expect(named(`${key}\n  start sshd.failed\n}\n`)).not.toContain('k');
  });

  it('proposes no field that nobody has written, in a format where any name is one', () => {
    const program = (tail: string) =>
      `records r from json {\n  a = { k: text }\n}\ntransaction t {\n  key k\n  start r.a as told\n  ${tail}\n}\n`;
    for (const tail of ['emit { x = told.‸ }', 'success on r.a where ‸', 'message = "{told.‸}"']) {
      expect(named(program(tail))).toContain('k');
      expect(named(program(tail))).not.toContain('_');
    }
  });

  it('writes records out, and quotes what is no plain name', () => {
    const quoted =
      'records a from json {\n  b = { `@t`: time, `in`: int }\n}\ntransaction x {\n  key none\n  start a.b as s\n  emit { t = s.‸ }\n}\n';
    const editor = open(quoted);
    const proposal = editor.service.completion(editor.path, editor.offset).find(({ label }) => label === '@t');
    expect(proposal?.text).toBe('`@t`');
    const chained = `window w {\n  over 1h\n  open when count(visit.failure) > 1\n}\n${job('sshd.failed', '‸')}`;
    expect(labels(chained)).toEqual(expect.arrayContaining(['sshd', 'sshd.failed', 'w.begin', 'any', 'all']));
  });

  it('offers summaries in rules alone, and not within one', () => {
    const functions = (marked: string) => labels(marked).filter((label) => ['lower', 'count'].includes(label));
    for (const marked of [
      'records a from syslog where ‸ {\n  b = "x"\n}',
      'records a from syslog {\n  b = "x {y}" let z = ‸\n}',
      job('count(try)', 'count(‸)'),
      job('count(try)', 'count(try where lower(‸) == "x")'),
      job('count(try)', 'count(sshd.failed where ‸)'),
      `${JOB}test "t" { expect visit.success { user = ‸ } }`,
    ])
      expect(functions(marked), marked).toEqual(['lower']);
    for (const marked of [job('count(try)', '‸'), job('as login', 'as login where ‸'), job('{user} after', '{‸} after')])
      expect(functions(marked), marked).toEqual(['count', 'lower']);
  });

  it('writes a list with the type of its elements', () => {
    const { service, path, offset } = open('param x: ‸ = 3');
    expect(service.completion(path, offset).find(({ label }) => label === 'list')).toMatchObject({
      text: 'list(text)',
      form: 'list(‹text›)',
    });
  });

  it('replaces the word that is there', () => {
    const editor = open(job('sshd.failed', 'sshd.fai‸lure'));
    const [, proposal] = editor.service.completion(editor.path, editor.offset);
    expect(edited(editor, proposal ? [{ ...proposal.replace, text: proposal.text }] : [])).toBe(JOB);
  });
});

describe('completion in text', () => {
  it.each([
    ['types of captures', 'records a from syslog { b = "x {y:‸}" }', ['duration', 'int', 'stamp', 'word']],
    ['types of a format', 'format f = "{y:‸', ['duration', 'int', 'stamp', 'word']],
    ['zones', 'window w { over every 1d zone "Eu‸" }', ['UTC', 'Europe/Paris', 'America/New_York']],
    ['libraries and files beside', 'import { x } from "‸"', ['std/sshd', './other', './deep/file']],
  ])('%s', (_, marked, wanted) => {
    expect(labels(marked, { '/rules/other.corr': '', '/rules/deep/file.corr': '' })).toEqual(expect.arrayContaining(wanted));
  });

  it.each([
    ['import { x } from "st‸d"', 'import { x } from "std/sshd"'],
    ['import { x } from """st‸d"""', 'import { x } from """std/sshd"""'],
    ['import { x } from """‸"""', 'import { x } from """std/sshd"""'],
    ['import { x } from "st‸', 'import { x } from "std/sshd'],
    ['import { x } from "st‸ // so', 'import { x } from "std/sshd // so'],
    ['import { x } from "st‸d/x }', 'import { x } from "std/sshd }'],
  ])('between the quotes of %s', (marked, wanted) => {
    const editor = open(marked);
    const [library] = editor.service.completion(editor.path, editor.offset);
    expect(edited(editor, library ? [{ ...library.replace, text: library.text }] : [])).toBe(wanted);
  });

  it('nothing in quotes that span lines, or between these', () => {
    for (const marked of ['import { x } from """\n  st‸d\n"""', 'import { x } from "‸""std"""']) expect(labels(marked)).toEqual([]);
  });

  it('files by their whole path in one that is not saved yet, and not that one', () => {
    const { service, path, offset } = open('import { x } from "‸"', { '/rules/other.corr': '' }, 'untitled:Untitled-1');
    const paths = (from: string, at: number) => service.completion(from, at).map(({ label }) => label);
    expect(paths(path, offset)).toEqual(['/rules/other', 'std/sshd']);
    service.workspace.update('/rules/new.corr', 'import { x } from ""');
    expect(paths('/rules/new.corr', 'import { x } from "'.length)).toEqual(['./other', 'std/sshd']);
  });

  it.each([
    'records a from syslog { b = "x ‸" }',
    'records a from syslog { b = "{y‸}" }',
    'test "‸" {}',
    'records a from json { b = { c: "‸" } }',
  ])('nothing in %s', (marked) => expect(labels(marked)).toEqual([]));
});
