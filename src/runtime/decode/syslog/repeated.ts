import { CLOSE_BRACKET, isDigit, ZERO } from '../../values/ascii.ts';
import type { DecodedRecord } from '../decoded-record.ts';
import { hasAt, trimStart } from '../text.ts';

const BEFORE = 'message repeated ';
const AFTER = ' times: [';
/** Limits the effect of a forged line. */
const GREATEST_WEIGHT = 1_000_000;

/**
 * Handles `message repeated N times: [ … ]`, as rsyslog and sysklogd write it: the record gets the weight N, at most a
 * million, and the text in brackets as message. Returns whether it is such a message.
 */
export function repeatedMessage(record: DecodedRecord): boolean {
  const { bytes, messageStart, messageEnd } = record;
  if (bytes[messageStart] !== 0x6d || bytes[messageEnd - 1] !== CLOSE_BRACKET || !hasAt(bytes, messageStart, messageEnd, BEFORE))
    return false;
  let at = messageStart + BEFORE.length;
  let count = 0;
  for (; at < messageEnd && isDigit(bytes[at]); at++) {
    count = Math.min(count * 10 + bytes[at]! - ZERO, GREATEST_WEIGHT);
  }
  if (count === 0 || !hasAt(bytes, at, messageEnd - 1, AFTER)) return false;
  record.weight = count;
  record.setMessage(trimStart(bytes, at + AFTER.length, messageEnd - 1), messageEnd - 1);
  return true;
}
