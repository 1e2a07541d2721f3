/** Frames streams that arrive in chunks, with the framer and with broken ones. */

import fc from 'fast-check';
import { Framer } from '../../../../src/runtime/inputs/net/framer.ts';
import { DEFAULT_OPTIONS, type FrameOptions } from '../../../../src/runtime/inputs/net/options.ts';
import type { Lines, Peer } from '../../../../src/runtime/inputs/net/receiver.ts';
import { flagsOf } from '../../decode/decoding.ts';
import type { Framed, FramedStream } from './plain-framer.ts';

/** Frames a stream that is cut at these positions. */
export type FrameStream = (stream: Buffer, cuts: readonly number[], options: FrameOptions) => FramedStream;

export const ORIGIN: Peer = { transport: 'tcp', peer: '192.0.2.1:514' };

export const frameStream: FrameStream = (stream, cuts, options) => framedBy(stream, cuts, options, () => undefined);

/** The same, taking adjacent messages at once. */
export const frameLines: FrameStream = (stream, cuts, options) => framedBy(stream, cuts, options, (framer) => framer.lines());

function framedBy(
  stream: Buffer,
  cuts: readonly number[],
  options: FrameOptions,
  linesOf: (framer: Framer) => Lines | undefined,
): FramedStream {
  const counters = { received: 0, blank: 0, bytes: 0, frameErrors: 0, truncated: 0, incomplete: 0 };
  const framer = new Framer(ORIGIN, options, counters);
  const messages: Framed[] = [];
  const take = () => {
    for (;;) {
      const lines = linesOf(framer);
      if (!lines && !framer.next()) return;
      const { bytes, start, end } = lines ?? framer;
      const text = Buffer.from(bytes).toString('latin1', start, end);
      if (!lines) messages.push({ text, flags: flagsOf(framer.flags) });
      else for (const [, line = ''] of text.matchAll(/([^\n]*)\n/g)) messages.push({ text: line, flags: [] });
    }
  };
  for (const chunk of cut(stream, cuts)) {
    framer.feed(chunk);
    take();
    // Like a buffer that is reused.
    chunk.fill('?');
  }
  framer.finish();
  take();
  const { received, bytes, truncated, incomplete, blank, frameErrors } = counters;
  const counted = { received, bytes, truncated, incomplete };
  if (JSON.stringify(counted) !== JSON.stringify(countersOf(messages))) throw new Error(`wrong counters: ${JSON.stringify(counted)}`);
  return { messages, blank, frameErrors };
}

function cut(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts, stream.length];
  return places.slice(1).map((end, i) => Buffer.from(stream.subarray(places[i], end)));
}

function countersOf(messages: readonly Framed[]): object {
  const flagged = (flag: Framed['flags'][number]) => messages.filter(({ flags }) => flags.includes(flag)).length;
  const bytes = messages.reduce((sum, { text }) => sum + text.length, 0);
  return { received: messages.length, bytes, truncated: flagged('truncated'), incomplete: flagged('incomplete') };
}

/** Faults that real receivers have had. Tests of framing must find each of them. */
export const BROKEN_FRAMERS: ReadonlyMap<string, FrameStream> = new Map<string, FrameStream>([
  ['makes messages of the rest of one that is too long', (stream, cuts, options) => {
    const whole = frameStream(stream, cuts, { ...options, max: 2 ** 20 });
    const messages = whole.messages.flatMap(({ text, flags }) => text.match(new RegExp(`[^]{1,${options.max}}`, 'g'))?.map((part) => ({ text: part, flags })) ?? []);
    return { ...whole, messages };
  }],
  ['never cuts', (stream, cuts, options) => frameStream(stream, cuts, { ...options, max: 2 ** 20 })],
  ['takes any number for a length', (stream, cuts, options) => frameStream(stream, cuts, options.framing === 'auto' ? { ...options, framing: 'octet' } : options)],
  ['knows no lengths', (stream, cuts, options) => frameStream(stream, cuts, { ...options, framing: 'lf' })],
  ['takes each chunk for itself', (stream, cuts, options) => {
    const parts = cut(stream, cuts).map((chunk) => frameStream(chunk, [], options));
    return { messages: parts.flatMap(({ messages }) => messages), blank: sum(parts, 'blank'), frameErrors: sum(parts, 'frameErrors') };
  }],
  ['forgets what has no end', (stream, cuts, options) => {
    const whole = frameStream(stream, cuts, options);
    return { ...whole, messages: whole.messages.filter(({ flags }) => !flags.includes('incomplete')) };
  }],
  ['ends messages at NUL, always', (stream, cuts, options) => frameStream(stream, cuts, { ...options, nul: true })],
]); // biome-ignore format: a table

function sum(parts: readonly FramedStream[], of: 'blank' | 'frameErrors'): number {
  return parts.reduce((all, part) => all + part[of], 0);
}

const word = fc.constantFrom('<13>', '<', 'a', 'bcd', ' ', '2024 was', '12:30', '\r', '\n', '\r\n', '\0', 'é', '€', '😀', '0');
const text = fc.array(word, { maxLength: 8 }).map((words) => Buffer.from(words.join('')));
const broken = fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes));

/** A message with its length, right or wrong. */
const counted = fc
  .tuple(text, fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -3, max: 30 })))
  .map(([content, off]) => {
    const message = Buffer.concat([Buffer.from('<13>'), content]);
    return Buffer.concat([Buffer.from(`${message.length + off} `), message]);
  });
const line = text.map((content) => Buffer.concat([content, Buffer.from('\n')]));
const nearlyCounted = fc
  .constantFrom('9999999999 <', '999999999 <', '5  <13>a', '05 <13>a', '0 <', '7', '12 ', '1234567890')
  .map((header) => Buffer.from(header));

/** Streams of valid frames, invalid ones, and anything between. */
export const streams: fc.Arbitrary<Buffer> = fc
  .array(fc.oneof({ weight: 4, arbitrary: counted }, { weight: 4, arbitrary: line }, text, broken, nearlyCounted), { maxLength: 8 })
  .map((frames) => Buffer.concat(frames));

export const frameOptions: fc.Arbitrary<FrameOptions> = fc.record({
  max: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(DEFAULT_OPTIONS.max)),
  framing: fc.constantFrom('auto', 'auto', 'octet', 'lf'),
  nul: fc.boolean(),
});

/** Positions at which to cut a stream of this length. */
export function cutsOf(length: number, shares: readonly number[]): number[] {
  return shares.map((share) => Math.floor(share * (length + 1))).sort((a, b) => a - b);
}
