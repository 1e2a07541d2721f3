/** A map from networks such as `10.0.0.0/8` to values, looked up by an address inside. */

import { addressBits, maskedBits, parseNetwork } from '../../addresses.ts';

/** The networks among these texts. */
export function networkSet(texts: readonly string[]): NetworkMap<true> {
  const map = new NetworkMap<true>();
  for (const text of texts) {
    const network = parseNetwork(text);
    if (network !== undefined) map.add(network, true);
  }
  return map;
}

/** Among nested networks the smallest counts; among equal ones the first. */
export class NetworkMap<T> {
  /** By the number of groups of an address, then by prefix length, the longest first: values by masked bits. */
  private readonly byParts = new Map<number, Map<number, Map<string, T>>>();

  /** @param network in the canonical form of {@link parseNetwork} */
  add(network: string, value: T): void {
    const [address = '', prefix = ''] = network.split('/');
    const bits = addressBits(address);
    const networks = this.networksOf(bits.length, Number(prefix));
    const key = maskedBits(bits, Number(prefix)).join();
    if (!networks.has(key)) networks.set(key, value);
  }

  private networksOf(parts: number, length: number): Map<string, T> {
    const lengths = this.byParts.get(parts) ?? new Map<number, Map<string, T>>();
    const known = lengths.get(length);
    if (known) return known;
    const networks = new Map<string, T>();
    this.byParts.set(parts, new Map([...lengths, [length, networks] as const].sort(([a], [b]) => b - a)));
    return networks;
  }

  /** The value of the smallest network that contains an address; undefined if none does. */
  find(address: string): T | undefined {
    const bits = addressBits(address);
    for (const [length, networks] of this.byParts.get(bits.length) ?? []) {
      const value = networks.get(maskedBits(bits, length).join());
      if (value !== undefined) return value;
    }
    return undefined;
  }
}
