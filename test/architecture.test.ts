/** Enforces the import rules between rooms, as drawn in ARCHITECTURE.md. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needsOwnProcess } from './sharing.ts';
import { unusedExports } from './unused-exports.ts';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

interface Import {
  from: string;
  /** A path below `src`, or the name of a package. */
  to: string;
  typeOnly: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));
const textOf = new Map(files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')]));
const imports = files.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const found: Import[] = [];
  const pattern = /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;
  for (const [, typeOnly, named, bare, dynamic] of (textOf.get(from) ?? '').matchAll(pattern)) {
    const written = named ?? bare ?? dynamic ?? '';
    const to = written.startsWith('.') ? relative(SRC, join(SRC, dirname(from), written)).replaceAll('\\', '/') : written;
    found.push({ from, to, typeOnly: typeOnly !== undefined });
  }
  return found;
}

/** Where programs and threads begin, and the types of generated modules. */
const ENTRIES = ['index.ts', 'cli/main.ts', 'runtime/workers/thread.ts', 'runtime/inputs/net/thread/thread.ts', 'validators.d.ts'];

const isPlan = (to: string) => /^dsl\/(?:[a-z]+-)?plan\.ts$/.test(to);
const shown = ({ from, to }: Import) => `${from} → ${to}`;
const wrong = (isWrong: (one: Import) => boolean) => imports.filter(isWrong).map(shown);
const within =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path.startsWith(folder));

/** Rooms of the runtime that must not import the engine. */
const BESIDE_ENGINE = ['inputs', 'decode', 'match', 'outputs', 'state', 'report', 'values', 'expression'].map((room) => `runtime/${room}/`);

/** Deterministic code: no I/O, no clock, no randomness. */
const PURE = ['dsl/', 'runtime/engine/', 'runtime/match/', 'runtime/expression/', 'runtime/values/', 'runtime/decode/'];

describe('imports between layers', () => {
  it('finds the imports', () => {
    expect(imports.length).toBeGreaterThan(300);
  });

  it('dsl imports nothing but itself', () => {
    expect(wrong(({ from, to }) => from.startsWith('dsl/') && within('runtime/', 'lsp/', 'library/', 'cli/')(to))).toEqual([]);
  });

  it('runtime sees no more of dsl than the Plan', () => {
    expect(wrong(({ from, to }) => from.startsWith('runtime/') && within('dsl/', 'lsp/', 'library/', 'cli/')(to) && !isPlan(to))).toEqual(
      [],
    );
  });

  it('lsp sees dsl only', () => {
    expect(wrong(({ from, to }) => from.startsWith('lsp/') && within('runtime/', 'library/', 'cli/')(to))).toEqual([]);
  });

  it('library sees dsl and runtime only', () => {
    expect(wrong(({ from, to }) => from.startsWith('library/') && within('lsp/', 'cli/')(to))).toEqual([]);
  });

  it('only the pipeline and what stands beside it know the engine', () => {
    expect(wrong(({ from, to }) => within(...BESIDE_ENGINE)(from) && to.startsWith('runtime/engine/'))).toEqual([]);
  });

  it.each([
    ['chevrotain', 'dsl/'],
    ['commander', 'cli/'],
    ['vscode-languageserver', 'lsp/'],
  ])('%s is used in %s only', (name, room) => {
    expect(wrong(({ from, to }) => (to === name || to.startsWith(`${name}/`)) && !from.startsWith(room))).toEqual([]);
  });

  it('pure layers do no I/O', () => {
    const io = /^node:(?:fs|net|dgram|tls|http|https|child_process|worker_threads|process|os|perf_hooks)/;
    expect(wrong(({ from, to }) => within(...PURE)(from) && io.test(to))).toEqual([]);
  });

  it('pure layers use no clock, no randomness and no process', () => {
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bprocess\.|\bset(?:Timeout|Interval|Immediate)\b|\bconsole\./;
    const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
    expect(files.filter((file) => within(...PURE)(file) && impure.test(code(textOf.get(file) ?? '')))).toEqual([]);
  });

  it('code is never made from text', () => {
    expect(files.filter((file) => /\bnew Function\b|\beval\(/.test(textOf.get(file) ?? ''))).toEqual([]);
  });

  it('every file is imported, but for the entries', () => {
    const imported = new Set(imports.map(({ to }) => to));
    expect(files.filter((file) => !imported.has(file)).sort()).toEqual([...ENTRIES].sort());
  });

  it('no file is called utils or helpers', () => {
    expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|misc|common)(?:\/|\.ts$)/.test(file))).toEqual([]);
  });
});

