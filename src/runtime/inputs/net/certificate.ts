/** Certificates of clients, and whom they let in (RFC 5425, 5). */

import type { TLSSocket } from 'node:tls';
import { parseAddress } from '../../values/address.ts';
import type { PeerCertificate } from './receiver.ts';

/** What the certificate of the peer says; undefined: it has none. */
export function certificateOf(socket: TLSSocket): PeerCertificate | undefined {
  const { fingerprint256, subjectaltname, subject } = socket.getPeerCertificate();
  if (!fingerprint256) return undefined;
  const names = alternativeNames(subjectaltname ?? '');
  // The common name counts only where there is no other.
  const common: unknown = subject?.CN;
  return { fingerprint: fingerprint256, names: names.length === 0 && typeof common === 'string' ? [common.toLowerCase()] : names };
}

/**
 * Whether the certificate is one of those permitted.
 *
 * @param isVouchedFor an authority that we know has signed it
 * @param permit names and fingerprints; none: any certificate that is vouched for
 */
export function isPermitted({ fingerprint, names }: PeerCertificate, isVouchedFor: boolean, permit: readonly string[]): boolean {
  if (permit.includes(`sha256:${fingerprint}`)) return true;
  return isVouchedFor && (permit.length === 0 || names.some((name) => permit.some((pattern) => isNamed(name, pattern))));
}

/** `*.example.com` stands for one label in front. */
function isNamed(name: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? name.indexOf('.') > 0 && name.slice(name.indexOf('.')) === pattern.slice(1) : name === pattern;
}

/** Node quotes a name that could be taken for several: such a one is no name of a host. */
function alternativeNames(text: string): string[] {
  const names: string[] = [];
  for (const [, kind, name = ''] of text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)) {
    const read = kind === 'DNS' ? name.toLowerCase() : kind === 'IP Address' ? parseAddress(name) : undefined;
    if (read !== undefined && !read.startsWith('"')) names.push(read);
  }
  return names;
}
