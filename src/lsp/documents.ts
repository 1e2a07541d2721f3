/** The files of a client: their names on both sides, and their lines. */

import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Location, Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../dsl/ast.ts';
import type { Place } from '../dsl/diagnostic.ts';
import { normalPath, type SourceReader } from '../dsl/imports.ts';
import type { Plan } from '../dsl/plan.ts';
import type { Workspace } from '../dsl/workspace.ts';

/** How many lines of sample logs are each record of a plan. */
export interface SampleMatches {
  /** Which logs, for people. */
  where: string;
  /** By `group.record`. */
  counts: ReadonlyMap<string, number>;
}

/** What the server needs of the machine that it runs on. */
export interface Host extends SourceReader {
  /** Where the pattern libraries that come along are on disk, with slashes; imports call them `std/…`. */
  libraryFolder: string;
  /** Rule files below a folder. */
  filesBelow(folder: string): readonly string[];
  /** Of the samples beside a rule file. Absent where there are no logs to look into; undefined when there are none there. */
  matches?(path: string, plan: Plan): Promise<SampleMatches | undefined>;
}

export class Documents {
  /** As the client writes them. */
  private readonly uris = new Map<string, string>();
  private readonly open = new Map<string, TextDocument>();

  constructor(
    private readonly workspace: Workspace,
    readonly host: Host,
  ) {}

  isOpen(path: string): boolean {
    return this.open.has(path);
  }

  /** The text as the client has it now. Answers its path. */
  set(document: TextDocument): string {
    const path = this.pathOf(document.uri);
    this.uris.set(path, document.uri);
    this.open.set(path, document);
    return path;
  }

  close(path: string): void {
    this.open.delete(path);
  }

  /** A file by its path, one of the libraries by that of its imports; anything else by its URI. */
  pathOf(uri: string): string {
    if (!uri.startsWith('file:')) return normalPath(uri);
    try {
      return this.imported(fileURLToPath(uri));
    } catch {
      return normalPath(uri);
    }
  }

  uriOf(path: string): string {
    return this.uris.get(path) ?? pathToFileURL(this.diskPath(path)).href;
  }

  /** Where a file is on disk. */
  diskPath(path: string): string {
    return path.startsWith('std/') ? this.host.libraryFolder + path.slice('std'.length) : path;
  }

  /** What imports call a file on disk. */
  private imported(file: string): string {
    const path = normalPath(file.replaceAll('\\', '/'));
    const { libraryFolder } = this.host;
    return path.startsWith(`${libraryFolder}/`) ? `std${path.slice(libraryFolder.length)}` : path;
  }

  /** Rule files below a folder. */
  filesBelow(folder: string): string[] {
    return this.host.filesBelow(folder).map((file) => this.imported(file));
  }

  /** The lines of a file; those of an empty one when there is none. Of one that is not open they are read anew each time. */
  lines(path: string): TextDocument {
    return this.open.get(path) ?? TextDocument.create(this.uriOf(path), 'corr', 0, this.workspace.text(path) ?? '');
  }

  /** Of each place, in their order. */
  locations(places: readonly Place[]): Location[] {
    const lines = new Map([...new Set(places.map(({ file }) => file))].map((file) => [file, this.lines(file)]));
    return places.map((place) => ({ uri: this.uriOf(place.file), range: rangeIn(lines.get(place.file) as TextDocument, place) }));
  }
}

export function rangeIn(lines: TextDocument, { start, end }: Span): Range {
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

export function spanIn(lines: TextDocument, { start, end }: Range): Span {
  return { start: lines.offsetAt(start), end: lines.offsetAt(end) };
}
