/** The length that a counted frame begins with: `MSG-LEN SP`, then the `<` of its message (RFC 6587, 3.4.1). */

import type { Framing } from './options.ts';

const BLANK = 0x20;
const ZERO = 0x30;
const LESS_THAN = 0x3c;
const MOST_DIGITS = 9;

/** `none`: text that does not begin as a length. `wrong`: text that does, and then goes on otherwise. */
export type LengthVerdict = 'more' | 'counted' | 'none' | 'wrong';

/** Reads it byte by byte. A text may well begin with a number, `2024 was…`: only before a PRI it is a length. */
export class FrameLength {
  value = 0;
  private digits = 0;
  private hasBlank = false;

  constructor(private readonly framing: Framing) {}

  begin(): void {
    this.value = this.digits = 0;
    this.hasBlank = false;
  }

  /** `counted`: the message begins at this byte, or behind it if it is the blank. */
  take(byte: number): LengthVerdict {
    if (this.hasBlank) return byte === LESS_THAN ? 'counted' : 'wrong';
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) return this.takeDigit(digit);
    if (byte !== BLANK || this.digits === 0) return 'none';
    if (this.framing === 'octet') return 'counted';
    this.hasBlank = true;
    return 'more';
  }

  private takeDigit(digit: number): LengthVerdict {
    if (this.digits === 0 && digit === 0) return 'none';
    if (this.digits === MOST_DIGITS) return 'wrong';
    this.digits++;
    this.value = this.value * 10 + digit;
    return 'more';
  }
}
