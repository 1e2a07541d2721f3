/** `// corr-ignore CODE, CODE: why`, on the line of a warning or on the line above. */

import { catalogue, diagnose } from './catalogue.ts';
import type { Diagnostic, Place } from './diagnostic.ts';
import type { Module } from './imports.ts';
import { didYouMean, MOST_SOUGHT, nearest } from './suggest.ts';

const IGNORE = /corr-ignore\s+([a-z-]+(?:\s*,\s*[a-z-]+)*)/;

interface Ignore {
  code: string;
  line: number;
  at: Place;
  /** Whether the file is an entry; not everything is reported for imported files. */
  entry: boolean;
}

/**
 * Removes the warnings that the author has silenced; errors stay. A comment that silences none causes a warning itself.
 */
export function suppress(diagnostics: readonly Diagnostic[], modules: readonly Module[]): Diagnostic[] {
  const ignores = modules.flatMap(ignoresIn);
  const places = new Map(ignores.map((ignore) => [placeOf(ignore.at.file, ignore.line, ignore.code), ignore]));
  const sources = new Map(modules.map(({ path, source }) => [path, source]));
  const used = new Set<Ignore | undefined>();
  const told = diagnostics.filter(({ severity, file, start, code }) => {
    if (severity === 'error') return true;
    const line = sources.get(file)?.positionOf(start).line ?? 0;
    const found = places.get(placeOf(file, line, code)) ?? places.get(placeOf(file, line - 1, code));
    used.add(found);
    return !found;
  });
  // If there are errors, some warnings are not computed.
  if (told.some(({ severity }) => severity === 'error')) return told;
  const idle = ignores.filter((ignore) => ignore.entry && !used.has(ignore));
  return [...told, ...idle.map((ignore, at) => unused(ignore, at < MOST_SOUGHT))];
}

function placeOf(file: string, line: number, code: string): string {
  return `${file}:${line}:${code}`;
}

function unused({ code, at }: Ignore, isSought: boolean): Diagnostic {
  const meant = !isSought || code in catalogue ? undefined : nearest(code, Object.keys(catalogue));
  return diagnose('unused-ignore', at, [code], meant === undefined ? {} : { help: didYouMean(meant) });
}

function ignoresIn({ path, source, parsed, entry }: Module): Ignore[] {
  if (!source.text.includes('corr-ignore')) return [];
  return parsed.tokens.flatMap(({ kind, text, start, end }) => {
    const codes = kind === 'comment' ? codesIn(text) : [];
    return codes.map((code): Ignore => ({ code, line: source.positionOf(end).line, at: { file: path, start, end }, entry }));
  });
}

/** After a comma, the reason may go on: only what is a code is one. */
function codesIn(comment: string): string[] {
  const [first, ...others] = IGNORE.exec(comment)?.[1]?.split(/\s*,\s*/) ?? [];
  return first === undefined ? [] : [first, ...others.filter((code) => code in catalogue)];
}
