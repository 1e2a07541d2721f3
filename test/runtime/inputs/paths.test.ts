import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expandInputs } from '../../../src/runtime/inputs/paths.ts';
import { Folder } from './folder.ts';

/** Names of the files of each source, and codes of problems. */
async function expand(folder: Folder, ...names: string[]) {
  const { sources, problems } = await expandInputs(names.map((name) => ({ path: name === '-' ? name : folder.at(name) })));
  return { sources: sources.map(({ files }) => folder.names(files)), problems: problems.map(({ code }) => code) };
}

describe('arguments', () => {
  const folder = new Folder();
  folder.file('a.log');
  folder.file('b.log');
  folder.file('sub/c.log');
  folder.file('sub/.hidden.log');
  folder.file('.git/config');
  folder.file('sub/wtmp', Buffer.from([2, 0, 0, 0, 65]));
  folder.file('sub/hole.log', '\0\0\0\0text\n');
  folder.file('sub/deep/d.txt.gz', gzipSync('text\n'));
  folder.file('sub/rules.corr');
  folder.file('we[ird]*.log');
  mkdirSync(folder.at('empty'));
  symlinkSync(folder.at('a.log'), folder.at('link.log'));
  symlinkSync(folder.path, folder.at('sub/loop'));

  it('are files, in their order', async () => {
    expect(await expand(folder, 'b.log', 'a.log')).toEqual({ sources: [['b.log'], ['a.log']], problems: [] });
  });

  it('are standard input, once', async () => {
    const { sources } = await expandInputs([{ path: '-' }, { path: folder.at('a.log') }, { path: '-', format: 'json' }]);
    expect(sources.map(({ name }) => name)).toEqual(['-', folder.at('a.log')]);
  });

  it('are folders: all text files below, but hidden ones and rules', async () => {
    expect(await expand(folder, 'sub')).toEqual({ sources: [['sub/c.log'], ['sub/hole.log'], ['sub/deep/d.txt.gz']], problems: [] });
  });

  it('are patterns', async () => {
    expect((await expand(folder, '*.log')).sources).toEqual([['a.log'], ['b.log'], ['we[ird]*.log']]);
    expect((await expand(folder, '**/*.log')).sources.flat()).toEqual(['a.log', 'b.log', 'we[ird]*.log', 'sub/c.log', 'sub/hole.log']);
    expect((await expand(folder, '{b,a}.log')).sources).toEqual([['b.log'], ['a.log']]);
    expect((await expand(folder, 'su?/[!a-b].log')).sources).toEqual([['sub/c.log']]);
    expect((await expand(folder, 'sub/.h*')).sources).toEqual([['sub/.hidden.log']]);
  });

  it('are names that look like patterns, when there is such a file', async () => {
    expect(await expand(folder, 'we[ird]*.log')).toEqual({ sources: [['we[ird]*.log']], problems: [] });
  });

  it('may name a file twice, by whatever path', async () => {
    expect(await expand(folder, 'a.log', 'a.log', 'link.log', 'sub/../a.log', 'a*')).toEqual({ sources: [['a.log']], problems: [] });
  });

  it('keep the format they are bound to, and what named them', async () => {
    const { sources } = await expandInputs([{ path: folder.at('a.log'), format: 'orders' }, { path: folder.at('b.log') }]);
    expect(sources).toEqual([
      { name: folder.at('a.log'), files: [folder.at('a.log')], format: 'orders', argument: folder.at('a.log') },
      { name: folder.at('b.log'), files: [folder.at('b.log')], argument: folder.at('b.log') },
    ]);
  });

  it('may be wrong, each in its own way, and the others are found all the same', async () => {
    expect(await expand(folder, 'nope.log', 'empty', 'x*', 'a.log/b', `${'{a,b}'.repeat(12)}`, 'a.log')).toEqual({
      sources: [['a.log']],
      problems: ['not-found', 'no-logs', 'no-match', 'not-found', 'too-many-alternatives'],
    });
  });

  it('that are wrong name the path and what to do next', async () => {
    const { problems } = await expandInputs([
      { path: folder.at('sub/deep/nope') },
      { path: folder.at('sub/deep/*.log') },
      { path: '/no/such/*' },
      { path: `jsn=${folder.at('a.log')}` },
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      `There is no file '${folder.at('sub/deep/nope')}'.`,
      `No file matches '${folder.at('sub/deep/*.log')}'.`,
      "No file matches '/no/such/*'.",
      `There is no file 'jsn=${folder.at('a.log')}'.`,
    ]);
    expect(problems.map(({ help }) => help)).toEqual([
      `The folder '${folder.at('sub/deep')}' has: d.txt.gz`,
      `The folder '${folder.at('sub/deep')}' has: d.txt.gz`,
      "There is no folder '/no/such', or no permission to read it.",
      "No format is called 'jsn', so that 'jsn=' is read as part of the path.",
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('may lead where nobody may look', async () => {
    folder.file('locked/a.log');
    chmodSync(folder.at('locked'), 0);
    expect((await expand(folder, 'locked')).problems).toEqual(['no-access', 'no-logs']);
    chmodSync(folder.at('locked'), 0o700);
  });
});

describe('rotated logs', () => {
  it.each<[string, string[], string[][]]>([
    [
      'by number',
      ['auth.log', 'auth.log.1', 'auth.log.10.gz', 'auth.log.2.gz'],
      [['auth.log.10.gz', 'auth.log.2.gz', 'auth.log.1', 'auth.log']],
    ],
    ['without the current file', ['auth.log.1', 'auth.log.2'], [['auth.log.2', 'auth.log.1']]],
    ['by number, of a name that only its file tells to be one', ['syslog', 'syslog.1'], [['syslog.1', 'syslog']]],
    ['of nodes, which are none', ['node.1', 'node.2'], [['node.1'], ['node.2']]],
    ['of addresses, which are none', ['10.0.0.1', '10.0.0.2'], [['10.0.0.1'], ['10.0.0.2']]],
    ['by date', ['m-20240102', 'm-20231231.gz', 'm', 'm-20240101.gz'], [['m-20231231.gz', 'm-20240101.gz', 'm-20240102', 'm']]],
    [
      'by date within the name',
      ['app-2024-01-02.log', 'app-2024-01-01.log.gz', 'app.log'],
      [['app-2024-01-01.log.gz', 'app-2024-01-02.log', 'app.log']],
    ],
    ['by date and hour', ['x.log-20240101-10', 'x.log-20240101-09'], [['x.log-20240101-09', 'x.log-20240101-10']]],
    ['by number within the name', ['app.1.log', 'app.2.log', 'app.log'], [['app.2.log', 'app.1.log', 'app.log']]],
    ['of containers, which are none', ['web.1.log', 'web.2.log'], [['web.1.log'], ['web.2.log']]],
    ['once', ['dmesg', 'dmesg.old'], [['dmesg.old', 'dmesg']]],
    [
      'of several logs',
      ['a.log', 'a.log.1', 'b.log', 'b.log.1'],
      [
        ['a.log.1', 'a.log'],
        ['b.log.1', 'b.log'],
      ],
    ],
    [
      'of builds, whose numbers are no dates',
      ['build-12345678.log', 'build-12345679.log'],
      [['build-12345678.log'], ['build-12345679.log']],
    ],
  ])('%s', async (_, names, sources) => {
    const folder = new Folder();
    for (const name of names) folder.file(name);
    expect((await expand(folder, ...names)).sources).toEqual(sources);
  });

  it('of one name in two folders are two', async () => {
    const folder = new Folder();
    for (const name of ['x/a.log', 'x/a.log.1', 'y/a.log']) folder.file(name);
    expect((await expand(folder, '')).sources).toEqual([['x/a.log.1', 'x/a.log'], ['y/a.log']]);
  });

  it('are read once while one of them is being compressed, and in both forms if these differ', async () => {
    const folder = new Folder();
    const text = Array.from({ length: 50_000 }, (_, line) => `${line * line}\n`).join('');
    folder.file('a.log', 'new\n');
    folder.file('a.log.1', text);
    for (const length of [50_000, 100_000]) {
      folder.file('a.log.1.gz', gzipSync(text).subarray(0, length));
      expect((await expand(folder, 'a*')).sources).toEqual([['a.log.1', 'a.log']]);
    }
    for (const other of ['', 'other\n', `${text}more\n`]) {
      folder.file('a.log.1', other);
      folder.file('a.log.1.gz', gzipSync('old\n'));
      expect((await expand(folder, 'a*')).sources).toEqual([['a.log.1', 'a.log.1.gz', 'a.log']]);
    }
  });
});

describe('rotated logs of one day', () => {
  it.each<[string, string[], string[][]]>([
    [
      'by date and number',
      ['x.log', 'x.log.2024-01-01.10.gz', 'x.log.2024-01-01.9.gz', 'x.log.2023-12-31.11.gz', 'x.log.2024-01-01.0.gz'],
      [['x.log.2023-12-31.11.gz', 'x.log.2024-01-01.0.gz', 'x.log.2024-01-01.9.gz', 'x.log.2024-01-01.10.gz', 'x.log']],
    ],
    [
      'by date and number within the name',
      ['x-2024-01-01.2.log', 'x-2024-01-01.10.log', 'x-2024-01-01-1.log'],
      [['x-2024-01-01-1.log', 'x-2024-01-01.2.log', 'x-2024-01-01.10.log']],
    ],
    [
      'by date and second',
      ['x.log-20240101-1704067200', 'x.log-20240101-1704063600'],
      [['x.log-20240101-1704063600', 'x.log-20240101-1704067200']],
    ],
  ])('%s', async (_, names, sources) => {
    const folder = new Folder();
    for (const name of names) folder.file(name);
    expect((await expand(folder, ...names)).sources).toEqual(sources);
  });
});
