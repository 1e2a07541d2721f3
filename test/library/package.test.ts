/** The programs on the library's page, run and type-checked with only the content of the package. */

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { snippetsOf } from '../docs/snippets.ts';
import { temporaryFolder } from '../folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const snippets = snippetsOf(readFileSync(join(ROOT, 'docs', 'reference', 'library.md'), 'utf8'));
const programs = snippets.flatMap(({ language, text, line }, i) =>
  language === 'js' ? [{ line, text, output: snippets[i + 1]?.text ?? '' }] : [],
);
const folder = temporaryFolder();

const textOf = (language: string) => `${snippets.find((one) => one.language === language)?.text}\n`;
let packed: string[] = [];

beforeAll(() => {
  if (!areDeclarationsBuilt()) execFileSync(process.execPath, [join('scripts', 'build-declarations.mjs')], { cwd: ROOT });
  const [pack] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }),
  ) as [{ files: { path: string }[] }];
  packed = pack.files.map(({ path }) => path);
  for (const path of packed.filter((one) => /^(?:dist|std|package\.json)/.test(one))) {
    cpSync(join(ROOT, path), join(folder, 'node_modules', 'corr', path));
  }
  written('package.json', '{ "type": "module" }');
  written('shop.corr', textOf('corr'));
  written('shop.jsonl', textOf('jsonl'));
});

/** Whether no source is newer: to build them takes the type checker ten seconds. */
function areDeclarationsBuilt(): boolean {
  const built = join(ROOT, 'dist', 'types', 'index.d.ts');
  if (!existsSync(built)) return false;
  const { mtimeMs } = statSync(built);
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  return [
    'package-lock.json',
    'tsconfig.json',
    join('scripts', 'build-declarations.mjs'),
    ...sources.map((path) => join('src', path)),
  ].every((path) => statSync(join(ROOT, path)).mtimeMs < mtimeMs);
}

it('packs declarations, and no sources', () => {
  expect(packed).toContain('dist/types/index.d.ts');
  expect(packed.filter((path) => /^(?:src|test|node_modules)\//.test(path))).toEqual([]);
});

it('packs what pages send its users to: the unit for systemd, and the files for Neovim', () => {
  expect(packed).toEqual(expect.arrayContaining(['packaging/corr.service', 'editors/nvim/syntax/corr.vim']));
});

it('packs the licences of all that is built in', () => {
  expect(packed).toEqual(expect.arrayContaining(['LICENSE', 'dist/licences.txt']));
  const read = (file: string) => readFileSync(join(folder, 'node_modules', 'corr', 'dist', file), 'utf8');
  const { components } = JSON.parse(read('parts.cdx.json')) as { components: { name: string; version: string }[] };
  const licences = read('licences.txt').split(/^─+\n\n/m);
  expect(licences.map((text) => text.split('\n', 1)[0])).toEqual(components.map(({ name, version }) => `${name} ${version}`));
  expect(licences.filter((text) => !/copyright/i.test(text))).toEqual([]);
});

describe('the page', () => {
  it.each(programs)('has a program in line $line that prints what it says', ({ line, text, output }) => {
    const file = written(`line-${line}.js`, text);
    expect(execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })).toBe(`${output}\n`);
  });

  it('has examples that pass the type checker, which also rejects a wrong one', () => {
    const sound = programs.map(({ line, text }) => written(`line-${line}.ts`, `${text}\nexport {};\n`));
    const wrong = written('wrong.ts', "import { compileRules } from 'corr';\nconst { plan } = compileRules('shop.corr');\nplan.rules;\n");
    expect(mistakesIn([written('node.d.ts', NODE), ...sound, wrong])).toEqual([`${wrong} 2345`, `${wrong} 18048`]);
  });
});

describe('the declarations are found, whatever the resolution of modules', () => {
  const { CommonJS, ES2022, Node16, NodeNext } = ts.ModuleKind;
  const { Node10, Node16: AsNode16, NodeNext: AsNodeNext, Bundler } = ts.ModuleResolutionKind;
  // In CommonJS, node16 allows only `await import`: not every Node 20 can `require` modules.
  const rows: [of: string, module: ts.ModuleKind, moduleResolution: ts.ModuleResolutionKind, names: string[]][] = [
    ['node10', CommonJS, Node10, ['use.ts']],
    ['node10, as modules', ES2022, Node10, ['use.ts']],
    ['node16', Node16, AsNode16, ['late.cts', 'use.mts', 'use.ts']],
    ['nodenext', NodeNext, AsNodeNext, ['late.cts', 'use.cts', 'use.mts', 'use.ts']],
    ['bundler', ES2022, Bundler, ['use.mts', 'use.ts']],
  ];

  it.each(rows)('%s', (_, module, moduleResolution, names) => {
    const files = names.map((name) => written(name, name.startsWith('late') ? LATE : USE));
    expect(mistakesIn(files, { module, moduleResolution }).sort()).toEqual(files.map((file) => `${file} 2322`));
  });
});

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Programs with one mistake, which only who knows the declarations can notice. */
const USE = "import { compileRules } from 'corr';\nexport const files: string = compileRules(['shop.corr']).diagnostics;\n";
const LATE = "export const files: Promise<string> = import('corr').then(({ compileRules }) => compileRules(['a.corr']).diagnostics);\n";

/** What the programs use of Node: the package does not depend on declarations of it. */
const NODE = `declare const process: { exit(code: number): never };
declare module 'node:fs' {
  export function readFileSync(path: string, encoding: 'utf8'): string;
}
`;

/** Files and codes of the errors of a strict compiler, including those in the declarations of the package. */
function mistakesIn(files: readonly string[], options: ts.CompilerOptions = {}): string[] {
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
    skipDefaultLibCheck: true,
    ...options,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, code }) => `${file?.fileName} ${code}`);
}
