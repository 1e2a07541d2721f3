/** The length in front of a counted frame: `MSG-LEN SP`, followed by the `<` of its message (RFC 6587, 3.4.1). */

import { BLANK, LESS_THAN, ZERO } from '../../values/ascii.ts';
import type { Framing } from './options.ts';

const MOST_DIGITS = 9;

/** `none`: the text does not begin like a length. `wrong`: it does, but continues differently. */
export type LengthVerdict = 'more' | 'counted' | 'none' | 'wrong';

/** Reads it byte by byte. A text may begin with a number, `2024 was…`: only before a PRI is it a length. */
export class FrameLength {
  value = 0;
  private digits = 0;
  private hasBlank = false;

  constructor(private readonly framing: Framing) {}

  begin(): void {
    this.value = this.digits = 0;
    this.hasBlank = false;
  }

  /** Takes the next byte. If `counted`, the message begins at this byte, or after it if it is the blank. */
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