/** Tests count as users: a part may be exported for a test of its own. */
const USING = ['src', 'test', 'bench', 'scripts', 'kernel', 'playground'];

function textsOf(folder: string): Map<string, string> {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const code = names.filter((name) => /\.m?[jt]s$/.test(name) && !name.includes('node_modules/'));
  return new Map(code.map((name) => [`${folder}/${name}`, readFileSync(join(ROOT, folder, name), 'utf8')]));
}

/** Counted here: Biome counts neither the lines of a comment at the head nor those within a template literal. */
it('no file has more than 400 lines', () => {
  const all = USING.flatMap((folder) => [...textsOf(folder)]);
  const long = all.filter(([, text]) => text.trimEnd().split('\n').length > 400);
  expect(long.map(([name]) => name)).toEqual([]);
});

describe('exports', () => {
  it('are all used outside their files', () => {
    const using = new Map(USING.flatMap((folder) => [...textsOf(folder)]));
    expect(unusedExports(textsOf('src'), using)).toEqual([]);
  });

  it.each([
    ["import { used } from '../a/a.ts';", ['src/a/a.ts: Left']],
    ["import type { Left } from '../a/a.ts';", ['src/a/a.ts: used']],
    ["const { used } = await import('../a/a.ts');", ['src/a/a.ts: Left']],
    ["export { type Left, used } from '../a/a.ts';", []],
    ["import { used, Left } from '../a/other.ts';", ['src/a/a.ts: used', 'src/a/a.ts: Left']],
    ["import { used as Lefts } from '../a/a.ts';", ['src/a/a.ts: Left']],
  ])('that no user of their file names are found: %s', (user, unused) => {
    const exporting = new Map([['src/a/a.ts', 'export function used() {}\nexport interface Left {}\nused() as Left;\nconst own = 1;\n']]);
    expect(unusedExports(exporting, new Map([...exporting, ['src/b/b.ts', user]]))).toEqual(unused);
  });
});

describe('packages', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies?: object };
  const used = new Set(imports.flatMap(({ to }) => (/^node:|\.\w+(?:\?|$)/.test(to) ? [] : (/^(?:@[^/]+\/)?[^/]+/.exec(to) ?? []))));

  it('are at most twelve', () => {
    expect([...used]).toContain('chevrotain');
    expect(used.size).toBeLessThanOrEqual(12);
  });

  it('are built in: who installs the program installs no other', () => {
    expect(dependencies).toBeUndefined();
  });
});

describe('a file of tests', () => {
  it.each([
    "vi.mock('node:fs')",
    "vi.spyOn(Live.prototype, 'run')",
    "vi.stubGlobal('fetch', undefined)",
    'vi.useFakeTimers({ now: 0 })',
    "Reflect.set(Framer.prototype, 'push', broken)",
    "process.env.TZ = 'UTC'",
    "process.env['TZ'] ??= 'UTC'",
    'delete process.env.TZ',
    "process.chdir('/')",
    'Object.assign(globalThis, { window })',
  ])('has a process of its own for %s', (fake) => {
    expect(needsOwnProcess(`it('x', () => {\n  ${fake};\n});\n`)).toBe(true);
  });

  it.each(["if (process.env.TZ === 'UTC') {}", 'const call = vi.fn()', 'await vi.waitFor(isOver)', "process.env['TZ'] ?? 'UTC'"])(
    'shares one in spite of %s',
    (text) => {
      expect(needsOwnProcess(text)).toBe(false);
    },
  );
});
