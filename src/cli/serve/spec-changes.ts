/** The changes of an application's spec that take effect at its next start. */

import type { ApplicationSpec } from './application-spec.ts';

/** The parts that are only read at the start. */
const PARTS: Readonly<Record<string, (spec: ApplicationSpec) => unknown>> = {
  state: ({ folder }) => folder,
  settings: ({ settings }) => settings,
};

/** The names of the parts that differ. */
export function changedParts(before: ApplicationSpec, after: ApplicationSpec): string[] {
  return Object.entries(PARTS).flatMap(([name, of]) => (JSON.stringify(of(before)) === JSON.stringify(of(after)) ? [] : name));
}
