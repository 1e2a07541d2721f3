/** Which changes of an application's spec have to wait for its next start. */

import type { ApplicationSpec } from './application-spec.ts';

/** The parts that are read at the start only. */
const PARTS: Readonly<Record<string, (spec: ApplicationSpec) => unknown>> = {
  state: ({ folder }) => folder,
  settings: ({ settings }) => settings,
};

/** The names of those parts that differ. */
export function changedParts(before: ApplicationSpec, after: ApplicationSpec): string[] {
  return Object.entries(PARTS).flatMap(([name, of]) => (JSON.stringify(of(before)) === JSON.stringify(of(after)) ? [] : name));
}
