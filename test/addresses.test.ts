import { BlockList, isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBits, parseAddress, parseNetwork, writeAddress } from '../src/addresses.ts';

/** Text that is an address, or nearly one. */
const nearAddress = fc
  .array(fc.constantFrom('0', '1', '01', '25', '255', '256', 'f', 'ffff', 'FFFF', '10000', '.', ':', '::', '1.2.3.4', '%', ' ', ''), {
    maxLength: 17,
  })
  .map((pieces) => pieces.join(''));
const address = fc.oneof(fc.ipV4(), fc.ipV6(), nearAddress);

/** RFC 5952 by the URL parser, which formats IPv6 in the same way except for mapped addresses. */
function byUrl(text: string): string {
  const written = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(written) ?? [];
  if (high === undefined || low === undefined) return written;
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return bits.flatMap((part) => [part >> 8, part & 255]).join('.');
}

describe('an address', () => {
  it('is one exactly when it is one to the platform, and has the text of RFC 5952', () => {
    fc.assert(
      fc.property(address, (text) => {
        const [base = ''] = text.split('%', 1);
        const zone = text.slice(base.length);
        const bare = isIPv4(base) ? base : isIPv6(base) ? byUrl(base) : undefined;
        const hasZone = bare?.includes(':') && /^%[\w.~-]+$/.test(zone);
        expect(parseAddress(text)).toBe(zone === '' || hasZone ? bare && bare + zone : undefined);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:10.0.0.9', '10.0.0.9'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['010.0.0.1', undefined],
    ['1.2.3', undefined],
    ['FE80::0:1%eth0', 'fe80::1%eth0'],
    ['fe80::1%', undefined],
    ['fe80::1%a b', undefined],
    ['10.0.0.1%eth0', undefined],
    ['', undefined],
  ])('%s is %s', (text, canonical) => {
    expect(parseAddress(text)).toBe(canonical);
  });

  it('has the same bits whatever its zone', () => {
    expect(addressBits('fe80::1%eth0')).toEqual(addressBits('fe80::1'));
  });

  it('can be taken apart and put together', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const canonical = parseAddress(text) ?? '';
        expect(writeAddress(addressBits(canonical))).toBe(canonical);
      }),
    );
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
        const canonical = parseNetwork(`${address}/${bits}`) ?? '';
        const [base = '', prefix] = canonical.split('/');
        const list = new BlockList();
        list.addSubnet(base, Number(prefix), family);
        expect(list.check(address, family), canonical).toBe(true);
        expect(parseNetwork(canonical)).toBe(canonical);
      }),
    );
  });

  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3/32'],
    ['10.1.2.3/0', '0.0.0.0/0'],
    ['2001:DB8:1::/33', '2001:db8::/33'],
    ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
    ['::1', '::1/128'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['::ffff:10.1.2.3', '10.1.2.3/32'],
    ['::ffff:0:0/95', '::fffe:0:0/95'],
    ['::ffff:10.0.0.0/90', '::ffc0:0:0/90'],
  ])('%s is %s', (written, canonical) => {
    expect(parseNetwork(written)).toBe(canonical);
  });

  it.each(['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', 'x/8', '10.0.0.0/-1', 'fe80::1%eth0/64'])('%s is none', (written) => {
    expect(parseNetwork(written)).toBeUndefined();
  });
});
