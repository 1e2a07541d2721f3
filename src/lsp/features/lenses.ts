/** Code lenses. */

import type { Span } from '../../dsl/ast.ts';
import type { View } from '../view.ts';

export interface Lens extends Span {
  title: string;
  /** The test to run; absent for all tests of the file. */
  test?: string;
}

/** A record declared in the file, by its name in plans. */
export interface DeclaredRecord extends Span {
  name: string;
}

export function declaredRecords({ file }: View): DeclaredRecord[] {
  const groups = file.declarations.filter((declaration) => declaration.kind === 'RecordsDecl');
  return groups.flatMap(({ name: group, records }) =>
    records.map(({ name }) => ({ name: `${group.text}.${name.text}`, start: name.start, end: name.end })),
  );
}

/** One above each test, and one for all above the first. */
export function lenses({ file }: View): Lens[] {
  const tests = file.declarations.filter((declaration) => declaration.kind === 'TestDecl');
  const one = tests.map(({ name }): Lens => ({ title: 'Run this test', test: name.value, start: name.start, end: name.end }));
  const [first] = one;
  return first && one.length > 1 ? [{ title: `Run all ${one.length} tests`, start: first.start, end: first.end }, ...one] : one;
}
