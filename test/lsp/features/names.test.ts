import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/dsl/diagnostic.ts';
import { applyEdits } from '../../../src/dsl/edits.ts';
import { edited, JOB, LIBRARY, open, shown } from '../editor.ts';

const job = (part: string, by: string) => {
  expect(JOB).toContain(part);
  return JOB.replace(part, by);
};
const definition = (marked: string, others?: Record<string, string>) => {
  const editor = open(marked, others);
  return editor.service.definition(editor.path, editor.offset).map((place) => shown(editor, place));
};
const uses = (marked: string, others?: Record<string, string>) => {
  const editor = open(marked, others);
  const { declared, used } = editor.service.references(editor.path, editor.offset);
  const all = (places: readonly Place[]) => places.map((place) => shown(editor, place)).sort();
  return { declared: all(declared), used: all(used) };
};

const GROUP = `records web from json {
  hit  = { path: text, user.id as user: text }
  miss = "{path} gone {code:int}" | /^lost (?<path>.*)$/ let user = lower(path)
}
table owners (path: text, owner: text) from "owners.csv"
transaction visit {
  key page = path
  start any { web.hit, web.miss } + as seen
  then  web.hit as last where path == previous.path
  timeout "idle" after 1h
  emit { path = last(path), who = owners[seen.path].owner, n = count(web.hit where user == "x") }
  message failure "x" = "{path}"
}
window daily {
  over every 1d
  emit { worst = max(visit.failure.n), pages = list(visit.failure.path) }
}
test "t" {
  expect daily.end { worst = 1 }
}
`;
const group = (part: string, by: string) => {
  expect(GROUP).toContain(part);
  return GROUP.replace(part, by);
};

describe('definition', () => {
  it.each([
    ['a record', job('sshd.accepted', 'sshd.acc‸epted'), ['std/sshd.corr 4: accepted']],
    ['a group', job('start sshd', 'start ss‸hd'), ['std/sshd.corr 2: sshd']],
    ['the file of an import', job('"std/sshd"', '"std/s‸shd"'), ['std/sshd.corr 1: ']],
    ['a step', job('before login', 'before lo‸gin'), ['8: login']],
    ['a param', job('after patience', 'after pati‸ence'), ['2: patience']],
    [
      'a record in a key, not a step of that name',
      job('key addr', 'key addr = sshd.failed.add‸r | sshd.accepted.addr').replace('as try', 'as sshd').replace('(try', '(sshd'),
      ['std/sshd.corr 5: addr'],
    ],
    ['a field of a step', job('login.user', 'login.us‸er'), ['std/sshd.corr 4: user']],
    ['a step that tells a time', group('after 1h', 'after se‸en.spent since seen'), ['8: seen']],
    ['a field that tells a time', group('after 1h', 'after seen.pa‸th since seen'), ['2: path', '3: path', '3: path']],
    ['a field in a message', job('{tries}', '{tri‸es}'), ['10: tries']],
    ['a field of several patterns', group('last(path)', 'last(pa‸th)'), ['2: path', '3: path', '3: path']],
    ['a field by let', group('where user ==', 'where us‸er =='), ['2: user']],
    ['a field of the record before', group('previous.path', 'previous.pa‸th'), ['2: path']],
    ['a column', group('].owner', '].own‸er'), ['5: owner']],
    ['a table', group('owners[', 'own‸ers['), ['5: owners']],
    ['what a rule emits', group('failure.n)', 'failure.‸n)'), ['11: n']],
    ['a key of a rule', group('"{path}"', '"{pa‸ge}"'), ['7: page']],
    ['the endings of an outcome', job('message success', 'message time‸out'), ['9: timeout "stalled" after patience before login']],
    ['a rule that is expected', group('expect daily', 'expect dai‸ly'), ['14: daily']],
    ['a field that is expected', group('{ worst = 1', '{ wor‸st = 1'), ['16: worst']],
  ])('finds %s', (_, marked, wanted) => expect(definition(marked)).toEqual(wanted));

  it('ends when rules go in a circle', () => {
    const circle = 'window a {\n  key who\n  over 1d\n  open when count(b.begin where w‸ho == "x") > 1\n}\n';
    expect(definition(`${circle}${circle.replace('‸', '').replace(' a ', ' b ').replace('b.begin', 'a.begin')}`)).toEqual([]);
  });

  it('goes through an alias', () => {
    const aliased = JOB.replace('{ sshd }', '{ sshd as ssh }').replaceAll(' sshd.', ' ssh.').replace('ssh.failed', 'ss‸h.failed');
    expect(definition(aliased)).toEqual(['std/sshd.corr 2: sshd']);
    expect(uses(aliased)).toEqual({ declared: ['1: ssh'], used: ['7: ssh', '8: ssh'] });
  });
});

describe('references', () => {
  it('finds all uses in the workspace', () => {
    const lib = 'param patience = 1h\nparam twice = 2h\n';
    const main = 'import { patience } from "lib"\ntransaction a {\n  timeout after pati‸ence\n}\n';
    expect(
      uses(main, { '/rules/lib.corr': lib, '/rules/b.corr': main.replace('‸', ''), '/rules/c.corr': 'param patience = 3s\n' }),
    ).toEqual({
      declared: ['/rules/lib.corr 1: patience'],
      used: ['/rules/b.corr 1: patience', '/rules/b.corr 3: patience', '1: patience', '3: patience'],
    });
  });

  it('takes a field of several records as one name', () => {
    const { declared, used } = uses(group('last(path)', 'last(pa‸th)'));
    expect(declared).toEqual(['2: path', '3: path', '3: path']);
    expect(used).toEqual(['11: path', '11: path', '3: path', '7: path', '9: path', '9: path'].sort());
  });

  it('highlights names in the file, and tells where they are given', () => {
    const { service, path, offset, text } = open(job('before login', 'before lo‸gin'));
    const found = service.highlights(path, offset).map(({ start, end, declares }) => [text.slice(start - 3, end), declares]);
    expect(found).toEqual([
      ['as login', true],
      ['re login', false],
      [' = login', false],
    ]);
  });
});

