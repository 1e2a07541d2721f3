/** Loads a program: its entry files, and all their imports. */

import type { ImportDecl, StringLiteral } from './ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { Libraries } from './libraries.ts';
import type { FileValues } from './lower/value-file.ts';
import { type Parsed, parse } from './parser.ts';
import { Report } from './report.ts';
import { Source } from './source.ts';

/** Returns the text of a file; undefined if there is none. `std/…` is passed as written. */
export interface SourceReader {
  read(path: string): string | undefined;
  /** The bundled libraries, as imports name them; if absent, there are none. */
  libraries?(): readonly string[];
  /** Parses a text, or returns a cached tree; if absent, every text is parsed. */
  parse?(source: Source): Parsed;
  /**
   * Returns the values in a text, or the cached ones that were read from an equal text in the same way; if absent, they
   * are read each time.
   * @param how tells the ways of reading apart
   */
  values?(path: string, text: string, how: string, read: () => FileValues): FileValues;
}

/** One file of a program. */
export interface Module {
  path: string;
  parsed: Parsed;
  source: Source;
  /** Whether it was passed to the compiler; the others are imported. */
  entry: boolean;
  imports: Map<ImportDecl, Module>;
  report: Report;
  libraries: Libraries;
}

interface Loaded {
  /** Each file comes after those that it imports. */
  modules: Module[];
  sources: Map<string, Source>;
  diagnostics: Diagnostic[];
}

const MAX_DEPTH = 16;
const MAX_FILES = 256;

export function load(reader: SourceReader, entries: readonly string[]): Loaded {
  const loader = new Loader(reader);
  for (const entry of entries) loader.entry(normalPath(entry));
  return { modules: loader.modules, sources: loader.sources, diagnostics: loader.diagnostics };
}

class Loader {
  readonly modules: Module[] = [];
  readonly sources = new Map<string, Source>();
  readonly diagnostics: Diagnostic[] = [];
  private readonly known = new Map<string, Module>();
  /** The files on the way to the current one, and the import of each that leads on. */
  private readonly open: { path: string; report: Report; at?: StringLiteral }[] = [];
  private readonly libraries: Libraries;

  constructor(private readonly reader: SourceReader) {
    this.libraries = new Libraries(reader);
  }

  entry(path: string): void {
    const known = this.known.get(path);
    if (known) {
      known.entry = true;
      return;
    }
    const text = this.reader.read(path);
    if (text === undefined) new Report(path, this.diagnostics).add({ start: 0, end: 0 }, 'unknown-file', [path]);
    else this.module(path, text).entry = true;
  }

  private module(path: string, text: string): Module {
    const written = new Source(path, text);
    const parsed = this.reader.parse?.(written) ?? parse(written);
    const { source } = parsed;
    this.sources.set(path, source);
    for (const diagnostic of parsed.diagnostics) this.diagnostics.push(diagnostic);
    const report = new Report(path, this.diagnostics);
    const module: Module = { path, parsed, source, entry: false, imports: new Map(), report, libraries: this.libraries };
    this.known.set(path, module);
    this.open.push({ path, report });
    for (const declaration of parsed.file.declarations) if (declaration.kind === 'ImportDecl') this.resolve(module, declaration);
    this.open.pop();
    this.modules.push(module);
    return module;
  }

  private resolve(from: Module, declaration: ImportDecl): void {
    const { from: at } = declaration;
    if (!at) return;
    const found = this.find(from.path, at.value);
    if (!found) {
      this.notFound(at, from.report);
      return;
    }
    const current = this.open.at(-1);
    if (current) current.at = at;
    const first = this.open.findIndex(({ path }) => path === found.path);
    if (first >= 0) {
      this.cycle(this.open.slice(first));
      return;
    }
    const known = this.known.get(found.path);
    if (!known && (this.open.length >= MAX_DEPTH || this.known.size >= MAX_FILES)) {
      from.report.add(at, 'too-many-imports', [MAX_DEPTH, MAX_FILES]);
      return;
    }
    from.imports.set(declaration, known ?? this.module(found.path, found.text));
  }

  /** Reports it in its first file, so that each file of a cycle has the error when it is the one compiled. */
  private cycle(files: Loader['open']): void {
    const [first] = files;
    if (first?.at) first.report.add(first.at, 'import-cycle', [[...files, first].map(({ path }) => path).join(' → ')]);
  }

  private notFound(at: StringLiteral, report: Report): void {
    const name = at.value.slice(at.value.lastIndexOf('/') + 1).replace(/\.corr$/, '');
    report.unknownText(at, 'unknown-file', [at.value], `std/${name}`, this.libraries.paths);
  }

  /** The extension `.corr` is optional. */
  private find(from: string, written: string): { path: string; text: string } | undefined {
    const path = resolvePath(from, written);
    for (const candidate of [path, `${path}.corr`]) {
      const text = this.sources.get(candidate)?.text ?? this.reader.read(candidate);
      if (text !== undefined) return { path: candidate, text };
    }
    return undefined;
  }
}

/** Resolves a path written in a file; `std/…` is unchanged. */
export function resolvePath(from: string, written: string): string {
  if (written.startsWith('std/')) return written;
  const folder = written.startsWith('/') ? '' : from.slice(0, from.lastIndexOf('/') + 1);
  return normalPath(folder + written);
}

/** Without `.`, and without `..` after a name. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    if (part === '..' && parts.length > 0 && !['', '..'].includes(parts[parts.length - 1] ?? '')) parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
