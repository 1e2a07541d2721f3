/** What an application is in one reading of the configuration and in the next. */

import type { ApplicationSpec, WrittenLog } from './application-spec.ts';

/** What each of the parts says that hold from a start on, wherever it stands. */
const PARTS: Readonly<Record<string, (spec: ApplicationSpec) => unknown>> = {
  inputs: ({ addresses, logs }) => [addresses.map(({ text }) => text), logs.map(({ text, format }: WrittenLog) => [text, format])],
  state: ({ folder }) => folder,
  settings: ({ settings }) => settings,
};

/** The parts that differ and need a start: of what is there while it runs, rules alone can change. */
export function changedParts(before: ApplicationSpec, after: ApplicationSpec): string[] {
  return Object.entries(PARTS).flatMap(([name, of]) => (JSON.stringify(of(before)) === JSON.stringify(of(after)) ? [] : name));
}
