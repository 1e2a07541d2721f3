import { posix } from 'node:path';

/** Paths from the root of the project, with slashes, and the texts of these files. */
export type Texts = ReadonlyMap<string, string>;

const EXPORT = /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|function\*?|class|interface|type|enum)\s+(?<name>\w+)/gm;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)'(?<path>\.[^'?]+)/g;

/** What is exported, but named by no other file that imports its file: `src/a.ts: name`. */
export function unusedExports(exporting: Texts, using: Texts): string[] {
  const users = usersOf(using);
  return [...exporting].flatMap(([file, text]) => {
    const words = users.get(file) ?? [];
    const names = Array.from(text.matchAll(EXPORT), ({ groups }) => groups?.['name'] ?? '');
    return names.filter((name) => !words.some((known) => known.has(name))).map((name) => `${file}: ${name}`);
  });
}

/** For each imported file, the words of each file that imports it. */
function usersOf(using: Texts): Map<string, Set<string>[]> {
  const users = new Map<string, Set<string>[]>();
  for (const [file, text] of using) {
    const words = new Set(text.match(/\w+/g));
    for (const { groups } of text.matchAll(IMPORT)) {
      const imported = posix.join(posix.dirname(file), groups?.['path'] ?? '');
      users.set(imported, [...(users.get(imported) ?? []), words]);
    }
  }
  return users;
}
