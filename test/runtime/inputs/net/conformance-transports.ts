/** Sends the rows of the table over every transport, and returns those that are violated. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import { createRecordReader } from '../../../../src/runtime/decode/records/record-readers.ts';
import { isProblem, parseListenAddress } from '../../../../src/runtime/inputs/net/address.ts';
import type { FrameOptions } from '../../../../src/runtime/inputs/net/options.ts';
import { peerName } from '../../../../src/runtime/inputs/net/peers.ts';
import { RecordFlag } from '../../../../src/runtime/record.ts';
import { builtin, flagsOf, isoOf, plain } from '../../decode/decoding.ts';
import { RECEIVED, type SyslogRow } from '../../decode/syslog/conformance-row.ts';
import { Authority } from './certificates.ts';
import { WIRE_ROWS } from './conformance.ts';
import { FRAMING_ROWS } from './conformance-framing.ts';
import { stream, type WireRow } from './conformance-row.ts';
import type { FrameStream } from './framing.ts';
import type { Framed } from './plain-framer.ts';
import { type Received, receiving, type Target } from './receiving.ts';

const STREAMS = WIRE_ROWS.filter(({ over }) => over === 'stream');
const DATAGRAMS = WIRE_ROWS.filter(({ over }) => over === 'datagram');
/** For longer streams only this many cut positions are tried, at both ends. */
const MOST_CUTS = 50;

/** Ways to cut a stream of a given length, each as a list of positions. */
export type Cuts = (length: number) => number[][];

export const CUTS: ReadonlyMap<string, Cuts> = new Map<string, Cuts>([
  ['in one piece', () => [[]]],
  ['byte by byte', (length) => [Array.from({ length: Math.min(length, 4000) }, (_, i) => i)]],
  ['in two pieces, cut anywhere', (length) => placesIn(length).map((at) => [at])],
]);

function placesIn(length: number): number[] {
  const places = Array.from({ length: length + 1 }, (_, at) => at);
  return length < 3000 ? places : [...places.slice(0, MOST_CUTS), ...places.slice(-MOST_CUTS)];
}

/** The rows that a framer violates for some way to cut their streams. */
export function framedWrongly(frame: FrameStream, cutsFor: Cuts): string[] {
  const failed = STREAMS.filter((row) => {
    const { sent, messages, blank, frameErrors } = row;
    const stream = Buffer.from(sent, 'latin1');
    const expected = JSON.stringify({ messages, blank, frameErrors });
    const options = optionsOf(row);
    return cutsFor(stream.length).some((cuts) => JSON.stringify(frame(stream, cuts, options)) !== expected);
  });
  return failed.map(({ name }) => name);
}

function optionsOf({ options }: WireRow): FrameOptions {
  const address = parseListenAddress(`tcp://127.0.0.1:0?${options}`);
  if (isProblem(address)) throw new Error(address.message);
  return address;
}

const FIELDS = ['host', 'app', 'pid', 'msgid', 'facility', 'severity', 'sd'];

/** The rows whose record is decoded as something else. */
export function readWrongly(): string[] {
  const wrong = WIRE_ROWS.filter(({ record, messages }) => record && !isDeepStrictEqual(meaningOf(messages[0]!), wantedOf(record)));
  return wrong.map(({ name }) => name);
}

/** The meaning of a message received now; undefined if there is none. */
function meaningOf({ text, flags }: Framed): object | undefined {
  const reader = createRecordReader(builtin('syslog'), { received: Date.parse(RECEIVED) * 1000, zone: 'UTC', live: true });
  const bytes = Buffer.from(text, 'latin1');
  const known = flags.reduce((all, flag) => all | RecordFlag[flag], 0);
  if (!reader.take({ bytes, start: 0, end: bytes.length, number: 1, flags: known })) return undefined;
  const { record } = reader;
  const fields = FIELDS.map((name) => [name, plain(record.field([name]))] as const).filter(([, value]) => value !== undefined);
  return {
    fields: Object.fromEntries(fields),
    message: bytes.toString('utf8', record.messageStart, record.messageEnd),
    time: isoOf(record.time),
    flags: flagsOf(record.flags),
    weight: record.weight,
  };
}

