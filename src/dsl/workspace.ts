/** The files of an editor: results about them are cached until an edit may have changed them. */

import { type Compiled, compile } from './compiler.ts';
import type { Diagnostic } from './diagnostic.ts';
import { load, normalPath, type SourceReader } from './imports.ts';
import type { FileValues } from './lower/value-file.ts';
import { LruCache } from './lru-cache.ts';
import { type Parsed, parse } from './parser.ts';
import { Source } from './source.ts';

/** A file as a program of its own, with its imports. */
interface Checked {
  compiled: Compiled;
  /** All requested paths, including those of missing files. */
  reads: ReadonlySet<string>;
}

/** The total length of the files whose values are kept, UTF-16 units. */
const MOST_VALUES = 32 * 1024 * 1024;

export class Workspace {
  /** Texts that are being edited, in place of files. */
  private readonly texts = new Map<string, string>();
  private readonly trees = new Map<string, Parsed>();
  private readonly checked = new Map<string, Checked>();
  private readonly values = new LruCache<{ text: string; values: FileValues }>(MOST_VALUES);
  private readonly known = new Set<string>();
  private readonly searches = new Set<Iterator<readonly string[]>>();

  constructor(private readonly reader: SourceReader) {}

  /** The bundled libraries, as imports name them. */
  get libraries(): readonly string[] {
    return this.reader.libraries?.() ?? [];
  }

  /** The known files, sorted by name; those that are still being found are found now. */
  get files(): string[] {
    while (this.findSome());
    return [...this.known].sort();
  }

  /** Adds files that searches include. */
  add(paths: Iterable<string>): void {
    for (const path of paths) this.known.add(normalPath(path));
  }

  /**
   * Adds files that are found in steps: by `findSome`, or when all are asked for.
   * @returns cancels what is left of it
   */
  find(steps: Iterable<readonly string[]>): () => void {
    const search = steps[Symbol.iterator]();
    this.searches.add(search);
    return () => void this.searches.delete(search);
  }

  /** Takes one step; false if nothing is left to be found. */
  findSome(): boolean {
    const [search] = this.searches;
    if (!search) return false;
    const { done, value } = search.next();
    if (done) this.searches.delete(search);
    else this.add(value);
    return true;
  }

  /** Removes files from searches, except some. */
  leaveAllBut(stays: (path: string) => boolean): void {
    for (const path of this.known) if (!stays(path)) this.leave(path);
  }

  /** Removes a file from searches; others may still import it. */
  leave(path: string): void {
    const left = normalPath(path);
    this.known.delete(left);
    this.trees.delete(left);
  }

  /**
   * Replaces a file with a text; without one, the file on disk counts again, which may have changed or been deleted.
   * Returns the checked files whose results may now differ: itself, and all that import it or read it in another way.
   */
  update(path: string, text?: string): string[] {
    const changed = normalPath(path);
    if (text === undefined) {
      this.texts.delete(changed);
      if (this.reader.read(changed) === undefined) this.leave(changed);
    } else {
      this.texts.set(changed, text);
      this.known.add(changed);
    }
    const affected = [...this.checked].filter(([, { reads }]) => reads.has(changed)).map(([file]) => file);
    for (const file of affected) this.checked.delete(file);
    return affected;
  }

  /** The text of a file; undefined if it does not exist. */
  text(path: string): string | undefined {
    return this.texts.get(path) ?? this.reader.read(path);
  }

  /** The tree of a file; undefined if it does not exist. */
  tree(path: string): Parsed | undefined {
    const file = normalPath(path);
    const text = this.text(file);
    return text === undefined ? undefined : this.parse(new Source(file, text));
  }

  /** A file and all its direct and indirect imports. */
  imports(path: string): string[] {
    const { modules } = load(
      this.reading((asked) => this.text(asked)),
      [path],
    );
    return modules.map((module) => module.path);
  }

  /** A file as a program of its own. */
  compiled(path: string): Compiled {
    const file = normalPath(path);
    const known = this.checked.get(file);
    if (known) return known.compiled;
    const reads = new Set<string>([file]);
    const reader = this.reading((asked) => {
      reads.add(asked);
      return this.text(asked);
    });
    const compiled = compile(reader, [file]);
    this.checked.set(file, { compiled, reads });
    return compiled;
  }

  /** The result for a file if some files had other texts; nothing of it is cached. */
  trial(path: string, texts: ReadonlyMap<string, string>): Compiled {
    const reader: SourceReader = {
      ...this.reading((asked) => texts.get(asked) ?? this.text(asked)),
      parse: (source) => (texts.has(source.path) ? parse(source) : this.parse(source)),
    };
    return compile(reader, [normalPath(path)]);
  }

  /** The diagnostics of a file itself. */
  diagnostics(path: string): Diagnostic[] {
    const file = normalPath(path);
    return this.compiled(file).diagnostics.filter((diagnostic) => diagnostic.file === file);
  }

  private reading(read: SourceReader['read']): SourceReader {
    return {
      read,
      libraries: () => this.libraries,
      parse: (source) => this.parse(source),
      values: (...asked) => this.readValues(...asked),
    };
  }

  private parse(source: Source): Parsed {
    const known = this.trees.get(source.path);
    if (known?.source.text === source.text) return known;
    const parsed = parse(source);
    this.trees.set(source.path, parsed);
    return parsed;
  }

  private readValues(path: string, text: string, how: string, read: () => FileValues): FileValues {
    const key = `${path} ${how}`;
    const known = this.values.get(key);
    if (known?.text === text) return known.values;
    const values = read();
    this.values.set(key, { text, values }, text.length);
    return values;
  }
}
