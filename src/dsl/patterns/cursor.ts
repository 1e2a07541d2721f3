/** A place in the text of a pattern that is being read. */
export class Cursor {
  at = 0;

  constructor(readonly text: string) {}

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Whether the text goes on with this; if so, goes behind it. */
  take(expected: string): boolean {
    const found = this.text.startsWith(expected, this.at);
    if (found) this.at += expected.length;
    return found;
  }

  /** What a sticky expression finds here; goes behind it. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (found) this.at += found[0].length;
    return found;
  }

  /** The next character, and goes behind it; undefined at the end. */
  next(): number | undefined {
    const code = this.text.codePointAt(this.at);
    if (code !== undefined) this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  textSince(start: number): string {
    return this.text.slice(start, this.at);
  }
}
