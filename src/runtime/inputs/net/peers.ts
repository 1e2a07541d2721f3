/** The peers at the other end. */

import { parseAddress } from '../../../addresses.ts';
import { NetworkMap } from '../../values/network-map.ts';

/** Address and port for display: `192.0.2.1:514`, `[2001:db8::1]:514`. */
export function peerName(address: string, port: number): string {
  const canonical = hostName(address);
  return canonical.includes(':') ? `[${canonical}]:${port}` : `${canonical}:${port}`;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** The peers that may send. */
export class Senders {
  private readonly networks = new NetworkMap<true>();
  private readonly areAll: boolean;

  /** @param allow canonical networks; if empty, all peers may send */
  constructor(allow: readonly string[]) {
    for (const network of allow) this.networks.add(network, true);
    this.areAll = allow.length === 0;
  }

  has(address: string): boolean {
    return this.areAll || this.networks.find(hostName(address)) === true;
  }
}

/** The canonical address, without the interface that Node appends to link-local ones: `fe80::1%eth0`. */
export function hostName(address: string): string {
  const [bare = ''] = address.split('%', 1);
  return parseAddress(bare) ?? bare;
}
