import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/dsl/compiler.ts';
import { applyEdits } from '../../src/dsl/edits.ts';
import { resolvePath } from '../../src/dsl/imports.ts';
import { compiled, told } from './programs.ts';

const records = (name: string) => `records ${name} from line { x = "x" }\n`;

/** `n` files, each of which imports the next. */
function chain(n: number): Record<string, string> {
  const texts = Array.from({ length: n }, (_, i) => `${i + 1 < n ? `import { r${i + 1} } from "f${i + 1}"\n` : ''}${records(`r${i}`)}`);
  return Object.fromEntries(texts.map((text, i) => [`f${i}.corr`, text]));
}

describe('imports', () => {
  it('go sixteen files deep', () => {
    expect(told(compiled('import { r0 } from "f0"\n', chain(15)))).toEqual([]);
    expect(told(compiled('import { r0 } from "f0"\n', chain(16)))).toEqual([
      'f14.corr:1:21 too-many-imports: Imports are nested more than 16 deep, or comprise more than 256 files.',
    ]);
  });

  it('bring in 256 files', () => {
    const many = (n: number) => {
      const files = Object.fromEntries(Array.from({ length: n }, (_, i) => [`f${i}.corr`, records(`r${i}`)]));
      return compiled(Array.from({ length: n }, (_, i) => `import { r${i} } from "f${i}"\n`).join(''), files);
    };
    expect(many(255).diagnostics).toEqual([]);
    expect(many(257).diagnostics.map(({ code }) => code)).toEqual(['too-many-imports', 'too-many-imports']);
  });

  it('read each file once', () => {
    const reads: string[] = [];
    const texts: Record<string, string> = {
      'main.corr': 'import { a } from "a.corr"\nimport { b } from "./b"\n',
      'a.corr': `import { b } from "b.corr"\n${records('a')}`,
      'b.corr': records('b'),
    };
    const read = (path: string) => {
      reads.push(path);
      return texts[path];
    };
    expect(compile({ read }, ['main.corr']).diagnostics).toEqual([]);
    expect(reads.filter((path) => texts[path] !== undefined).sort()).toEqual(['a.corr', 'b.corr', 'main.corr']);
  });

  it('are placed before the files that import them', () => {
    const { modules } = compiled('import { r0 } from "f0"\n', chain(3));
    expect(modules.map(({ path }) => path)).toEqual(['f2.corr', 'f1.corr', 'f0.corr', 'main.corr']);
    expect(modules.filter(({ entry }) => entry).map(({ path }) => path)).toEqual(['main.corr']);
  });

  it('of std are read as they are written, from wherever', () => {
    const files = { 'lib/a.corr': `import { sshd } from "std/sshd"\n${records('a')}`, 'std/sshd.corr': records('sshd') };
    expect(told(compiled('import { a } from "lib/a"\n', files))).toEqual([]);
  });

  it('of several files to begin with are shared', () => {
    const texts: Record<string, string> = {
      'a.corr': 'import { l } from "l"\nwindow a { over every 1h emit { n = count(l.x) } }\n',
      'b.corr': 'import { a } from "a"\nwindow b { over every 1h emit { n = count(a.end) } }\n',
      'l.corr': records('l'),
    };
    const { plan, diagnostics } = compile({ read: (path) => texts[path] }, ['./b.corr', 'a.corr']);
    expect(diagnostics).toEqual([]);
    expect(plan?.rules.map(({ name, stage }) => [name, stage])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(plan?.records.map(({ name }) => name)).toEqual(['l.x', 'a.end']);
  });

  it('report a missing entry file', () => {
    const result = compile({ read: () => undefined }, ['nowhere.corr']);
    expect(told(result)).toEqual(["nowhere.corr:0:0 unknown-file: There is no readable file 'nowhere.corr'."]);
    expect(result.plan).toBeUndefined();
  });
});

describe('libraries', () => {
  const files: Record<string, string> = {
    'std/web.corr': 'records page from syslog { read = "read {id}" }\nrecords form from syslog { sent = "sent {id}" }\n',
    'std/mail.corr': 'records mail from syslog { sent = "sent {id}" }\n',
  };
  const libraries = () => Object.keys(files).map((path) => path.replace('.corr', ''));
  const compiledWith = (text: string) => compile({ read: (path) => (path === 'main.corr' ? text : files[path]), libraries }, ['main.corr']);
  const rule = 'transaction t { key id start page.read then any { form.sent, page.read } within 1h emit { n = count(form.sent) } }\n';

  it('that have a group which is used are offered once', () => {
    const { diagnostics } = compiledWith(rule);
    expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ['unknown-group', 'A library has it: import { page } from "std/web"'],
      ['unknown-group', 'A library has it: import { form } from "std/web"'],
      ['unknown-group', 'A library has it: import { page } from "std/web"'],
      ['unknown-group', 'A library has it: import { form } from "std/web"'],
    ]);
    const edits = diagnostics.flatMap(({ fixes = [] }) => fixes).flatMap((fix) => fix.edits);
    expect(compiledWith(applyEdits(rule, edits)).diagnostics).toEqual([]);
  });

  it('are named where another library is asked for what they have', () => {
    const { diagnostics } = compiledWith('import { form, mail, none_has } from "std/web"\n');
    expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ['unknown-import', 'A library has it: import { mail } from "std/mail"'],
      ['unknown-import', expect.stringContaining('Known here: form, page.')],
    ]);
  });

  it('are imported after what is imported already', () => {
    const text = `// Mail.\nimport { mail } from "std/mail"\n${rule.replaceAll('form', 'mail')}`;
    const [{ fixes = [] } = {}] = compiledWith(text).diagnostics;
    expect(
      applyEdits(
        text,
        fixes.flatMap(({ edits }) => edits),
      ),
    ).toBe(text.replace('mail"\n', 'mail"\nimport { page } from "std/web"\n'));
  });

  it.each([
    ['std/wbe', 'std/web'],
    ['web', 'std/web'],
    ['./lib/mail.corr', 'std/mail'],
  ])('are meant by %s', (written, meant) => {
    const [{ code, help } = {}] = compiledWith(`import { x } from "${written}"\n`).diagnostics;
    expect([code, help]).toEqual(['unknown-file', `Did you mean '${meant}'?`]);
  });
});

describe('paths', () => {
  it.each([
    ['a/b.corr', 'c', 'a/c'],
    ['a/b.corr', './c', 'a/c'],
    ['a/b.corr', '../c', 'c'],
    ['a/b.corr', '../../c', '../c'],
    ['../a/b.corr', '../c', '../c'],
    ['b.corr', 'std/c', 'std/c'],
    ['/x/b.corr', 'c', '/x/c'],
    ['/x/b.corr', '../../c', '/../c'],
    ['a/b.corr', '/c', '/c'],
    ['a/b.corr', '/x/./y/../c', '/x/c'],
    ['b.corr', 'c//d/./e', 'c/d/e'],
  ])('%s names %s: %s', (from, written, path) => {
    expect(resolvePath(from, written)).toBe(path);
  });

  it('that mean the same file are the same', () => {
    const part = fc.constantFrom('a', 'b', '.');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.constantFrom('x', 'y'), (parts, name) => {
        const detour = [...parts, ...parts.filter((one) => one !== '.').map(() => '..'), name].join('/');
        expect(resolvePath('main.corr', detour)).toBe(name);
      }),
    );
  });
});
