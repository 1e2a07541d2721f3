/** Commands above what they are about. */

import type { Span } from '../../dsl/ast.ts';
import type { View } from '../view.ts';

export interface Lens extends Span {
  title: string;
  /** The test that it runs; absent: all of the file. */
  test?: string;
}

/** One above each test, and one above the first for all. */
export function lenses({ file }: View): Lens[] {
  const tests = file.declarations.filter((declaration) => declaration.kind === 'TestDecl');
  const one = tests.map(({ name }): Lens => ({ title: 'Run this test', test: name.value, start: name.start, end: name.end }));
  const [first] = one;
  return first && one.length > 1 ? [{ title: `Run all ${one.length} tests`, start: first.start, end: first.end }, ...one] : one;
}
