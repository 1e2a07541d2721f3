/** The package for VS Code: its content, and its consistency. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { format } from '../../src/dsl/format.ts';
import { Source } from '../../src/dsl/source.ts';
import { folderWith, ROOT } from '../cli/corr.ts';
import { compiled } from '../dsl/programs.ts';

interface Manifest {
  name: string;
  version: string;
  main: string;
  contributes: {
    languages: { configuration: string }[];
    grammars: { path: string; scopeName: string }[];
    snippets: { path: string }[];
    jsonValidation: { url: string }[];
    commands: { command: string }[];
    menus: Record<string, { command: string }[]>;
  };
}

function pack(): Uint8Array {
  const target = join(folderWith({}), 'corr.vsix');
  execFileSync(process.execPath, ['scripts/pack-vscode.mjs', target], { cwd: ROOT });
  return readFileSync(target);
}

const archive = pack();
const files = unzipSync(archive);
const textOf = (path: string) => strFromU8(files[path] ?? new Uint8Array());
const json = <T>(path: string) => JSON.parse(textOf(path)) as T;
const manifest = json<Manifest>('extension/package.json');
const { contributes } = manifest;

describe('the package for VS Code', () => {
  it('is the same whenever it is packed', () => {
    expect(Buffer.from(pack()).equals(archive)).toBe(true);
  });

  it('tells shops and editors what it is, in well-formed XML', () => {
    const xml = (path: string) =>
      new DOMParser({ onError: (_, message) => expect.fail(message) }).parseFromString(textOf(path), 'text/xml');
    const [identity] = xml('extension.vsixmanifest').getElementsByTagName('Identity');
    expect(identity?.getAttribute('Id')).toBe(manifest.name);
    expect(identity?.getAttribute('Version')).toBe(manifest.version);
    const assets = [...xml('extension.vsixmanifest').getElementsByTagName('Asset')].map((asset) => asset.getAttribute('Path') ?? '');
    expect(assets.filter((path) => !(path in files))).toEqual([]);
    const typed = [...xml('[Content_Types].xml').getElementsByTagName('Default')].map((one) => one.getAttribute('Extension'));
    const tails = new Set(Object.keys(files).map((path) => path.slice(path.lastIndexOf('.'))));
    expect([...tails].filter((tail) => tail !== '.xml' && !typed.includes(tail))).toEqual([]);
  });

  it('has the version of the program, and every file that it names', () => {
    expect(manifest.version).toBe(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version);
    const named = [
      manifest.main,
      ...contributes.languages.map(({ configuration }) => configuration),
      ...[...contributes.grammars, ...contributes.snippets].map(({ path }) => path),
      ...contributes.jsonValidation.map(({ url }) => url),
    ];
    expect(named.filter((path) => !(`extension/${path.replace('./', '')}` in files))).toEqual([]);
    expect(textOf('extension/corr.tmLanguage.json')).toBe(readFileSync(join(ROOT, 'grammar', 'corr.tmLanguage.json'), 'utf8'));
    expect(json<{ scopeName: string }>('extension/corr.tmLanguage.json').scopeName).toBe(contributes.grammars[0]?.scopeName);
  });

  it('registers each command that it offers, and offers each that it registers', () => {
    const registered = [...textOf('extension/extension.js').matchAll(/registerCommand\("(corr\.\w+)"/g)].map(([, name]) => name);
    const offered = contributes.commands.map(({ command }) => command);
    expect(registered.sort()).toEqual(offered.toSorted());
    for (const { command } of Object.values(contributes.menus).flat()) expect(offered).toContain(command);
  });

  it('needs nothing that VS Code or Node does not have', () => {
    const needed = [...textOf('extension/extension.js').matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name ?? '');
    expect(needed.filter((name) => name !== 'vscode' && !isBuiltin(name))).toEqual([]);
  });

  const snippets = json<Record<string, { body: string[] }>>('extension/snippets.json');
  it.each(Object.keys(snippets))('has a snippet for a %s that compiles, in the one style', (name) => {
    const text = (snippets[name]?.body ?? [])
      .join('\n')
      .replace(/\$\{\d+:(\w+)\}/g, '$1')
      .replace(/\\(.)/g, '$1');
    expect(compiled(`${text}\n`).diagnostics).toEqual([]);
    expect(format(new Source('main.corr', `${text}\n`))).toBe(`${text}\n`);
  });
});