describe('rename', () => {
  const rename = (marked: string, name: string, others?: Record<string, string>) => {
    const editor = open(marked, others);
    const edits = editor.service.rename(editor.path, editor.offset, name);
    return Array.isArray(edits) ? edited(editor, edits) : edits.problem;
  };

  it.each([
    ['a step', job('before login', 'before lo‸gin'), 'entry', JOB.replaceAll('login', 'entry')],
    ['a param', job('after patience', 'after pati‸ence'), 'span', JOB.replaceAll('patience', 'span')],
    ['an emitted field', job('{tries}', '{tri‸es}'), 'count', JOB.replace('tries =', 'count =').replace('{tries}', '{count}')],
    ['a name that needs quotes', job('before login', 'before lo‸gin'), 'in', JOB.replaceAll('login', '`in`')],
  ])('%s', (_, marked, name, wanted) => expect(rename(marked, name)).toBe(wanted));

  it('keeps the path of a field into the record', () => {
    const renamed = rename(group('last(path)', 'last(pa‸th)'), 'page');
    expect(renamed).toContain('{ path as page: text,');
    expect(renamed).toContain('"{page} gone');
    expect(renamed).toContain('(?<page>.*)$/ let user = lower(page)');
    expect(renamed).toContain('key page = page');
    expect(renamed).toContain('owners (path: text');
  });

  it('changes a key in the records that a look-back counts, too', () => {
    const marked = `records a from json {
  done  = { us‸er: text }
  error = { user: text, bad: true }
}
transaction t {
  key user
  start a.done
  emit { errors = count(a.error, 10m) }
}
`;
    expect(rename(marked, 'who')).toBe(
      marked.replace('us‸er', 'user as who').replace('{ user: text, bad', '{ user as who: text, bad').replace('key user', 'key who'),
    );
  });

  it.each([
    ['what a library declares', job('start sshd', 'start ss‸hd'), 'x', "'sshd' belongs to a library that comes with Corr."],
    ['what the language brings along', job('{tries}', '{rea‸son}'), 'x', "'reason' (outcome) is built into the language."],
    ['a name that is taken', job('before login', 'before lo‸gin'), 'try', "Two steps are named 'try'."],
    [
      'a name that is taken, whatever else is wrong',
      `import { nope } from "std/sshd"\n${job('before login', 'before lo‸gin')}`,
      'try',
      "Two steps are named 'try'.",
    ],
    ['a name that cannot be written', job('before login', 'before lo‸gin'), 'a`b', "'a`b' cannot be written as a name."],
    ['nothing', job('before login', 'befo‸re login'), 'x', 'There is no name here.'],
    [
      'a name that would hide another',
      job('{user} after {tries}', '{addr} after {tri‸es}'),
      'addr',
      'The name already means something else here.',
    ],
  ])('refuses %s', (_, marked, name, problem) => expect(rename(marked, name)).toBe(problem));

  it('says beforehand what can be renamed', () => {
    const { service, path, offset } = open(job('before login', 'before lo‸gin'));
    expect(service.prepareRename(path, offset)).toMatchObject({ target: { name: 'login' }, start: offset - 2, end: offset + 3 });
    const library = open(LIBRARY.replace('sshd from', 'ss‸hd from'), {}, 'std/sshd.corr');
    expect(library.service.prepareRename(library.path, library.offset)).toHaveProperty('problem');
  });
});

describe('rename in other files', () => {
  it('changes all files that use a name', () => {
    const main = 'import { patience } from "lib"\nparam x = 1\ntransaction a {\n  timeout after patience\n}\n';
    const lib = 'param pati‸ence = 1h\n';
    const editor = open(lib, { '/rules/b.corr': main }, '/rules/lib.corr');
    const edits = editor.service.rename(editor.path, editor.offset, 'span');
    const other = Array.isArray(edits) ? edits.filter(({ file }) => file === '/rules/b.corr') : [];
    expect(applyEdits(main, other)).toBe(main.replaceAll('patience', 'span'));
  });

  it('changes a path in other files, whatever quotes and blanks its parts have there', () => {
    const use = 'import { a } from "lib"\ntransaction t {\n  key none\n  start a.b as s\n  then a.b within 1h\n  emit { x = s.HERE }\n}\n';
    for (const [declared, used] of [
      ['`@t`.`x y`', '`@t`.`x y`'],
      ['customer.id', 'customer . `id`'],
    ] as const) {
      const main = use.replace('HERE', used);
      const editor = open(`records a from json {\n  b = { ‸${declared}: text }\n}\n`, { '/rules/b.corr': main }, '/rules/lib.corr');
      const edits = editor.service.rename(editor.path, editor.offset, 'neu');
      const other = Array.isArray(edits) ? edits.filter(({ file }) => file === '/rules/b.corr') : [];
      expect(applyEdits(main, other)).toBe(main.replace(used, 'neu'));
    }
  });
});
