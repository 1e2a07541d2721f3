/** Problems with receiving. */

import { grouped } from '../../outputs/figures.ts';
import { type InputProblem, inputError, inputWarning } from '../problem.ts';
import type { ListenAddress } from './address.ts';
import { isLoopback } from './peers.ts';
import type { PeerCertificate } from './receiver.ts';

/** The most names of a certificate to show. */
const MOST_NAMES = 3;

/** Why a peer is turned away, and what can be done about it. */
export interface Reason {
  readonly why: string;
  readonly help: string;
}

export function notListening(error: unknown, { text, host, path, transport }: ListenAddress): InputProblem {
  const problem = (message: string, help: string) => inputError('not-listening', text, `'${text}': ${message}`, help);
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return path === ''
        ? problem('another process already listens there.', `See which one with: ss -lnp ${transport === 'udp' ? '-u' : '-t'}`)
        : problem('another process already listens there, or it is not a socket.', 'Give another path, or remove what is there.');
    case 'EACCES':
    case 'EPERM':
      return problem(
        'listening there is not allowed.',
        path === ''
          ? 'Use a port of at least 1024, or allow this one: AmbientCapabilities=CAP_NET_BIND_SERVICE'
          : 'Choose a folder that this user can write to.',
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return problem(
        `'${host}' is not an address of this machine.`,
        'List its addresses with: ip address. 0.0.0.0 stands for all of them, or [::] with IPv6.',
      );
    case 'ENOENT':
      return problem('there is no such folder.', 'Create it first.');
    default:
      return problem(`listening failed: ${messageOf(error)}.`, 'Check the address.');
  }
}

/** Connections cannot be accepted for now; open ones are still served. */
export function notAccepting(error: unknown, path: string): InputProblem {
  const message = `'${path}': a connection could not be accepted: ${messageOf(error)}.`;
  return inputWarning('not-accepting', path, message, `If too many files are open: ${RAISE_LIMIT}`);
}

/** A peer that is turned away; `count` is the number of these so far. */
export function turnedAway(path: string, peer: string, count: number, { why, help }: Reason): InputProblem {
  const message = `'${path}': ${peer} ${why} (${grouped(count)} so far).`;
  return inputWarning('turned-away', path, message, help);
}

export const NOT_ALLOWED: Reason = { why: 'is not allowed to send', help: 'If it should, add its network to allow=.' };
export const ALL_IN_USE: Reason = {
  why: 'was turned away: all connections of the address are in use',
  help: 'To allow more, raise connections=; to close silent ones, set idle=.',
};
export const TOO_MANY_OF_PEER: Reason = {
  why: 'was turned away: it has as many connections as one peer may have',
  help: 'To allow more, raise peer-connections=; to close silent ones, set idle=.',
};
export const GAVE_WAY: Reason = {
  why: 'had sent no message, and its connection was closed for a new one: all were in use',
  help: 'To allow more, raise connections=; to limit those of one peer, set peer-connections=.',
};
const RAISE_LIMIT = 'Raise the limit: ulimit -n, or LimitNOFILE= of systemd.';
export const NO_DESCRIPTOR: Reason = { why: 'was turned away: there are no file descriptors left', help: RAISE_LIMIT };
export const NO_RELP: Reason = {
  why: 'does not follow the RELP protocol',
  help: 'Check that it speaks RELP, and TLS only if the address has cert= and key=.',
};

/** @param fault what is wrong with the certificate itself, in the terms of OpenSSL; undefined if it is merely not permitted */
export function notPermitted(certificate: PeerCertificate | undefined, fault: string | undefined): Reason {
  if (!certificate)
    return { why: 'has no certificate', help: 'It needs one that is signed by an authority in ca=, or whose fingerprint is permitted.' };
  const whose = `has a certificate for ${certificate.names.slice(0, MOST_NAMES).join(', ') || 'nobody'}`;
  const why = fault === undefined ? `${whose}, which is not permitted` : `${whose} that is not valid: ${fault}`;
  const permit = `permit=sha256:${certificate.fingerprint}`;
  if (fault === 'CERT_HAS_EXPIRED') return { why, help: `Give it a new one. Until then, ${permit} lets it send with this one.` };
  return { why, help: `If it should be able to send, add ${permit}, or its name if ca= vouches for it.` };
}

export function noHandshake(error: unknown): Reason {
  const reason = error instanceof Error && 'reason' in error ? error.reason : undefined;
  const why = `failed the TLS handshake: ${typeof reason === 'string' ? reason : messageOf(error)}`;
  return {
    why,
    help: 'Check that it speaks TLS 1.2 or later and trusts the authority of this certificate. If it closed the connection, its own log says why.',
  };
}

export function fewDescriptors(path: string, connections: number): InputProblem {
  const message = `'${path}': there are file descriptors for no more than ${connections} connections, on all addresses together.`;
  return inputWarning('not-accepting', path, message, RAISE_LIMIT);
}

/** A warning that anyone who can reach the address can send, claiming to be any host; undefined if senders are restricted. */
export function exposure({ host, path, allow, tls }: ListenAddress, place: string): InputProblem | undefined {
  if (path !== '' || isLoopback(host) || allow.length > 0 || tls.ca !== undefined || tls.permit.length > 0) return undefined;
  const message = `'${place}': any machine that can reach it can send, and claim to be any host.`;
  return inputWarning('exposed', place, message, 'Add allow=NETWORKS, or use tls:// with ca= or permit=.');
}

/** Reading datagrams failed once; the socket stays in use. */
export function notReading(error: unknown, path: string): InputProblem {
  const message = `'${path}': reading failed: ${messageOf(error)}.`;
  return inputWarning('unreadable', path, message, 'Receiving continues. If this happens again, check the network.');
}

export function smallBuffer(path: string, granted: number, asked: number): InputProblem {
  const message = `'${path}': the kernel grants ${granted} of the ${asked} bytes wanted for waiting datagrams.`;
  return inputWarning('small-buffer', path, message, `Allow more: sysctl -w net.core.rmem_max=${asked}`);
}

/** @param ends microseconds since 1970 */
export function certificateEnding(path: string, ends: number): InputProblem {
  const message = `'${path}': its certificate is valid until ${new Date(ends / 1000).toISOString()}.`;
  return inputWarning('certificate-ends', path, message, 'Renew it, then send SIGHUP.');
}

export function badCertificate(error: unknown, path: string): InputProblem {
  const message = `'${path}': certificate and key cannot be used: ${messageOf(error)}.`;
  return inputError('bad-certificate', path, message, 'Both must be in PEM and belong together, and the key must have no password.');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
