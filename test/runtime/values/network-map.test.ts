import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, parseNetwork } from '../../../src/addresses.ts';
import { NetworkMap } from '../../../src/runtime/values/network-map.ts';

/** Few different addresses, so that networks overlap and contain each other. */
const ipv4 = fc.tuple(fc.constantFrom(10, 192), fc.nat(1), fc.nat(3), fc.nat(255)).map((parts) => parts.join('.'));
const ipv6 = fc.tuple(fc.constantFrom('2001', 'fe80'), fc.nat(3)).map(([first, last]) => `${first}::${last}`);
const address = fc.oneof(ipv4, ipv6).map((text) => parseAddress(text) ?? '');
const network = fc.oneof(
  fc.tuple(ipv4, fc.nat(32)).map(([text, prefix]) => ({ text, prefix })),
  fc.tuple(ipv6, fc.nat(128)).map(([text, prefix]) => ({ text, prefix })),
);

function contains({ text, prefix }: { text: string; prefix: number }, inside: string): boolean {
  const list = new BlockList();
  list.addSubnet(text, prefix, text.includes(':') ? 'ipv6' : 'ipv4');
  return inside.includes(':') === text.includes(':') && list.check(inside, inside.includes(':') ? 'ipv6' : 'ipv4');
}

describe('networks', () => {
  it('give the value of the smallest that contains an address, and of equal ones the first', () => {
    fc.assert(
      fc.property(fc.array(network, { maxLength: 20 }), address, (networks, inside) => {
        const map = new NetworkMap<number>();
        for (const [i, { text, prefix }] of networks.entries()) map.add(parseNetwork(`${text}/${prefix}`) ?? '', i);
        const fitting = networks.map((one, i) => ({ ...one, i })).filter((one) => contains(one, inside));
        const [smallest] = fitting.sort((a, b) => b.prefix - a.prefix || a.i - b.i);
        expect(map.find(inside)).toBe(smallest?.i);
      }),
      { numRuns: 1000 },
    );
  });
});
