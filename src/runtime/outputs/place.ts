import type { Location } from '../record.ts';

/** A line of a source, for display. */
export interface SourcePlace {
  file: string;
  /** From 1. */
  line: number;
}

/** Undefined if the location is in no source, as for the outcome of another rule. */
export function placeOf(location: Location | undefined, sources: readonly string[]): SourcePlace | undefined {
  const file = location && sources[location.source];
  return location && file !== undefined ? { file, line: location.line } : undefined;
}
