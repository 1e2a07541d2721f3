/** The same few members, looked for in one JSON object after another. */

import { type JsonTape, Kind } from './json-tape.ts';
import { isNamed } from './json-value.ts';
import type { TextReader } from './text.ts';

/** Finds all of them in one pass over the keys, most of which their length tells apart. */
export class JsonMembers {
  /** By place of the name: the token of its value, -1 when there is none. Of keys that come again the last one counts. */
  readonly tokens: Int32Array;
  /** Places of names by their length in UTF-8. */
  private readonly byLength: number[][] = [];

  constructor(private readonly names: readonly string[]) {
    this.tokens = new Int32Array(names.length).fill(-1);
    for (const [place, name] of names.entries()) (this.byLength[Buffer.byteLength(name)] ??= []).push(place);
  }

  /** Looks through the object that the tape begins with. */
  find(tape: JsonTape, bytes: Uint8Array, reader: TextReader): void {
    this.tokens.fill(-1);
    const end = tape.nexts[0]!;
    for (let key = 1; key < end; key = tape.nexts[key + 1]!) {
      if (tape.kinds[key] === Kind.escaped) {
        for (let place = 0; place < this.names.length; place++) this.compare(tape, bytes, key, place, reader);
      } else {
        const places = this.byLength[tape.ends[key]! - tape.starts[key]!];
        if (places) for (const place of places) this.compare(tape, bytes, key, place, reader);
      }
    }
  }

  private compare(tape: JsonTape, bytes: Uint8Array, key: number, place: number, reader: TextReader): void {
    if (isNamed(tape, bytes, key, this.names[place]!, reader)) this.tokens[place] = key + 1;
  }
}
