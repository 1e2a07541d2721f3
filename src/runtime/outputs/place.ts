import type { Location } from '../record.ts';

/** A line of a source, as people write it. */
export interface SourcePlace {
  file: string;
  /** From 1. */
  line: number;
}

/** Undefined for what lies in no source, such as the outcome of another rule. */
export function placeOf(location: Location | undefined, sources: readonly string[]): SourcePlace | undefined {
  const file = location && sources[location.source];
  return location && file !== undefined ? { file, line: location.line } : undefined;
}
