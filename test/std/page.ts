/** The page about the libraries, from what they declare. */

import { type Compiled, compile, type SourceReader } from '../../src/dsl/compiler.ts';
import type { FileScope } from '../../src/dsl/symbols.ts';
import type { Plan } from '../../src/dsl/plan.ts';

export interface Library {
  name: string;
  scope: FileScope;
  /** All its records, and none of its rules. */
  plan: Plan;
}

/** A library as those see it who import all its groups, and nothing that runs. */
export function libraryOf(reader: SourceReader, name: string): Library {
  const own = scopeOf(compile(reader, [`std/${name}.corr`]), `std/${name}.corr`);
  const groups = own.own().filter(({ kind }) => kind === 'group');
  const program = `import { ${groups.map((group) => group.name).join(', ')} } from "std/${name}"\n`;
  const { plan } = compile({ read: (path) => (path === 'program.corr' ? program : reader.read(path)) }, ['program.corr']);
  if (!plan) throw new Error(`std/${name} does not compile`);
  return { name, scope: own, plan };
}

function scopeOf({ modules, symbols }: Compiled, path: string): FileScope {
  const module = modules.find((one) => one.path === path);
  const scope = module && symbols?.scopes.get(module);
  if (!scope) throw new Error(`there is no ${path}`);
  return scope;
}
export function librariesPage(): string { return ''; }