function wantedOf({ fields, message, time, flags, weight }: SyslogRow): object {
  return { fields, message, time: time ?? RECEIVED, flags: [...flags].sort(), weight: weight ?? 1 };
}

export function wrongOverUdp(): Promise<string[]> {
  return wrongOver(DATAGRAMS, 'udp://127.0.0.1:0?', sendDatagram);
}

export function wrongOverTcp(): Promise<string[]> {
  return wrongOver(STREAMS, 'tcp://127.0.0.1:0?', (target, bytes) => send(connectTcp(target), 'connect', bytes));
}

/** Needs openssl, for certificates. */
export function wrongOverTls(): Promise<string[]> {
  const ours = new Authority();
  const { cert, key } = ours.sign('server', 'localhost', 'DNS:localhost');
  return wrongOver(
    [...FRAMING_ROWS, oneAfterTheOther(STREAMS.filter(({ record }) => record))],
    `tls://127.0.0.1:0?cert=${cert}&key=${key}&`,
    (target, bytes) => send(connectTls({ ...target, ...ours.client() }), 'secureConnect', bytes),
  );
}

/** A TLS connection for each record takes long; on a shared one they might disturb each other. */
function oneAfterTheOther(rows: readonly WireRow[]): WireRow {
  const messages = rows.flatMap((row) => row.messages);
  return stream('all records', rows.map(({ sent }) => sent).join(''), [], { frameErrors: sum(rows, (row) => row.frameErrors), messages });
}

interface Sent {
  /** The sender, as the receiver identifies it. */
  peer: string;
  done(): void;
}

type SendTo = (target: Target, bytes: Buffer) => Promise<Sent>;

/** Sends every row from a separate peer, and returns the names of those with another result. */
async function wrongOver(rows: readonly WireRow[], address: string, sendTo: SendTo): Promise<string[]> {
  const wrong: string[] = [];
  for (const options of new Set(rows.map((row) => row.options))) {
    const alike = rows.filter((row) => row.options === options);
    const { receiver, target, received, until } = await receiving(`${address}${options}`);
    const sent: Sent[] = [];
    for (const row of alike) sent.push(await sendTo(target, Buffer.from(row.sent, 'latin1')));
    const frames = sum(alike, (row) => row.messages.length + row.blank + row.frameErrors);
    await until((counters) => counters.received + counters.blank + counters.frameErrors >= frames);
    await receiver.close();
    for (const { done } of sent) done();
    for (const [i, { name, messages }] of alike.entries()) {
      const found = framedOf(received.filter(({ origin }) => origin.peer === sent[i]?.peer));
      if (!isDeepStrictEqual(found, messages)) wrong.push(name);
    }
    const { blank, frameErrors } = receiver.counters();
    if (blank !== sum(alike, (row) => row.blank)) wrong.push(`${blank} blank frames`);
    if (frameErrors !== sum(alike, (row) => row.frameErrors)) wrong.push(`${frameErrors} frame errors`);
  }
  return wrong;
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

function framedOf(received: readonly Received[]): Framed[] {
  return received.map(({ text, flags }) => ({ text, flags }));
}

async function send(socket: Socket, ready: string, bytes: Buffer): Promise<Sent> {
  await once(socket, ready);
  const peer = peerName(socket.localAddress ?? '', socket.localPort ?? 0);
  socket.resume().end(bytes);
  return { peer, done: () => socket.destroy() };
}

async function sendDatagram({ host, port }: Target, bytes: Buffer): Promise<Sent> {
  const socket = createSocket('udp4');
  socket.connect(port, host);
  await once(socket, 'connect');
  const { address, port: own } = socket.address();
  await new Promise((resolve) => socket.send(bytes, resolve));
  return { peer: peerName(address, own), done: () => socket.close() };
}
