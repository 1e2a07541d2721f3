/** Programs for tests: files by path, and their diagnostics. */

import { type Compiled, compile } from '../../src/dsl/compiler.ts';

/** Compiles `main.corr` with other files. */
export function compiled(main: string, files: Readonly<Record<string, string>> = {}): Compiled {
  const texts = new Map(Object.entries({ ...files, 'main.corr': main }));
  return compile({ read: (path) => texts.get(path) }, ['main.corr']);
}

/** The diagnostics as `file:line:column code: message`. */
export function told({ diagnostics, sources }: Pick<Compiled, 'diagnostics' | 'sources'>): string[] {
  return diagnostics.map(({ file, start, code, message }) => {
    const { line, column } = sources.get(file)?.positionOf(start) ?? { line: 0, column: 0 };
    return `${file}:${line}:${column} ${code}: ${message}`;
  });
}
