/** Functions of IP addresses. */

import { networkOf } from '../../addresses.ts';
import type { Value } from '../record.ts';
import { type NetworkMap, networkSet } from '../values/network-map.ts';
import { constantOf } from './constants.ts';
import { byCall, type Form, ofText, test, variadic } from './form.ts';

/** RFC 1918, 6598 and 4193, and loopback and link-local addresses. */
const PRIVATE = networkSet([
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['fc00::/7', '::1/128', 'fe80::/10'],
]);

function networksOf(networks: Value): NetworkMap<true> {
  return networkSet((Array.isArray(networks) ? networks : [networks]).filter((text) => typeof text === 'string'));
}

/** Networks are usually constants of the program or its params, and are then prepared once. */
const inNetwork = byCall(({ args: [, networks] }, environment) => {
  const constant = constantOf(networks, environment);
  const known = constant === undefined ? undefined : networksOf(constant);
  return test((address, given) => typeof address === 'string' && (known ?? networksOf(given)).find(address) === true);
});

export const addresses = {
  inNetwork,
  network: variadic(([address, prefix, prefix6 = prefix]) =>
    typeof address === 'string' && typeof prefix === 'number' && typeof prefix6 === 'number'
      ? networkOf(address, prefix, prefix6)
      : undefined,
  ),
  private: ofText((address) => PRIVATE.find(address) === true),
} satisfies Record<string, Form>;
