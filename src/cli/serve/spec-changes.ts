/** What an application is in one reading of the configuration and in the next. */

import type { ApplicationSpec } from './application-spec.ts';

/** What each of the parts says that hold from a start on, wherever it stands. */
const PARTS: Readonly<Record<string, (spec: ApplicationSpec) => unknown>> = {
  state: ({ folder }) => folder,
  settings: ({ settings }) => settings,
};

/** The parts that differ, of those that one cannot run on under others. */
export function changedParts(before: ApplicationSpec, after: ApplicationSpec): string[] {
  return Object.entries(PARTS).flatMap(([name, of]) => (JSON.stringify(of(before)) === JSON.stringify(of(after)) ? [] : name));
}
