/** IP addresses in canonical text: dotted IPv4, RFC 5952 for IPv6. */

import { isDigit, POINT, ZERO } from './ascii.ts';

const GROUPS = 8;
/** RFC 4007 and 6874: the zone of an address, `%eth0`. */
const ZONE = /^%[\w.~-]+$/;

/** The canonical text; an IPv4-mapped IPv6 address becomes the IPv4 address, a zone is kept. Undefined if the text is no address. */
export function parseAddress(text: string): string | undefined {
  if (isIpv4(text)) return text;
  const percent = text.indexOf('%');
  if (percent >= 0) return withZone(parseAddress(text.slice(0, percent)), text.slice(percent));
  const groups = ipv6Groups(text);
  return groups && writeAddress(mappedIpv4(groups) ?? groups);
}

function withZone(address: string | undefined, zone: string): string | undefined {
  return address?.includes(':') && ZONE.test(zone) ? address + zone : undefined;
}

/** The bits of a canonical address, in 16-bit groups: two for IPv4, eight for IPv6; a zone is ignored. */
export function addressBits(canonical: string): number[] {
  if (!canonical.includes(':')) return ipv4Groups(canonical) ?? [];
  const [address = ''] = canonical.split('%', 1);
  return ipv6Groups(address) ?? [];
}

/** The inverse of {@link addressBits}. */
export function writeAddress(bits: readonly number[]): string {
  const [high = 0, low = 0] = bits;
  return bits.length === 2 ? `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}` : writeGroups(bits);
}

/** Four numbers up to 255, without leading zeros, which some would read as octal. */
function isIpv4(text: string): boolean {
  let parts = 0;
  let value = -1;
  for (let i = 0; i <= text.length; i++) {
    const unit = i === text.length ? POINT : text.charCodeAt(i);
    if (isDigit(unit)) {
      if (value === 0) return false;
      value = Math.max(value, 0) * 10 + unit - ZERO;
      if (value > 255) return false;
    } else if (unit === POINT && value >= 0) {
      parts++;
      value = -1;
    } else return false;
  }
  return parts === 4;
}

function ipv4Groups(text: string): number[] | undefined {
  if (!isIpv4(text)) return undefined;
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

/** The order of canonical addresses: IPv4 first, then by number. */
export function compareAddresses(a: string, b: string): number {
  const [left, right] = [addressBits(a), addressBits(b)];
  if (left.length !== right.length) return left.length - right.length;
  const at = left.findIndex((part, i) => part !== right[i]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
