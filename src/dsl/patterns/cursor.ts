/** A position in the text of a pattern while it is read. */
export class Cursor {
  at = 0;

  constructor(readonly text: string) {}

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Advances past the expected text; returns whether it was there. */
  take(expected: string): boolean {
    const found = this.text.startsWith(expected, this.at);
    if (found) this.at += expected.length;
    return found;
  }

  /** The match of a sticky expression at this position; advances past it. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (found) this.at += found[0].length;
    return found;
  }

  /** The next character, past which it advances; undefined at the end. */
  next(): number | undefined {
    const code = this.text.codePointAt(this.at);
    if (code !== undefined) this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  textSince(start: number): string {
    return this.text.slice(start, this.at);
  }
}
