/** Texts of sixteen characters, each of which takes four bits: half a byte, a nibble. */

const SIZE = 16;
const NONE = 255;

export class NibbleCode {
  /** By character code, its four bits. */
  private readonly places = new Uint8Array(128).fill(NONE);
  private readonly codes: Uint8Array;

  constructor(characters: string) {
    this.codes = Uint8Array.from({ length: SIZE }, (_, place) => characters.charCodeAt(place));
    for (const [place, code] of this.codes.entries()) this.places[code] = place;
  }

  canEncode(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= this.places.length || this.places[unit] === NONE) return false;
    }
    return true;
  }

  /** Writes a text, two characters a byte; the last byte of an odd number holds one. Returns the end offset. */
  encode(text: string, bytes: Uint8Array, start: number): number {
    let at = start;
    for (let i = 0; i < text.length; i += 2) {
      const low = i + 1 < text.length ? this.placeOf(text, i + 1) : 0;
      bytes[at++] = (this.placeOf(text, i) << 4) | low;
    }
    return at;
  }

  /** Reads a text of `length` characters from an offset. */
  decode(bytes: Uint8Array, start: number, length: number): string {
    const latin1 = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) {
      const both = bytes[start + (i >> 1)] as number;
      latin1[i] = this.codes[i % 2 === 0 ? both >> 4 : both & 15] as number;
    }
    return latin1.toString('latin1');
  }

  private placeOf(text: string, i: number): number {
    return this.places[text.charCodeAt(i)] as number;
  }
}
