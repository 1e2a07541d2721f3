/** The bundled libraries: what an author may have meant to import. */

import type { SourceReader } from './imports.ts';

const GROUP = /^records +(\w+) +from\b/gm;

export class Libraries {
  private groups: ReadonlyMap<string, string> | undefined;

  constructor(private readonly reader: SourceReader) {}

  /** As imports name them. */
  get paths(): readonly string[] {
    return this.reader.libraries?.() ?? [];
  }

  /** The library that declares a group of records; undefined if none does. */
  declaring(group: string): string | undefined {
    this.groups ??= this.groupsByName();
    return this.groups.get(group);
  }

  private groupsByName(): Map<string, string> {
    const groups = new Map<string, string>();
    for (const path of this.paths) {
      for (const [, name = ''] of (this.reader.read(`${path}.corr`) ?? '').matchAll(GROUP)) groups.set(name, path);
    }
    return groups;
  }
}
