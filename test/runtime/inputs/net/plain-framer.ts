/** The meaning of framing, naively from all bytes at once. Text is bytes as Latin-1. */

import type { FrameOptions } from '../../../../src/runtime/inputs/net/options.ts';
import type { RecordFlag } from '../../../../src/runtime/record.ts';
import { wholeCharacters } from '../bytes.ts';

export interface Framed {
  text: string;
  flags: (keyof typeof RecordFlag)[];
}

export interface FramedStream {
  messages: Framed[];
  blank: number;
  frameErrors: number;
}

interface Frame {
  content: string;
  isWhole: boolean;
  rest: string;
}

/** The entire stream, from beginning to end. */
export function framePlainly(stream: string, options: FrameOptions): FramedStream {
  const framed: FramedStream = { messages: [], blank: 0, frameErrors: 0 };
  let rest = withoutPadding(stream);
  while (rest !== '') {
    const counted = countedFrame(rest, options);
    if (!counted && beginsWrongly(rest, options)) framed.frameErrors++;
    const frame = counted ?? textFrame(rest, options);
    const message = messageOf(frame, options.max);
    const isNothing = frame.content === '' && !frame.isWhole;
    if (!/^[ \t\r\n]*$/.test(message.text)) framed.messages.push(message);
    else if (!isNothing) framed.blank++;
    rest = withoutPadding(frame.rest);
  }
  return framed;
}

function withoutPadding(rest: string): string {
  return rest.replace(/^\0+/, '');
}

const COUNTED = { auto: /^([1-9]\d{0,8}) (?=<)/, octet: /^([1-9]\d{0,8}) /, lf: /^(?!)/ };
/** Text that ends before it is clear whether it begins with a length. */
const UNDECIDED = /^[1-9]\d{0,8} ?$/;

function countedFrame(rest: string, { framing }: FrameOptions): Frame | undefined {
  const [header, length] = COUNTED[framing].exec(rest) ?? [];
  if (header === undefined) return undefined;
  const end = header.length + Number(length);
  return { content: rest.slice(header.length, end), isWhole: end <= rest.length, rest: rest.slice(end) };
}

function beginsWrongly(rest: string, { framing }: FrameOptions): boolean {
  if (framing === 'lf' || UNDECIDED.test(rest)) return false;
  return framing === 'octet' || /^[1-9]\d{0,8} [^<]/.test(rest) || /^[1-9]\d{9}/.test(rest);
}

function textFrame(rest: string, { nul }: FrameOptions): Frame {
  const end = rest.search(nul ? /[\0\n]/ : /\n/);
  return end < 0 ? { content: rest, isWhole: false, rest: '' } : { content: rest.slice(0, end), isWhole: true, rest: rest.slice(end + 1) };
}

function messageOf({ content, isWhole }: Frame, max: number): Framed {
  const flags: Framed['flags'] = isWhole ? [] : ['incomplete'];
  let text = content.length > max + 1 ? content : content.replace(/\0*\r?\n?\0*$/, '');
  if (text.length > max) {
    text = wholeCharacters(text, max);
    flags.push('truncated');
  }
  if (!isGood(text)) flags.push('invalidUtf8');
  return { text, flags: flags.sort() };
}

function isGood(text: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
    return true;
  } catch {
    return false;
  }
}
