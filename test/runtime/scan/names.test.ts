import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type NameTree, nameTree } from '../../../src/runtime/scan/names.ts';

/** The value of a name; 0 if it has none. */
function lookUp({ classes, rows }: NameTree, name: string): number {
  let row = 0;
  for (const byte of Buffer.from(name)) {
    const symbol = classes[byte]!;
    const next = symbol === 0 ? 0 : rows[row + symbol]!;
    if (next === 0) return 0;
    row = next;
  }
  return rows[row]!;
}

const name = fc.string({ unit: fc.constantFrom('a', 'b', 'sshd', 'é', '\0'), maxLength: 6 });

it('a tree of names maps each to its value, and anything else to none', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 40 }), name, (names, other) => {
      const values = new Map(names.map((name, i) => [name, i + 1]));
      const tree = nameTree(values);
      for (const one of [...names, other]) expect(lookUp(tree, one)).toBe(values.get(one) ?? 0);
    }),
  );
});
