/** What can be in the way of receiving. */

import type { InputProblem } from '../problem.ts';
import type { ListenAddress } from './address.ts';
import { isLoopback } from './peers.ts';

/** The problem that an error of listening is. */
export function notListening(error: unknown, { text, host, path, transport }: ListenAddress): InputProblem {
  const problem = (message: string, help: string): InputProblem => ({
    code: 'not-listening',
    severity: 'error',
    path: text,
    message: `'${text}': ${message}`,
    help,
  });
  const code = codeOf(error);
  switch (code) {
    case 'EADDRINUSE':
      return path === ''
        ? problem('another process listens there.', `Which one shows: ss -lnp ${transport === 'udp' ? '-u' : '-t'}`)
        : problem('another process listens there, or it is no socket.', 'Give another path, or remove what is there.');
    case 'EACCES':
    case 'EPERM':
      return problem(
        'listening there is not allowed.',
        path === ''
          ? 'Take a port from 1024 on, or allow it: AmbientCapabilities=CAP_NET_BIND_SERVICE'
          : 'Choose a folder that this user may write to.',
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return problem(
        `'${host}' is no address of this machine.`,
        'Its addresses shows: ip address. All of them are 0.0.0.0, or [::] with IPv6.',
      );
    case 'ENOENT':
      return problem('there is no such folder.', 'Make it first.');
    default:
      return problem(`listening failed: ${messageOf(error)}.`, 'Check the address.');
  }
}

/** Connections cannot be taken for now; those that are open are served. */
export function notAccepting(error: unknown, path: string): InputProblem {
  const message = `'${path}': a connection could not be taken: ${messageOf(error)}.`;
  return { code: 'not-accepting', severity: 'warning', path, message, help: 'If too many files are open, raise the limit: ulimit -n' };
}

export function fewDescriptors(path: string, connections: number): InputProblem {
  const message = `'${path}': no more than ${connections} connections, for want of file descriptors.`;
  return { code: 'not-accepting', severity: 'warning', path, message, help: 'Raise the limit: ulimit -n' };
}

/** Whoever can reach the address can send, and say that he is any host; undefined: not everybody can. */
export function exposure({ host, path, allow, tls }: ListenAddress, place: string): InputProblem | undefined {
  if (path !== '' || isLoopback(host) || allow.length > 0 || tls.ca !== undefined || tls.permit.length > 0) return undefined;
  const message = `'${place}': any machine that reaches it may send, as any host it likes.`;
  return { code: 'exposed', severity: 'warning', path: place, message, help: 'Add allow=NETWORKS, or use tls:// with ca= or permit=.' };
}

/** Reading datagrams failed once; the socket goes on. */
export function notReading(error: unknown, path: string): InputProblem {
  const message = `'${path}': reading failed: ${messageOf(error)}.`;
  return { code: 'unreadable', severity: 'warning', path, message, help: 'It goes on. If it comes again, check the network.' };
}

export function smallBuffer(path: string, granted: number, asked: number): InputProblem {
  const message = `'${path}': of ${asked} bytes for datagrams that wait, the kernel grants ${granted}.`;
  return { code: 'small-buffer', severity: 'warning', path, message, help: `Allow more: sysctl -w net.core.rmem_max=${asked}` };
}

export function badCertificate(error: unknown, path: string): InputProblem {
  const message = `'${path}': certificate and key cannot be used: ${messageOf(error)}.`;
  return {
    code: 'bad-certificate',
    severity: 'error',
    path,
    message,
    help: 'Both have to be in PEM, of one pair, and the key without a password.',
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
