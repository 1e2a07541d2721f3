/** Addresses and networks as constants of a program, in their canonical text (RFC 5952). */

/** The zone of an address, which identifies the link: `%eth0` (RFC 4007, RFC 6874). */
const ZONE = /^%[\w.~-]+$/;
/** The length of the prefix that all IPv4-mapped addresses share. */
const MAPPED_BITS = 96;

/**
 * `10.0.0.1`, `2001:db8::1`; an IPv4-mapped IPv6 address becomes the IPv4 address, a zone is kept. Undefined if it is
 * not an address.
 */
export function canonicalAddress(text: string): string | undefined {
  const v4 = octetsOf(text);
  if (v4) return v4.join('.');
  const percent = text.indexOf('%');
  if (percent >= 0) return withZone(canonicalAddress(text.slice(0, percent)), text.slice(percent));
  const groups = groupsOf(text);
  return groups && (mappedOctets(groups)?.join('.') ?? writeGroups(groups));
}

function withZone(address: string | undefined, zone: string): string | undefined {
  return address?.includes(':') && ZONE.test(zone) ? address + zone : undefined;
}

/**
 * `10.0.0.0/8` with the bits after the prefix cleared; a single address is a network of one. A network of IPv4-mapped
 * IPv6 addresses becomes that of the IPv4 addresses. Undefined if it is not a network.
 */
export function canonicalNetwork(text: string): string | undefined {
  const [written = '', prefix, ...rest] = text.split('/');
  const v4 = octetsOf(written);
  const parts = v4 ?? groupsOf(written);
  if (!parts || rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const width = v4 ? 8 : 16;
  const bits = prefix === undefined ? width * parts.length : Number(prefix);
  if (bits > width * parts.length) return undefined;
  const mapped = v4 || bits < MAPPED_BITS ? undefined : mappedOctets(parts);
  if (mapped) return canonicalNetwork(`${mapped.join('.')}/${bits - MAPPED_BITS}`);
  const cleared = parts.map((part, i) => part & (~0 << (width - Math.max(0, Math.min(width, bits - i * width)))));
  const whole = cleared.map((part) => part & (2 ** width - 1));
  return `${v4 ? whole.join('.') : writeGroups(whole)}/${bits}`;
}

/** The IPv4 address in the last 32 bits of an IPv4-mapped one (RFC 4291), `::ffff:10.0.0.1`. */
function mappedOctets(groups: readonly number[]): number[] | undefined {
  if (groups[5] !== 0xffff || groups.slice(0, 5).some((group) => group !== 0)) return undefined;
  return groups.slice(6).flatMap((group) => [group >> 8, group & 255]);
}

function octetsOf(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return parts.map(Number);
}

function groupsOf(text: string): number[] | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const front = head === '' ? [] : readGroups(head, tail === undefined);
  const back = tail === undefined || tail === '' ? [] : readGroups(tail, true);
  if (!front || !back) return undefined;
  const missing = 8 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...front, ...Array<number>(missing).fill(0), ...back];
}

/** The last two groups may be written as an IPv4 address. */
function readGroups(text: string, last: boolean): number[] | undefined {
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const v4 = last && i === parts.length - 1 ? octetsOf(part) : undefined;
    if (v4) groups.push((v4[0] ?? 0) * 256 + (v4[1] ?? 0), (v4[2] ?? 0) * 256 + (v4[3] ?? 0));
    else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** The longest run of two or more zero groups becomes `::`; of equal runs the first. */
function writeGroups(groups: number[]): string {
  let start = -1;
  let length = 1;
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
    i = Math.max(i, end - 1);
  }
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (start < 0) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}
