/** The findings of `check`, and their positions in lines and columns. */

import type { Diagnostic, Place } from '../../dsl/diagnostic.ts';
import type { Source } from '../../dsl/source.ts';
import type { Write } from '../../runtime/outputs/sink.ts';

export interface Findings {
  diagnostics: readonly Diagnostic[];
  /** By path; a file that could not be read has none. */
  sources: ReadonlyMap<string, Source>;
}

/** The findings of several programs; those in a file that several import are there once. */
export class GatheredFindings implements Findings {
  readonly sources = new Map<string, Source>();
  private readonly byIdentity = new Map<string, Diagnostic>();

  get diagnostics(): readonly Diagnostic[] {
    return [...this.byIdentity.values()];
  }

  add({ diagnostics, sources }: Findings): void {
    for (const [path, source] of sources) this.sources.set(path, source);
    for (const one of diagnostics) this.byIdentity.set(JSON.stringify([one.file, one.start, one.end, one.code, one.message]), one);
  }
}

export type PrintFindings = (findings: Findings, write: Write) => void;

/** Counted from 1; columns are UTF-16 units, and the end is exclusive. */
interface Region {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** The region of a place; the first character if the file is unknown. */
export function regionOf({ file, start, end }: Place, sources: ReadonlyMap<string, Source>): Region {
  const source = sources.get(file);
  const from = source?.positionOf(start) ?? { line: 1, column: 1 };
  const to = source?.positionOf(Math.max(start, end)) ?? from;
  return { ...from, endLine: to.line, endColumn: to.column };
}
