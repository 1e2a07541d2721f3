import { describe, expect, it } from 'vitest';
import type { RuleItem } from '../../../src/lsp/features/call-hierarchy.ts';
import { TOKEN_TYPES } from '../../../src/lsp/features/semantic-tokens.ts';
import type { SymbolNode } from '../../../src/lsp/features/symbols.ts';
import { edited, JOB, open, shown } from '../editor.ts';

const CHAIN = `/* A chain
   of rules. */
import { sshd } from "std/sshd"
import { patience } from "lib"
transaction one {
  key addr
  start sshd.failed as bad
  then  sshd.accepted
  timeout "late" after 1h
}
window two {
  over 1d
  open when count(one.failure) + count(one.timeout) > 3
}
window three {
  over every 1d
  emit { n = count(two.begin), m = count(one.success) }
}
test "first" {
  log syslog file "first.log"
  log json """
    {}
  """
}
test "second" {
  end
}
`;

const slices = (text: string, spans: readonly { start: number; end: number }[]) => spans.map(({ start, end }) => text.slice(start, end));

describe('formatting while typing', () => {
  const typed = (marked: string, character: string) => {
    const editor = open(marked);
    return edited(editor, editor.service.formatTyped(editor.path, editor.offset, character));
  };

  it.each(['\n', '\r\n', '\r'])('puts the line that was left in order, and leaves the one that was begun, behind %j', (lineEnd) => {
    const ended = (text: string) => text.replaceAll('\n', lineEnd);
    expect(typed(ended('param   a=1\n‸\nparam   b=2\n'), '\n')).toBe(ended('param a = 1\n\nparam   b=2\n'));
  });

  it('puts the declaration in order that was closed', () => {
    const rule = 'param   a=1\nwindow w {\nover   5m\n   open when 2>1 }‸\nparam   b=2\n';
    expect(typed(rule, '}')).toBe('param   a=1\nwindow w {\n  over 5m\n  open when 2 > 1\n}\nparam   b=2\n');
  });

  it('leaves what has a fault', () => {
    expect(typed('param   a=\n‸', '\n')).toBe('param   a=\n');
    expect(typed('}‸', '}')).toBe('}');
  });
});

describe('symbols', () => {
  const outline = (symbols: readonly SymbolNode[]): string[] =>
    symbols.flatMap(({ name, detail, children }) => [`${name} (${detail})`, ...outline(children).map((line) => `  ${line}`)]);

  it('shows declarations with their records, steps and endings', () => {
    const { service, path } = open(
      `${CHAIN}records web from json {\n  hit = {}\n}\nparam p = 1\ntable t (a: text) from "x"\nformat f = "{x}"\nschedule s {}\n`,
    );
    expect(outline(service.documentSymbols(path))).toEqual([
      'one (transaction)',
      '  bad (start)',
      '  late (timeout)',
      'two (window)',
      'three (window)',
      'first (test)',
      'second (test)',
      'web (from json)',
      '  hit (record)',
      'p (param)',
      't (table)',
      'f (format)',
      's (schedule)',
    ]);
  });

  it('finds names in all files by some of their letters', () => {
    const { service } = open(CHAIN, { '/rules/other.corr': 'param other_one = 1\n' });
    expect(service.workspaceSymbols('ON').map(({ name, container = '' }) => [container, name])).toEqual([
      ['', 'one'],
      ['', 'second'],
      ['', 'other_one'],
    ]);
    expect(service.workspaceSymbols('late').map(({ container }) => container)).toEqual(['one']);
    expect(service.workspaceSymbols('xyz')).toEqual([]);
  });
});

describe('semantic tokens', () => {
  const tokens = (marked: string) => {
    const { service, path, text } = open(marked);
    return service.semanticTokens(path).map(({ start, end, type, modifiers }) => [text.slice(start, end), type, ...modifiers].join(' '));
  };

  it('tell what each piece is, also inside of text', () => {
    expect(tokens('records a from syslog {\n  /// x\n  b = "to {user} " where lower(user) == user // y\n}\n')).toEqual([
      'records keyword',
      'a namespace declaration',
      'from keyword',
      '/// x comment documentation',
      'b event declaration',
      '= operator',
      '"to { string',
      'user property declaration',
      '} " string',
      'where keyword',
      'lower function',
      'user property',
      '== operator',
      'user property',
      '// y comment',
    ]);
  });

  it('know a field by its name, even if it is a word of the language', () => {
    expect(tokens(JOB.replace('login.user', 'login.time'))).toEqual(
      expect.arrayContaining(['login variable', 'time property defaultLibrary']),
    );
    expect(tokens(JOB)).toEqual(expect.arrayContaining(['patience parameter', 'visit class declaration', 'accepted event']));
  });

  it('are in order, apart, within lines, and of known types', () => {
    const { service, path, text } = open(CHAIN);
    let last = 0;
    for (const { start, end, type } of service.semanticTokens(path)) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(end).toBeGreaterThan(start);
      expect(text.slice(start, end)).not.toMatch(/[\r\n]/);
      expect(TOKEN_TYPES).toContain(type);
      last = end;
    }
  });
});

