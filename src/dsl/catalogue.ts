/** All diagnostics, by code. */

import { checks } from './catalogue/checks.ts';
import { meaning } from './catalogue/meaning.ts';
import { patterns } from './catalogue/patterns.ts';
import type { Spec } from './catalogue/spec.ts';
import { syntax } from './catalogue/syntax.ts';
import type { Diagnostic, Extras, Place } from './diagnostic.ts';

export const catalogue = { ...syntax, ...patterns, ...meaning, ...checks } as const;

export type Code = keyof typeof catalogue;
export type ArgsOf<C extends Code> = Parameters<(typeof catalogue)[C]['message']>;

/** Creates a diagnostic of the catalogue at a place; the arguments are those of its message. */
export function diagnose<C extends Code>(code: C, at: Place, args: ArgsOf<C>, extras: Extras = {}): Diagnostic {
  const { severity, message, help } = catalogue[code] as unknown as Spec<readonly unknown[]>;
  const { help: exact, ...rest } = extras;
  return { code, severity, message: message(...args), help: exact ?? help, file: at.file, start: at.start, end: at.end, ...rest };
}
