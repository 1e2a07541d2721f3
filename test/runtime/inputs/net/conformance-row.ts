/** One row of the table of bytes on the wire and their meaning. Text is bytes as Latin-1. */

import type { SyslogRow } from '../../decode/syslog/conformance-row.ts';
import type { Framed } from './plain-framer.ts';

export interface WireRow {
  name: string;
  /** Everything sent before the connection is closed; or one datagram. */
  sent: string;
  over: 'stream' | 'datagram';
  /** Options of the address: `max=480&nul=yes`. */
  options: string;
  messages: Framed[];
  blank: number;
  frameErrors: number;
  /** The meaning of the single message. */
  record?: SyslogRow;
}

type Flag = Framed['flags'][number];
export type Expected = string | readonly [text: string, ...flags: Flag[]];
export type More = Partial<Omit<WireRow, 'name' | 'sent' | 'over'>>;

export function stream(name: string, sent: string, expected: readonly Expected[], more: More = {}): WireRow {
  return row(`stream: ${name}`, sent, 'stream', expected, more);
}

export function datagram(name: string, sent: string, expected: readonly Expected[], more: More = {}): WireRow {
  return row(`datagram: ${name}`, sent, 'datagram', expected, more);
}

function row(name: string, sent: string, over: WireRow['over'], expected: readonly Expected[], more: More): WireRow {
  const messages = expected.map((one): Framed => {
    const [text, ...flags] = typeof one === 'string' ? ([one] as const) : one;
    return { text, flags: flags.sort() };
  });
  return { name, sent, over, messages, options: '', blank: 0, frameErrors: 0, ...more };
}

/** With its length as prefix. */
export function counted(message: string): string {
  return `${message.length} ${message}`;
}

/** The UTF-8 bytes of a text. */
export function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}
