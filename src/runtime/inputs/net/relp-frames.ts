/** Frames of RELP: `TXNR SP COMMAND SP DATALEN [SP DATA] LF`. */

import { BLANK, LINE_FEED, ZERO } from '../../values/ascii.ts';
import { ByteBuffer } from '../../values/byte-buffer.ts';

const MOST_DIGITS = 9;
const LONGEST_COMMAND = 32;
const NOTHING = Buffer.alloc(0);

/** The part of a frame that comes next. */
type Part = 'number' | 'command' | 'length' | 'data' | 'end';

/** Reads frame by frame from the chunks it is fed. After an invalid frame nothing more is found, as there is no way to resynchronize. */
export class RelpFrames {
  /** The transaction of the current frame. */
  transaction = 0;
  command = '';
  /** The data of the current frame, in `bytes` from `start` to `end`; only their beginning if `isCut`. */
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  isCut = false;
  isWrong = false;

  private chunk: Buffer = NOTHING;
  private at = 0;
  private part: Part = 'number';
  /** For the number being read. */
  private value = 0;
  private digits = 0;
  /** Bytes of data that are still to come. */
  private missing = 0;
  private readonly head: ByteBuffer;

  /** @param limit the most bytes of data to keep */
  constructor(limit: number) {
    this.head = new ByteBuffer(limit);
  }

  feed(chunk: Buffer): void {
    this.chunk = chunk;
    this.at = 0;
  }

  /** Moves to the next complete frame. */
  next(): boolean {
    while (this.at < this.chunk.length && !this.isWrong) {
      if (this.part === 'data') this.takeData();
      else if (this.takeByte(this.chunk[this.at++]!)) return true;
    }
    return false;
  }

  /** Returns true if the frame is complete. */
  private takeByte(byte: number): boolean {
    switch (this.part) {
      case 'number':
        if (byte === BLANK && this.digits > 0) this.enterCommand();
        else this.takeDigit(byte);
        return false;
      case 'command':
        if (byte === BLANK && this.command !== '') this.part = 'length';
        else this.takeLetter(byte);
        return false;
      case 'length':
        return this.takeLength(byte);
      default:
        return this.takeEnd(byte);
    }
  }

  private enterCommand(): void {
    this.transaction = this.value;
    this.value = this.digits = 0;
    this.command = '';
    this.part = 'command';
  }

  private takeDigit(byte: number): void {
    const digit = byte - ZERO;
    if (digit < 0 || digit > 9 || this.digits === MOST_DIGITS) this.isWrong = true;
    this.value = this.value * 10 + digit;
    this.digits++;
  }

  private takeLetter(byte: number): void {
    const letter = byte | 0x20;
    if (letter < 0x61 || letter > 0x7a || this.command.length === LONGEST_COMMAND) this.isWrong = true;
    this.command += String.fromCharCode(byte);
  }

  /** Without data, the blank is optional. */
  private takeLength(byte: number): boolean {
    if (this.digits === 0 || (byte !== BLANK && byte !== LINE_FEED)) {
      this.takeDigit(byte);
      return false;
    }
    this.missing = this.value;
    this.value = this.digits = 0;
    this.isCut = false;
    this.start = this.end = 0;
    this.head.clear();
    this.part = byte === BLANK && this.missing > 0 ? 'data' : 'end';
    if (byte === BLANK) return false;
    this.isWrong = this.missing > 0;
    return this.takeEnd(byte);
  }

  private takeData(): void {
    const { chunk, at, head } = this;
    const end = Math.min(chunk.length, at + this.missing);
    this.missing -= end - at;
    this.at = end;
    // The frame is complete only with its last byte, which may be in the next chunk.
    if (this.missing === 0 && head.length === 0 && end < chunk.length) {
      this.setData(chunk, at, end, false);
    } else {
      head.append(chunk, at, end);
      if (this.missing === 0) this.setData(head.bytes, 0, head.length, head.isTooLong);
    }
    if (this.missing === 0) this.part = 'end';
  }

  private setData(bytes: Buffer, start: number, end: number, isCut: boolean): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.isCut = isCut;
  }

  private takeEnd(byte: number): boolean {
    if (byte !== LINE_FEED) this.isWrong = true;
    this.part = 'number';
    return !this.isWrong;
  }
}
