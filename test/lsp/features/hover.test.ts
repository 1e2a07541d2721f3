import { describe, expect, it } from 'vitest';
import { FUNCTIONS, SUMMARY_NAMES } from '../../../src/dsl/builtins.ts';
import { DECLARATION_WORDS, SCHEDULE_WORDS, TEST_WORDS, TRANSACTION_WORDS, WINDOW_WORDS } from '../../../src/dsl/tokens.ts';
import { snippetOf } from '../../../src/lsp/convert.ts';
import { functionPages, pageOf, summaryPages } from '../../../src/lsp/manual/functions.ts';
import { type Block, headPage } from '../../../src/lsp/manual/words.ts';
import { JOB, open } from '../editor.ts';

const hover = (marked: string) => {
  const { service, path, offset } = open(marked);
  return service.hover(path, offset)?.markdown;
};
const job = (part: string, by: string) => {
  expect(JOB).toContain(part);
  return JOB.replace(part, by);
};
const code = (text: string) => `\`\`\`corr\n${text}\n\`\`\``;

describe('hover', () => {
  it('shows what a name is declared as, with its doc comment', () => {
    expect(hover(job('visit {', 'vis‸it {'))).toBe(`${code('transaction visit')}\n\nOne visit.`);
    expect(hover(job('after patience', 'after pat‸ience'))).toBe(code('param patience = 10m'));
    expect(hover(job('sshd.failed', 'ss‸hd.failed'))).toContain('Lines of sshd.');
  });

  it('shows what a record carries', () => {
    const shown = hover(job('sshd.accepted', 'sshd.accep‸ted'));
    expect(shown).toContain('A login.');
    expect(shown).toContain('- `addr: ip`\n- `port: int`');
  });

  it('shows the types of captures, steps, keys and emitted fields', () => {
    const group = 'records a from syslog { b = "x {po‸rt:int}{? {user}}" }';
    expect(hover(group)).toBe(code('port: field of a.b: int'));
    expect(hover(group.replace('‸', '').replace('user', 'us‸er'))).toBe(code('user: field of a.b: text?'));
    expect(hover(job('login.user', 'log‸in.user'))).toBe(code('login: step that takes sshd.accepted'));
    expect(hover(job('key addr', 'key ad‸dr'))).toContain('field of sshd.accepted, sshd.failed: ip');
    expect(hover(job('{tries}', '{tri‸es}'))).toBe(code('tries: emitted by visit: int'));
  });

  it('shows what a template compiles to', () => {
    const shown = hover('records a from syslog { b = "went {user:text} fr‸om {?{=a|b} }{n:list(int)}" }');
    const pieces = '```text\n"went "\nuser: text, the shortest\n" from "\noptional\n  *: "a" or "b"\n  " "\nn: list(int)\n```';
    expect(shown).toContain(`${pieces}\n\nEvery match contains `);
    expect(hover('records a from syslog { b = "te‸xt {unclosed" }')).toBeUndefined();
  });

  it('shows the deadlines that apply while a step is awaited', () => {
    const shown = hover(job('then  sshd.accepted', 'th‸en  sshd.accepted'));
    expect(shown).toContain('While it is awaited:\n- `timeout "stalled" after patience before login`');
    expect(hover(job('then  sshd.accepted as login', 'th‸en  sshd.accepted as login within 5m'))).toContain('- `within 5m`');
    expect(hover(job('start sshd', 'sta‸rt sshd'))).not.toContain('While');
  });

  it('explains functions and words', () => {
    expect(hover(job('count(try)', 'cou‸nt(try)'))).toContain('The number of records');
    expect(hover(job('login.user,', 'sub‸string(login.user, 1),'))).toContain('substring(text: text, from: int, to?: int): text');
    expect(hover(job('timeout "stalled"', 'time‸out "stalled"'))).toContain('its time is up');
    expect(hover(job('after patience', 'aft‸er patience'))).toContain('Once this much time has passed.');
    expect(hover('trans‸action x {}')).toContain('exactly one outcome');
  });

  it('has nothing to say of blanks, signs and comments', () => {
    for (const marked of ['‸', 'param x =‸ 1', '// comm‸ent', `${JOB}\n‸\n`]) expect(hover(marked)).toBeUndefined();
  });
});

describe('the manual', () => {
  it('knows every function and summary', () => {
    for (const name of [...FUNCTIONS.keys(), ...SUMMARY_NAMES]) expect(pageOf(name)?.name).toBe(name);
    for (const { name, doc, params } of [...functionPages, ...summaryPages]) {
      expect(doc, name).not.toBe('');
      expect(
        params.map((param) => param.name),
        name,
      ).not.toContain('');
    }
  });

  it.each([
    ['file', DECLARATION_WORDS],
    ['transaction', TRANSACTION_WORDS],
    ['window', WINDOW_WORDS],
    ['schedule', SCHEDULE_WORDS],
    ['test', TEST_WORDS],
  ] satisfies [Block, readonly string[]][])('knows every word that begins an item of a %s, and its form begins with it', (block, words) => {
    for (const word of words) expect(headPage(block, word)?.form ?? '', word).toMatch(new RegExp(`^‹?${word}\\b`));
  });

  it('makes snippets of forms', () => {
    expect(snippetOf('a ‹b› {‹c}›} ‹x|y› $ ‹›')).toBe(`a \${1:b} {\${2:c\\}}} \${3|x,y|} \\$ $4`);
  });
});
