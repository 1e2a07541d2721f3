import { expect, it } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';

function partitionsOf(keys: string): string[][] {
  const text = `records r from json {
  a = { event: "a", host: text, src: text, dst: text }
  b = { event: "b", host: text, src: text, dst: text }
}
transaction t { ${keys} start r.a then r.b timeout "late" after 1m }
`;
  const { plan, diagnostics } = compile({ read: () => text }, ['rules.corr']);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan.rules.map(({ partition }) => partition);
}

it.each([
  ['the fields of a key', 'key host, src', ['host', 'src']],
  ['those that all keys have', 'key one = host, src key other = dst, host', ['host']],
  ['none, where keys have nothing in common', 'key src key dst', []],
  ['none, where two fields change places from record to record', 'key pair = r.a.src | r.b.dst, r.a.dst | r.b.src', []],
  ['those that stay where others change places', 'key pair = host, r.a.src | r.b.dst, r.a.dst | r.b.src', ['host']],
  ['none without a key', 'key none', []],
])('the partition key is %s', (_, keys, expected) => {
  expect(partitionsOf(keys)).toEqual([expected]);
});
