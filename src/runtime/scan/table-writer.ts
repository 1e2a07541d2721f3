import type { ByteAutomaton } from '../match/automata/byte-automaton.ts';
import type { Texts } from '../match/dispatch.ts';
import type { LiteralSet } from '../match/literal-set.ts';
import { CLASSES_SIZE, STATE_SIZE } from './layout.ts';
import { nameTree } from './names.ts';

const ALIGNMENT = 8;

/** Concatenates tables, and returns their addresses. */
export class TableWriter {
  private readonly parts: Buffer[] = [];
  private length: number = STATE_SIZE;
  private readonly known = new Map<string, number>();

  /** Texts in the format of `layout.ts`. */
  texts({ always, beginnings, literals }: Texts): number {
    return always.length > 0 ? this.numbers(1, 0, 0) : this.numbers(0, this.literals(beginnings), this.literals(literals));
  }

  /** A trie whose values are not 0; returns 0 if there are no names. */
  names(names: ReadonlyMap<string, number>): number {
    return names.size > 0 ? this.automaton(nameTree(names)) : 0;
  }

  /** 32 bits each. */
  numbers(...numbers: readonly number[]): number {
    return this.add(Int32Array.from(numbers));
  }

  /** The state, with these values at these addresses, and all tables after it. */
  memory(state: readonly (readonly [place: number, value: number])[]): Uint8Array {
    const head = Buffer.alloc(STATE_SIZE);
    for (const [place, value] of state) head.writeInt32LE(value, place);
    return Buffer.concat([head, ...this.parts]);
  }

  automaton({ classes, rows }: ByteAutomaton): number {
    const bytes = Buffer.alloc(CLASSES_SIZE + rows.byteLength);
    bytes.set(new Uint8Array(classes.buffer, classes.byteOffset, CLASSES_SIZE));
    bytes.set(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength), CLASSES_SIZE);
    return this.add(bytes);
  }

  private literals(set: LiteralSet | undefined): number {
    return set ? this.automaton(set.automaton) : 0;
  }

  /** Equal tables are shared: programs of one library have the same texts. */
  private add(table: ArrayBufferView): number {
    const bytes = Buffer.from(table.buffer, table.byteOffset, table.byteLength);
    const key = bytes.toString('latin1');
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const address = this.length;
    const part = Buffer.alloc(Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT);
    part.set(bytes);
    this.parts.push(part);
    this.length += part.length;
    this.known.set(key, address);
    return address;
  }
}
