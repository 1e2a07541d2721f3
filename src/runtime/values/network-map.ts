/** A map from networks such as `10.0.0.0/8` to values, looked up by an address inside. */

import { addressBits, parseAddress, writeAddress } from './address.ts';

const MAPPED_PREFIX = 96;

/**
 * The canonical text of a network, with the bits after its prefix cleared; an address is a network of one, and a network
 * of IPv4-mapped IPv6 addresses becomes one of IPv4. Undefined if the text is no network.
 */
export function parseNetwork(text: string): string | undefined {
  const [written = '', prefix, ...rest] = text.split('/');
  const address = parseAddress(written);
  if (address === undefined || address.includes('%') || rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix)))
    return undefined;
  const bits = addressBits(address);
  const mapped = bits.length === 2 && written.includes(':');
  const length = prefix === undefined ? bits.length * 16 : Number(prefix) - (mapped ? MAPPED_PREFIX : 0);
  return withPrefix(bits, length);
}

/**
 * The network of an address, `203.0.113.0/24`; undefined if the prefix is longer than the address.
 * @param address in canonical form; its zone is ignored
 * @param prefix length of the prefix in bits (RFC 4632)
 * @param prefix6 that of IPv6 addresses (RFC 4291)
 */
export function networkOf(address: string, prefix: number, prefix6: number): string | undefined {
  const bits = addressBits(address);
  return bits.length === 0 ? undefined : withPrefix(bits, bits.length === 2 ? prefix : prefix6);
}

function withPrefix(bits: readonly number[], length: number): string | undefined {
  if (length < 0 || length > bits.length * 16) return undefined;
  return `${writeAddress(masked(bits, length))}/${length}`;
}

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
    const key = masked(bits, Number(prefix)).join();
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
      const value = networks.get(masked(bits, length).join());
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

function masked(bits: readonly number[], length: number): number[] {
  return bits.map((part, i) => part & (0xffff << (16 - Math.max(0, Math.min(16, length - i * 16)))) & 0xffff);
}
