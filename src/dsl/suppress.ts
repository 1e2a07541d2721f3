/** `// corr-ignore CODE: why`, on the line of a warning or on the one above it. */

import type { Diagnostic } from './diagnostic.ts';
import type { Module } from './imports.ts';

const IGNORE = /corr-ignore\s+([a-z-]+)/;

/** Without the warnings that the author has silenced; errors stay. */
export function suppress(diagnostics: readonly Diagnostic[], modules: readonly Module[]): Diagnostic[] {
  const silenced = new Set(modules.flatMap(ignored));
  const sources = new Map(modules.map(({ path, source }) => [path, source]));
  return diagnostics.filter(({ severity, file, start, code }) => {
    if (severity === 'error') return true;
    const line = sources.get(file)?.positionOf(start).line ?? 0;
    return !silenced.has(`${file}:${line}:${code}`) && !silenced.has(`${file}:${line - 1}:${code}`);
  });
}

function ignored({ path, source, parsed }: Module): string[] {
  if (!source.text.includes('corr-ignore')) return [];
  const found: string[] = [];
  for (const { kind, text, end } of parsed.tokens) {
    const [, code] = (kind === 'comment' && IGNORE.exec(text)) || [];
    if (code) found.push(`${path}:${source.positionOf(end).line}:${code}`);
  }
  return found;
}
