/** What a scan looks for, as tables. */

import { keyOf } from '../match/constraints.ts';
import { type Texts, textsOf } from '../match/dispatch.ts';
import type { Hints } from '../match/hints.ts';
import type { LiteralSet } from '../match/literal-set.ts';
import { ALWAYS, BEGINNINGS, CLASSES_SIZE, LITERALS, NAMES, OTHERS, STATE_SIZE, TEXTS_SIZE } from './layout.ts';
import { nameTree } from './names.ts';

const APP = keyOf(['app']);
/** What is repeated is a message within the message. */
const REPEATED: Hints = { constraints: [], beginnings: ['message repeated '], literals: [] };
const ALIGNMENT = 8;

/** The beginning of a kernel's memory; undefined: there are records that any line may be, whatever its text is. */
export function scanTables(candidates: readonly Hints[]): Uint8Array | undefined {
  const all = [...candidates, REPEATED];
  const unnamed: number[] = [];
  const byName = new Map<string, number[]>();
  for (const [owner, hints] of all.entries()) {
    const names = namesOf(hints);
    if (!names) unnamed.push(owner);
    for (const name of new Set(names)) byName.set(name, [...(byName.get(name) ?? []), owner]);
  }
  const writer = new TableWriter();
  const write = (owners: readonly number[]) => writer.texts(textsOf([...owners, ...unnamed], all));
  const isEverywhere = textsOf(unnamed, all).always.length > 0;
  if (isEverywhere) return undefined;
  // The last of `all` is no record.
  const others = unnamed.length > 1 ? write([]) : 0;
  const names = writer.names(new Map([...byName].map(([name, owners]) => [name, write(owners)])));
  return writer.memory({ names, others });
}

/** The programs whose records a candidate is for; undefined: it does not say. */
function namesOf({ constraints }: Hints): string[] | undefined {
  const values = constraints.find(({ path }) => keyOf(path) === APP)?.values;
  const names = values?.filter((value) => typeof value === 'string');
  return names?.length === values?.length ? names : undefined;
}

/** Puts tables one behind the other; answers their addresses. */
class TableWriter {
  private readonly parts: Buffer[] = [];
  private length: number = STATE_SIZE;
  private readonly known = new Map<string, number>();

  texts({ always, beginnings, literals }: Texts): number {
    const words = new Int32Array(TEXTS_SIZE / 4);
    if (always.length > 0) words[ALWAYS / 4] = 1;
    else {
      words[BEGINNINGS / 4] = this.literals(beginnings);
      words[LITERALS / 4] = this.literals(literals);
    }
    return this.add(words);
  }

  names(names: ReadonlyMap<string, number>): number {
    const { classes, rows } = nameTree(names);
    return names.size > 0 ? this.automaton(classes, rows) : 0;
  }

  memory({ names, others }: { names: number; others: number }): Uint8Array {
    const head = Buffer.alloc(STATE_SIZE);
    head.writeInt32LE(names, NAMES);
    head.writeInt32LE(others, OTHERS);
    return Buffer.concat([head, ...this.parts]);
  }

  private literals(set: LiteralSet | undefined): number {
    return set ? this.automaton(set.automaton.classes, set.automaton.rows) : 0;
  }

  private automaton(classes: Uint16Array, rows: Int32Array): number {
    const bytes = Buffer.alloc(CLASSES_SIZE + rows.byteLength);
    bytes.set(new Uint8Array(classes.buffer, classes.byteOffset, CLASSES_SIZE));
    bytes.set(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength), CLASSES_SIZE);
    return this.add(bytes);
  }

  /** Programs of one library have the same texts. */
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
