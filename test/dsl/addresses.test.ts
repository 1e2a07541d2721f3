import { BlockList, isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, canonicalNetwork } from '../../src/dsl/addresses.ts';

describe('addresses', () => {
  it('are what Node takes for one, apart from zones', () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.array(fc.constantFrom('::', ':', '1', 'f', '0', '.', '255', 'g'), { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (address) => {
        expect(canonicalAddress(address) !== undefined, address).toBe(isIPv4(address) || isIPv6(address));
      }),
      { numRuns: 1000 },
    );
  });

  it('have one text, which is its own', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const canonical = canonicalAddress(address) ?? '';
        expect(canonicalAddress(canonical)).toBe(canonical);
        expect(canonicalAddress(address.toUpperCase())).toBe(canonical);
      }),
    );
  });

  // RFC 5952, sections 4 and 5.
  it.each([
    ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['FE80::0:1%eth0', 'fe80::1%eth0'],
  ])('%s is %s', (written, canonical) => {
    expect(canonicalAddress(written)).toBe(canonical);
  });
});

describe('networks', () => {
  it('still contain their address once their host bits are cleared', () => {
    const network = fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }), fc.constant('ipv4' as const)),
      fc.tuple(
        fc.constantFrom('2001:db8:1:2:3:4:5:6', 'fe80::1', '::ffff:1'),
        fc.integer({ min: 1, max: 128 }),
        fc.constant('ipv6' as const),
      ),
    );
    fc.assert(
      fc.property(network, ([address, bits, family]) => {
        const canonical = canonicalNetwork(`${address}/${bits}`) ?? '';
        const [base = '', prefix] = canonical.split('/');
        const list = new BlockList();
        list.addSubnet(base, Number(prefix), family);
        expect(list.check(address, family), canonical).toBe(true);
        expect(canonicalNetwork(canonical)).toBe(canonical);
      }),
    );
  });

  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3/32'],
    ['10.1.2.3/0', '0.0.0.0/0'],
    ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
    ['::1', '::1/128'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['::ffff:10.1.2.3', '10.1.2.3/32'],
    ['::ffff:0:0/95', '::fffe:0:0/95'],
  ])('%s is %s', (written, canonical) => {
    expect(canonicalNetwork(written)).toBe(canonical);
  });

  it.each(['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', 'x/8', '10.0.0.0/-1'])('%s is none', (written) => {
    expect(canonicalNetwork(written)).toBeUndefined();
  });
});
