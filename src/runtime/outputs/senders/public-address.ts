/** Whether an address lies on the public internet; an address supplied from outside must not lead anywhere else. */

import { addressBits, parseAddress, writeAddress } from '../../../addresses.ts';
import { networkSet } from '../../values/network-map.ts';

/** Special-purpose networks (RFC 6890 and its registries), multicast, and reserved ones. */
const SPECIAL = networkSet([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/9', 'ff00::/8'],
]);

/** Networks whose addresses contain an IPv4 address: NAT64 (RFC 6052) in the last 32 bits, 6to4 (RFC 3056) after the first 16. */
const NAT64 = networkSet(['64:ff9b::/96']);
const SIX_TO_FOUR = networkSet(['2002::/16']);

/** Also false if the text is no address. */
export function isPublic(address: string): boolean {
  const canonical = parseAddress(address);
  if (canonical === undefined || SPECIAL.find(canonical)) return false;
  if (NAT64.find(canonical)) return isPublic(writeAddress(addressBits(canonical).slice(6)));
  if (SIX_TO_FOUR.find(canonical)) return isPublic(writeAddress(addressBits(canonical).slice(1, 3)));
  return true;
}
