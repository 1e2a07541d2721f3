/** The options after the `?` of an address to receive on. */

import { parseAddress, parseNetwork } from '../../../addresses.ts';
import { LONGEST_WAIT } from '../../state/clock.ts';
import { parseDuration } from '../../values/duration.ts';
import { LINE_BOUNDS } from '../limits.ts';
import { MAX_LINE } from '../lines.ts';
import type { Transport } from './receiver.ts';

/** How the messages of a stream are delimited (RFC 6587, 3.4); `auto` decides for each. */
export type Framing = 'auto' | 'octet' | 'lf';

export interface FrameOptions {
  /** The longest message in bytes; the rest of a longer one is discarded. */
  readonly max: number;
  readonly framing: Framing;
  /** Whether a NUL ends a message like a line feed, unless it has a length. */
  readonly nul: boolean;
}

/** PEM files, and who is permitted. */
export interface TlsOptions {
  readonly cert?: string;
  readonly key?: string;
  /** Authorities that vouch for clients. */
  readonly ca?: string;
  /** Names, `*.example.com`, and fingerprints, `sha256:AB:CD:…`, of client certificates; if empty, any that `ca` vouches for. */
  readonly permit: readonly string[];
}

export interface ListenOptions extends FrameOptions {
  /** The name of the format of records; if absent, the consumer decides, as with `zone`. */
  readonly format?: string;
  /** IANA name of the zone of stamps without one. */
  readonly zone?: string;
  /** Networks from which peers may send, canonical; if empty, all. */
  readonly allow: readonly string[];
  /** The most simultaneous connections. */
  readonly connections: number;
  /** The most simultaneous connections of one peer; 0 for no separate limit. */
  readonly peerConnections: number;
  /** Bytes per second that are read from one peer, over all its connections; 0 for no limit. */
  readonly peerRate: number;
  /** Milliseconds of silence after which a connection is closed; 0 for never. */
  readonly idle: number;
  /** Bytes that the kernel is asked to buffer for unread datagrams. */
  readonly buffer: number;
  /** Permissions of a Unix socket. */
  readonly mode: number;
  readonly tls: TlsOptions;
}

export const DEFAULT_OPTIONS: ListenOptions = {
  max: MAX_LINE,
  framing: 'auto',
  nul: false,
  allow: [],
  connections: 1000,
  peerConnections: 0,
  peerRate: 0,
  idle: 0,
  buffer: 4 * 1024 * 1024,
  mode: 0o660,
  tls: { permit: [] },
};

interface Complaint {
  readonly message: string;
  readonly help: string;
}

interface Option {
  /** The transports that support it. */
  readonly of: readonly Transport[];
  readonly wants: string;
  /** Undefined if the value is not acceptable. */
  read(value: string, options: ListenOptions): Partial<ListenOptions> | undefined;
}

const STREAMS: readonly Transport[] = ['tcp', 'tls', 'unix'];
const CONNECTED: readonly Transport[] = [...STREAMS, 'relp'];
const ALL: readonly Transport[] = [...CONNECTED, 'udp'];
const ON_NETWORK: readonly Transport[] = ['udp', 'tcp', 'tls', 'relp'];
const STREAMS_ON_NETWORK: readonly Transport[] = ['tcp', 'tls', 'relp'];
const SECURE: readonly Transport[] = ['tls', 'relp'];
const COUNT = 'a number from 1 to 1000000';

