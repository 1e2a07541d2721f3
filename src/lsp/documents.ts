/** The files of a client: their URIs and paths, and their lines. */

import { pathToFileURL } from 'node:url';
import type { Location, Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../dsl/ast.ts';
import type { Place } from '../dsl/diagnostic.ts';
import { normalPath, type SourceReader } from '../dsl/imports.ts';
import type { Plan } from '../dsl/plan.ts';
import type { Workspace } from '../dsl/workspace.ts';
import { pathOfUri, slashed } from './file-uris.ts';

/** The number of sample lines that match each record of a plan. */
export interface SampleMatches {
  /** A description of the logs. */
  where: string;
  /** Keyed by `group.record`. */
  counts: ReadonlyMap<string, number>;
}

/** What the server needs from the machine it runs on. */
export interface Host extends SourceReader {
  /** The version of the program. */
  version: string;
  /** The folder of the bundled pattern libraries on disk, with slashes; imports call them `std/…`. */
  libraryFolder: string;
  /** The rule files below a folder, found in steps that are each short. */
  filesBelow(folder: string): Iterable<readonly string[]>;
  /**
   * Counts the samples next to a rule file. Absent if the host has no logs; undefined if there are none next to the
   * file.
   */
  matches?(path: string, plan: Plan): Promise<SampleMatches | undefined>;
}

export class Documents {
  /** URIs as the client spells them. */
  private readonly uris = new Map<string, string>();
  private readonly open = new Map<string, TextDocument>();

  constructor(
    private readonly workspace: Workspace,
    readonly host: Host,
  ) {}

  isOpen(path: string): boolean {
    return this.open.has(path);
  }

  /** Sets the text to that of the client. Returns its path. */
  set(document: TextDocument): string {
    const path = this.pathOf(document.uri);
    this.uris.set(path, document.uri);
    this.open.set(path, document);
    return path;
  }

  close(path: string): void {
    this.open.delete(path);
  }

  /** The path of a file; for a bundled library the path of its imports; for anything else its URI. */
  pathOf(uri: string): string {
    if (!uri.startsWith('file:')) return normalPath(uri);
    try {
      return this.imported(pathOfUri(uri));
    } catch {
      return normalPath(uri);
    }
  }

  uriOf(path: string): string {
    return this.uris.get(path) ?? pathToFileURL(this.diskPath(path)).href;
  }

  /** The path of a file on disk. */
  diskPath(path: string): string {
    return path.startsWith('std/') ? this.host.libraryFolder + path.slice('std'.length) : path;
  }

  /** The path that imports use for a file on disk. */
  private imported(file: string): string {
    const path = normalPath(file);
    const { libraryFolder } = this.host;
    return path.startsWith(`${libraryFolder}/`) ? `std${path.slice(libraryFolder.length)}` : path;
  }

  /** The rule files below a folder, found in steps. */
  *filesBelow(folder: string): Generator<string[], void> {
    for (const files of this.host.filesBelow(folder)) yield files.map((file) => this.imported(slashed(file)));
  }

  /** The lines of a file; empty if it does not exist. A file that is not open is read anew each time. */
  lines(path: string): TextDocument {
    return this.open.get(path) ?? TextDocument.create(this.uriOf(path), 'corr', 0, this.workspace.text(path) ?? '');
  }

  /** The location of each place, in the same order. */
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