describe('folding and selection', () => {
  it('folds blocks, texts, comments and imports that span lines', () => {
    const { service, path, text } = open(CHAIN);
    const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
    expect(service.folds(path).map(({ start, end, kind }) => `${lineOf(start)}-${lineOf(end)} ${kind ?? 'block'}`)).toEqual([
      '1-2 comment',
      '3-4 imports',
      '5-10 block',
      '11-14 block',
      '15-18 block',
      '19-24 block',
      '21-23 block',
      '25-27 block',
    ]);
  });

  it.each([
    ['param x = """a ‸b"""', ['b', 'a b', '"""a b"""']],
    ['param x = "a ‸b', ['b', 'a b', '"a b']],
  ])('widens the selection to what is between the quotes of %s', (marked, wanted) => {
    const { service, path, text, offset } = open(marked);
    expect(slices(text, service.selection(path, offset)).slice(0, 3)).toEqual(wanted);
  });

  it('widens the selection from the word to the file', () => {
    const { service, path, text, offset } = open(JOB.replace('{user} after', '{us‸er} after'));
    const spans = service.selection(path, offset);
    expect(slices(text, spans.slice(0, 4))).toEqual([
      'user',
      '{user} after {tries}',
      '"{user} after {tries}"',
      'message success = "{user} after {tries}"',
    ]);
    expect(spans.at(-1)).toEqual({ start: 0, end: text.length });
    for (const [i, span] of spans.slice(1).entries())
      expect(span.start <= (spans[i]?.start ?? 0) && span.end >= (spans[i]?.end ?? 0)).toBe(true);
  });
});

describe('what is shown in and above lines', () => {
  it('runs one test, or all of them', () => {
    const { service, path } = open(CHAIN);
    expect(service.lenses(path).map(({ title, test = '' }) => [title, test])).toEqual([
      ['Run all 2 tests', ''],
      ['Run this test', 'first'],
      ['Run this test', 'second'],
    ]);
    const single = open('test "only" {}\n');
    expect(single.service.lenses(single.path)).toHaveLength(1);
  });

  it('hints at types that are not written', () => {
    const marked =
      'param span = 5m\nrecords a from syslog {\n  b = "{user} {n:int}{? {x}}" | /(?<id>a)/ let y = int(n)\n  c = { pid: int }\n}\n';
    const { service, path, text } = open(`${marked}transaction t {\n  key user\n  start a.b\n  emit { who = first(user) }\n}\n`);
    const hints = service.inlayHints(path, { start: 0, end: text.length }).filter(({ kind }) => kind === 'type');
    expect(hints.map(({ offset, label }) => `${/\w+$/.exec(text.slice(0, offset))?.[0]}${label}`)).toEqual([
      'span: duration',
      'user: text?',
      'x: text?',
      'y: int?',
      'who: text',
    ]);
    expect(service.inlayHints(path, { start: 0, end: 15 })).toHaveLength(1);
  });

  it('hints at what is awaited behind each step', () => {
    const steps = [
      'start a.x',
      'then a.y?',
      'then any { a.x, a.y }',
      'then wait 1m',
      'then all { a.x {2}, ( a.y then a.z ) }',
      'then a.z {1..3}',
      'then a.y',
    ];
    const records = 'records a from syslog {\n  x = "x {u}"\n  y = "y {u}"\n  z = "z {u}"\n}\n';
    const { service, path, text } = open(`${records}transaction t {\n  key u\n  ${steps.join('\n  ')}\n  timeout after 1h\n}\n`);
    const hints = service.inlayHints(path, { start: 0, end: text.length }).filter(({ kind }) => kind === 'state');
    expect(hints.map(({ offset, label }) => `${/.*$/.exec(text.slice(0, offset))?.[0].trim()} ${label}`)).toEqual([
      'start a.x → awaits a.y, a.x',
      'then a.y? → awaits a.x, a.y',
      'then any { a.x, a.y } → awaits wait 1m',
      'then wait 1m → awaits a.x, a.y',
      'then all { a.x {2}, ( a.y then a.z ) } → awaits a.z',
      'then a.z {1..3} → awaits a.z, a.y',
      'then a.y → success',
    ]);
  });

  it('links texts to the files that they name', () => {
    const editor = open(`${CHAIN}import { gone } from "./gone"\nparam p from "p.txt"\n`, { '/rules/lib.corr': '' });
    const { service, path, text } = editor;
    expect(service.links(path).map((link) => [text.slice(link.start, link.end), link.path])).toEqual([
      ['"std/sshd"', 'std/sshd.corr'],
      ['"lib"', '/rules/lib.corr'],
      ['"first.log"', '/rules/first.log'],
      ['"p.txt"', '/rules/p.txt'],
    ]);
  });
});