const OPTIONS: ReadonlyMap<string, Option> = new Map<string, Option>([
  ['max', { of: ALL, wants: `${LINE_BOUNDS.text}, such as 64KiB`, read: within('max', sizeOf, LINE_BOUNDS.least, LINE_BOUNDS.greatest) }],
  ['framing', { of: STREAMS, wants: 'auto, octet or lf', read: (value) => (isFraming(value) ? { framing: value } : undefined) }],
  ['nul', { of: STREAMS, wants: 'yes or no', read: (value) => (value === 'yes' || value === 'no' ? { nul: value === 'yes' } : undefined) }],
  ['format', { of: ALL, wants: 'the name of a format', read: (value) => (value === '' ? undefined : { format: value }) }],
  ['zone', { of: ALL, wants: 'a time zone, such as Europe/Paris', read: (value) => (value === '' ? undefined : { zone: value }) }],
  ['allow', { of: ON_NETWORK, wants: 'networks, such as 10.0.0.0/8,192.0.2.7', read: networks }],
  ['connections', { of: CONNECTED, wants: COUNT, read: within('connections', wholeNumber, 1, 1_000_000) }],
  ['peer-connections', { of: STREAMS_ON_NETWORK, wants: COUNT, read: within('peerConnections', wholeNumber, 1, 1_000_000) }],
  ['peer-rate', { of: STREAMS_ON_NETWORK, wants: 'a size per second, such as 1MiB', read: within('peerRate', sizeOf, 1024, 2 ** 30) }],
  ['idle', { of: CONNECTED, wants: 'a duration, such as 10m', read: within('idle', milliseconds, 0, LONGEST_WAIT) }],
  ['buffer', { of: ['udp'], wants: 'a size, such as 4MiB', read: within('buffer', sizeOf, 4096, 2 ** 30) }],
  ['mode', { of: ['unix'], wants: 'permissions, such as 0660', read: within('mode', octal, 0, 0o777) }],
  ...(['cert', 'key', 'ca'] as const).map((name): [string, Option] => [
    name,
    { of: SECURE, wants: 'a file in PEM', read: (value, { tls }) => (value === '' ? undefined : { tls: { ...tls, [name]: value } }) },
  ]),
  ['permit', { of: SECURE, wants: 'names or fingerprints of certificates, such as *.example.com,sha256:AB:CD:…', read: permitted }],
]);

/** Sets one more option. */
export function applyOption(options: ListenOptions, transport: Transport, name: string, value: string): ListenOptions | Complaint {
  const option = OPTIONS.get(name);
  if (!option?.of.includes(transport)) {
    const known = [...OPTIONS].filter(([, { of }]) => of.includes(transport)).map(([known]) => known);
    return { message: `${transport} has no option '${name}'.`, help: `It has: ${known.join(', ')}.` };
  }
  const read = option.read(value, options);
  return read ? { ...options, ...read } : { message: `'${value}' is not a valid value for '${name}'.`, help: `Give ${option.wants}.` };
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
]);

function sizeOf(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,10})([A-Za-z]*)$/.exec(text) ?? [];
  return Number(amount) * (UNITS.get(unit) ?? Number.NaN);
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

function milliseconds(text: string): number {
  return Math.ceil((parseDuration(text) ?? Number.NaN) / 1000);
}

function octal(text: string): number {
  return /^0?[0-7]{3}$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

/** Reads a number between bounds. `numberOf` returns NaN for a text that is none. */
function within(
  name: 'max' | 'connections' | 'peerConnections' | 'peerRate' | 'idle' | 'buffer' | 'mode',
  numberOf: (text: string) => number,
  least: number,
  greatest: number,
): Option['read'] {
  return (text) => {
    const value = numberOf(text);
    return value >= least && value <= greatest ? { [name]: value } : undefined;
  };
}

function isFraming(value: string): value is Framing {
  return value === 'auto' || value === 'octet' || value === 'lf';
}

function networks(value: string, { allow }: ListenOptions): Partial<ListenOptions> | undefined {
  const read = value.split(',').map(parseNetwork);
  return read.every((network) => network !== undefined) ? { allow: [...allow, ...read] } : undefined;
}

const NAME = /^(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const FINGERPRINT = /^sha256:[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i;

function permitted(value: string, { tls }: ListenOptions): Partial<ListenOptions> | undefined {
  const read = value.split(',').map(identityOf);
  return read.every((one) => one !== undefined) ? { tls: { ...tls, permit: [...tls.permit, ...read] } } : undefined;
}

/** The canonical form of an identity: a fingerprint as Node writes it, a name in lower case, an address in canonical text. */
function identityOf(text: string): string | undefined {
  if (FINGERPRINT.test(text)) {
    const digits = text.slice('sha256:'.length).replaceAll(':', '').toUpperCase();
    return `sha256:${digits.replace(/..(?=.)/g, '$&:')}`;
  }
  return NAME.test(text) ? text.toLowerCase() : parseAddress(text);
}
