/** Client certificates, and who they authorise (RFC 5425, 5). */

import type { TLSSocket } from 'node:tls';
import { parseAddress } from '../../../addresses.ts';
import type { PeerCertificate } from './receiver.ts';

/** The certificate of the peer; undefined if it has none. */
export function certificateOf(socket: TLSSocket): PeerCertificate | undefined {
  const { fingerprint256, subjectaltname, subject } = socket.getPeerCertificate();
  if (!fingerprint256) return undefined;
  const names = alternativeNames(subjectaltname ?? '');
  // The common name counts only if there are no alternative names.
  const common: unknown = subject?.CN;
  return { fingerprint: fingerprint256, names: names.length === 0 && typeof common === 'string' ? [common.toLowerCase()] : names };
}

/**
 * Whether the certificate is permitted.
 *
 * @param isVouchedFor whether a known authority has signed it
 * @param permit names and fingerprints; if empty, any certificate that is vouched for
 */
export function isPermitted({ fingerprint, names }: PeerCertificate, isVouchedFor: boolean, permit: readonly string[]): boolean {
  if (permit.includes(`sha256:${fingerprint}`)) return true;
  return isVouchedFor && (permit.length === 0 || names.some((name) => permit.some((pattern) => isNamed(name, pattern))));
}

/** `*.example.com` matches exactly one additional label. */
function isNamed(name: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? name.indexOf('.') > 0 && name.slice(name.indexOf('.')) === pattern.slice(1) : name === pattern;
}

/** Node quotes an ambiguous name, which is no host name. */
function alternativeNames(text: string): string[] {
  const names: string[] = [];
  for (const [, kind, name = ''] of text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)) {
    const read = kind === 'DNS' ? name.toLowerCase() : kind === 'IP Address' ? parseAddress(name) : undefined;
    if (read !== undefined && !read.startsWith('"')) names.push(read);
  }
  return names;
}
