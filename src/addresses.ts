/** IP addresses and networks in canonical text: dotted IPv4, and IPv6 as in RFC 5952. */

const GROUPS = 8;
/** The length of the prefix that all IPv4-mapped IPv6 addresses share (RFC 4291): `::ffff:10.0.0.1`. */
const MAPPED_BITS = 96;
/** Without leading zeros, which some would read as octal. */
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
/** RFC 4007 and 6874: the zone of an address, which identifies the link, `%eth0`. */
const ZONE = /^%[\w.~-]+$/;

/** The canonical text; an IPv4-mapped IPv6 address becomes the IPv4 address, a zone is kept. Undefined if the text is no address. */
export function parseAddress(text: string): string | undefined {
  if (IPV4.test(text)) return text;
  const percent = text.indexOf('%');
  if (percent >= 0) {
    const [address, zone] = [parseAddress(text.slice(0, percent)), text.slice(percent)];
    return address?.includes(':') && ZONE.test(zone) ? address + zone : undefined;
  }
  const groups = ipv6Groups(text);
  return groups && writeAddress(mappedIpv4(groups) ?? groups);
}

/**
 * The canonical text of a network, `10.0.0.0/8`, with the bits after its prefix cleared; an address is a network of one,
 * and a network of IPv4-mapped IPv6 addresses becomes one of IPv4. Undefined if the text is no network.
 */
export function parseNetwork(text: string): string | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = ipv4Groups(address) ?? ipv6Groups(address);
  if (!bits || rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const length = prefix === undefined ? bits.length * 16 : Number(prefix);
  const mapped = length >= MAPPED_BITS ? mappedIpv4(bits) : undefined;
  return mapped ? withPrefix(mapped, length - MAPPED_BITS) : withPrefix(bits, length);
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
  return `${writeAddress(maskedBits(bits, length))}/${length}`;
}

/** Bits of an address without those after a prefix. */
export function maskedBits(bits: readonly number[], length: number): number[] {
  return bits.map((part, i) => part & (0xffff << (16 - Math.max(0, Math.min(16, length - i * 16)))) & 0xffff);
}

/** The bits of a canonical address, in 16-bit groups: two for IPv4, eight for IPv6; a zone is ignored. */
export function addressBits(canonical: string): number[] {
  const [address = ''] = canonical.split('%', 1);
  return ipv4Groups(address) ?? ipv6Groups(address) ?? [];
}

/** The inverse of {@link addressBits}. */
export function writeAddress(bits: readonly number[]): string {
  const [high = 0, low = 0] = bits;
  return bits.length === 2 ? `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}` : writeGroups(bits);
}

/** The order of canonical addresses: IPv4 first, then by number. */
export function compareAddresses(a: string, b: string): number {
  const [left, right] = [addressBits(a), addressBits(b)];
  if (left.length !== right.length) return left.length - right.length;
  const at = left.findIndex((part, i) => part !== right[i]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

function ipv4Groups(text: string): number[] | undefined {
  if (!IPV4.test(text)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

/** RFC 4291, 2.2: eight groups, with `::` replacing one or more zero groups. Undefined if the text is no IPv6 address. */
function ipv6Groups(text: string): number[] | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const front = readGroups(head, tail === undefined);
  const back = tail === undefined ? [] : readGroups(tail, true);
  if (!front || !back) return undefined;
  const missing = GROUPS - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...front, ...Array<number>(missing).fill(0), ...back];
}

/** @param last whether an IPv4 address may stand for the last two groups */
function readGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':', GROUPS + 1);
  for (const [i, part] of parts.entries()) {
    const ipv4 = last && i === parts.length - 1 ? ipv4Groups(part) : undefined;
    if (ipv4) groups.push(...ipv4);
    else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function mappedIpv4(groups: readonly number[]): number[] | undefined {
  const [a, b, c, d, e, marker, ...bits] = groups;
  return a || b || c || d || e || marker !== 0xffff ? undefined : bits;
}

/** The longest run of two or more zero groups, the first among equals, becomes `::`. */
function writeGroups(groups: readonly number[]): string {
  let start = 0;
  let length = 1;
  for (let i = 0; i < GROUPS; i++) {
    let end = i;
    while (groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
    i = Math.max(i, end - 1);
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  return length === 1 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}
