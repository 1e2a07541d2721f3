/** Looks up the same few members in one JSON object after another. */

import { QUOTE } from '../../values/ascii.ts';
import type { TextReader } from '../text.ts';
import { type JsonTape, Kind } from './json-tape.ts';
import { textOf } from './json-value.ts';

/** Finds all of them in one pass over the keys, most of which are ruled out by length. */
export class JsonMembers {
  /** By index of the name: the token of its value, -1 if there is none. The last of duplicate keys counts. */
  readonly tokens: Int32Array;
  /** Indexes of names by their length in UTF-8. */
  private readonly byLength: number[][] = [];
  /** By index: the first byte of the name. It tells most keys of one length apart without a call. */
  private readonly firsts: Uint8Array;

  constructor(private readonly names: readonly string[]) {
    this.tokens = new Int32Array(names.length).fill(-1);
    this.firsts = Uint8Array.from(names, (name) => Buffer.from(name)[0] ?? QUOTE);
    for (const [place, name] of names.entries()) (this.byLength[Buffer.byteLength(name)] ??= []).push(place);
  }

  /** Looks up the members in the object at the start of the tape. */
  find(tape: JsonTape, bytes: Uint8Array, reader: TextReader): void {
    this.tokens.fill(-1);
    const end = tape.nexts[0]!;
    for (let key = 1; key < end; key = tape.nexts[key + 1]!) {
      if (tape.kinds[key] === Kind.escaped) this.compareText(textOf(tape, bytes, key, reader), key);
      else this.compare(tape, bytes, key, reader);
    }
  }

  private compareText(name: string, key: number): void {
    for (const [place, wanted] of this.names.entries()) if (wanted === name) this.tokens[place] = key + 1;
  }

  private compare(tape: JsonTape, bytes: Uint8Array, key: number, reader: TextReader): void {
    const start = tape.starts[key]!;
    const end = tape.ends[key]!;
    const places = this.byLength[end - start];
    if (!places) return;
    const first = bytes[start];
    for (const place of places) {
      if (this.firsts[place] === first && reader.spells(bytes, start, end, this.names[place]!)) this.tokens[place] = key + 1;
    }
  }
}
