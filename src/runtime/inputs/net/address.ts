/** Addresses to receive on: `udp://127.0.0.1:5514`, `tls://0.0.0.0:6514?cert=a.pem&key=a.key`, `unix:///run/corr.sock`. */

import { type InputProblem, inputError } from '../problem.ts';
import { applyOption, DEFAULT_OPTIONS, type ListenOptions } from './options.ts';
import type { Transport } from './receiver.ts';
import { isTooLong } from './unix-socket.ts';

export interface ListenAddress extends ListenOptions {
  /** As given. */
  readonly text: string;
  readonly transport: Transport;
  /** The network address; empty if there is a `path`. */
  readonly host: string;
  readonly port: number;
  /** For a Unix socket; empty otherwise. */
  readonly path: string;
}

/** The registered port of syslog, and customary ones; a Unix socket has none. */
const PORTS: Readonly<Record<Transport, number>> = { udp: 514, tcp: 514, tls: 6514, relp: 2514, unix: 0 };
const LOOPBACK = '127.0.0.1';
const GREATEST_PORT = 65_535;

const SHAPE = /^([a-z-]+):\/\/(?:\[([0-9A-Fa-f:.]+)\]|([^/?:[\]]*))(?::(\d{1,5}))?(\/[^?]*)?(?:\?(.*))?$/s;

/** Parses an address. A mistake in it is returned as a problem. */
export function parseListenAddress(text: string): ListenAddress | InputProblem {
  const [whole, scheme = '', ipv6, name = '', port, path = '', query = ''] = SHAPE.exec(text) ?? [];
  if (scheme === 'unixgram') return noDatagrams(text);
  if (whole === undefined || !isTransport(scheme)) return unreadable(text);
  const host = ipv6 ?? name;
  const address = {
    text,
    transport: scheme,
    host: host === '' && scheme !== 'unix' ? LOOPBACK : host,
    port: port === undefined ? PORTS[scheme] : Number(port),
    path,
    ...DEFAULT_OPTIONS,
  };
  const isLocal = scheme === 'unix';
  if (address.port > GREATEST_PORT) return bad(text, `The port ${address.port} is too high.`, `The highest is ${GREATEST_PORT}.`);
  if (isLocal !== path.length > 1 || (isLocal && (host !== '' || port !== undefined))) return unreadable(text);
  if (isTooLong(path)) return bad(text, 'The path is too long for a socket.', 'Give a shorter one, such as unix:///run/corr.sock.');
  return withOptions(address, new URLSearchParams(query));
}

export function isProblem(read: ListenAddress | InputProblem): read is InputProblem {
  return 'severity' in read;
}

function withOptions(address: ListenAddress, query: URLSearchParams): ListenAddress | InputProblem {
  let options: ListenOptions = address;
  for (const [name, value] of query) {
    const read = applyOption(options, address.transport, name, value);
    if ('message' in read) return bad(address.text, read.message, read.help);
    options = read;
  }
  const { cert, key, ca, permit } = options.tls;
  if ((cert === undefined) !== (key === undefined))
    return bad(address.text, 'One of cert and key is missing.', 'Give both, each a file in PEM.');
  if (address.transport === 'tls' && cert === undefined) {
    return bad(address.text, 'TLS needs a certificate.', 'Add ?cert=FILE&key=FILE, each a file in PEM.');
  }
  if (cert === undefined && (ca !== undefined || permit.length > 0)) {
    return bad(address.text, 'Without cert and key there is no TLS, so clients have no certificates.', 'Add cert=FILE&key=FILE.');
  }
  if (ca === undefined && permit.some((name) => !name.startsWith('sha256:'))) {
    return bad(
      address.text,
      'A permitted name can be trusted only if a known authority vouches for it.',
      'Add ca=FILE, or permit fingerprints.',
    );
  }
  return { ...address, ...options };
}

function isTransport(scheme: string): scheme is Transport {
  return Object.hasOwn(PORTS, scheme);
}

function bad(path: string, message: string, help: string): InputProblem {
  return inputError('bad-address', path, `'${path}': ${message}`, help);
}

function unreadable(text: string): InputProblem {
  const help = 'Write udp://HOST:PORT, tcp://…, tls://…, relp://… or unix:///PATH; without a host it is 127.0.0.1.';
  return inputError('bad-address', text, `'${text}' is not a valid address to receive on.`, help);
}

/** Node does not support Unix datagram sockets, and native modules are not used. */
function noDatagrams(text: string): InputProblem {
  const help = 'Receive a stream on unix:///PATH, or let the local syslog daemon forward to udp://127.0.0.1.';
  return bad(text, 'datagrams cannot be received on Unix sockets.', help);
}
