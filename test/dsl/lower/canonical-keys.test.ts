import { expect, it } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import { loadPlan } from '../../../src/dsl/plan-schema.ts';
import { keyValue } from '../../../src/runtime/engine/key-value.ts';

const keyOf = (type: string) => {
  const text = `records r from line { a = "a {x:${type}}"  b = "b {x}" }
transaction t { key x start r.a then r.b timeout "late" after 1m }
`;
  const { plan } = compile({ read: () => text }, ['rules.corr']);
  expect(loadPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  const [key] = plan?.rules[0]?.keys ?? [];
  if (!key) throw new Error('no key');
  return key;
};

it.each([
  ['mac', '00:16:3E:AB:CD:EF'],
  ['uuid', '123E4567-E89B-12D3-A456-426614174000'],
  ['host', 'GW.Example'],
])('a key of a %s is the same in capital letters, wherever else it is read as a word', (type, value) => {
  expect(keyValue(0, keyOf(type), [value]).values).toEqual([value.toLowerCase()]);
});

it.each(['00-16-3E-AB-CD-EF', '0016.3eab.cdef', '0016.3EAB.CDEF'])('a key of a mac is the same as %s', (value) => {
  expect(keyValue(0, keyOf('mac'), [value]).values).toEqual(['00:16:3e:ab:cd:ef']);
});

it.each(['00-16:3E-AB-CD-EF', '00:16:3E:AB:CD', 'Unknown', '00163eabcdef00'])(
  'a text that is none, %s, only becomes lower case',
  (value) => {
    expect(keyValue(0, keyOf('mac'), [value]).values).toEqual([value.toLowerCase()]);
  },
);

it('a key of other texts is not', () => {
  expect(keyValue(0, keyOf('word'), ['Bob']).values).toEqual(['Bob']);
});