describe('signature help', () => {
  const help = (call: string) => {
    const { service, path, offset } = open(JOB.replace('count(try)', call));
    const found = service.signatureHelp(path, offset);
    return found && [found.label.split('(')[0], found.active];
  };

  it.each([
    ['count(‸try)', ['count', 0]],
    ['substring("a", ‸', ['substring', 1]],
    ['substring("a", lower(‸', ['lower', 0]],
    ['substring(lower("a"), [1, 2], ‸', ['substring', 2]],
    ['list(try.user, ‸10)', ['list', 1]],
    ['least(1, 2, 3, 4, ‸5)', ['least', 0]],
    ['count(try)‸', undefined],
    ['(‸1)', undefined],
  ])('of %s', (call, wanted) => expect(help(call)).toEqual(wanted));
});

describe('chained rules', () => {
  const rule = (name: string): { item: RuleItem; editor: ReturnType<typeof open> } => {
    const editor = open(CHAIN.replace(` ${name} {`, ` ${name}‸ {`));
    return { item: editor.service.ruleAt(editor.path, editor.offset) as RuleItem, editor };
  };

  it('are found in both directions', () => {
    const { item, editor } = rule('two');
    expect(item).toMatchObject({ name: 'two', kind: 'window' });
    const incoming = editor.service.incomingCalls(item);
    expect(incoming.map((call) => [call.rule.name, ...slices(editor.text, call.places)])).toEqual([['three', 'two.begin']]);
    const outgoing = editor.service.outgoingCalls(item);
    expect(outgoing.map((call) => [call.rule.name, ...slices(editor.text, call.places)])).toEqual([['one', 'one.failure', 'one.timeout']]);
  });

  it('are found by what was asked before an edit', () => {
    const { item, editor } = rule('two');
    editor.service.workspace.update(editor.path, `// new\n${editor.text}`);
    expect(editor.service.incomingCalls(item).map((call) => call.rule.name)).toEqual(['three']);
    expect(editor.service.outgoingCalls(item).map((call) => call.rule.name)).toEqual(['one']);
  });

  it('are found in other files', () => {
    const other = 'import { one } from "main"\nwindow four {\n  over 1d\n  open when count(one.open) > 1\n}\n';
    const editor = open(CHAIN.replace(' one {', ' o‸ne {'), { '/rules/other.corr': other, '/rules/lib.corr': 'param patience = 1s\n' });
    const item = editor.service.ruleAt(editor.path, editor.offset) as RuleItem;
    expect(
      editor.service
        .incomingCalls(item)
        .map((call) => call.rule.name)
        .sort(),
    ).toEqual(['four', 'three', 'two']);
  });
});

describe('mends', () => {
  it('makes the first mend of what is wrong at the cursor', () => {
    const editor = open(JOB.replace('sshd.accepted', 'sshd.ac‸epted'));
    const fixes = editor.service.quickFixes(editor.path, { start: editor.offset, end: editor.offset });
    expect(fixes.map(({ title, preferred, of }) => [title, preferred, of.code])).toEqual([
      ['Replace with accepted', true, 'unknown-record'],
    ]);
    expect(edited(editor, fixes[0]?.edits ?? [])).toBe(JOB);
    expect(editor.service.quickFixes(editor.path, { start: 0, end: 3 })).toEqual([]);
  });

  it('formats a file, and part of one', () => {
    const editor = open('param a=1\nparam b=2\n');
    expect(edited(editor, editor.service.format(editor.path))).toBe('param a = 1\nparam b = 2\n');
    expect(edited(editor, editor.service.format(editor.path, { start: 0, end: 3 }))).toBe('param a = 1\nparam b=2\n');
    expect(shown(editor, { file: editor.path, start: 0, end: 5 })).toBe('1: param');
  });
});
