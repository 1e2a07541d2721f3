import { expect, it } from 'vitest';
import type { Canonical } from '../../../src/dsl/pattern-plan.ts';
import { keyValue } from '../../../src/runtime/engine/key-value.ts';
import { partitionHash } from '../../../src/runtime/workers/partition-hash.ts';

const TEXTS = ['GW', 'gw', 'gw.a', '00:16:3E:AB:CD:EF', '00-16-3e-ab-cd-ef', '0016.3eab.cdef', '00:16:3e-ab:cd:ef', 'é', 'É', ''];

it.each<Canonical | undefined>([undefined, 'host', 'mac', 'uuid'])('is equal for texts that are equal as keys of form %s', (canonical) => {
  const part = { name: 'k', type: 'text' as const, ...(canonical ? { canonical } : {}) };
  const idOf = (text: string) => keyValue(0, { parts: [part] }, [text]).id;
  for (const a of TEXTS) {
    for (const b of TEXTS) if (idOf(a) === idOf(b)) expect(partitionHash([0], [a])).toBe(partitionHash([0], [b]));
  }
});

it('differs for other texts, and is undefined if a value is missing', () => {
  expect(partitionHash([0], ['a'])).not.toBe(partitionHash([0], ['b']));
  expect(partitionHash([0, 1], ['a', undefined])).toBeUndefined();
});
