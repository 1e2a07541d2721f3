/**
 * Saved state in parts, so that it is never a single text: long lists become parts of their own, as arrays of JSON with
 * as many items as fit, or as bytes; the last part, the trunk, has the rest, and says where they belong. The first byte
 * of a part gives its kind.
 */

import { SavedList, type Unpack } from '../saved-list.ts';

/** A longer array goes into parts of its own. */
const LONG = 4096;
/** How deeply nested long lists may be. */
const DEEPEST = 8;

/** A member name or an index for each step. */
type Path = (string | number)[];

interface LongList {
  at: Path;
  items: SavedList | unknown[];
}

/** The first byte of a part of bytes. */
const PACKED = Buffer.of(0);

/** The last part. */
interface Trunk {
  lists: {
    at: Path;
    parts: number;
    /** Whether it is restored as an array rather than a {@link SavedList}. */
    isArray: boolean;
    /** For lists of bytes. */
    legend?: unknown;
  }[];
  content: unknown;
}

/** Yields the parts of some state, each of roughly `size` bytes. */
export function* partsOf(content: unknown, size: number): Generator<Buffer> {
  const lists: LongList[] = [];
  const rest = withoutLists(content, [], lists);
  const trunk: Trunk = { lists: [], content: rest };
  for (const { at, items } of lists) {
    const packed = items instanceof SavedList ? items.packed : undefined;
    let parts = 0;
    for (const part of packed ? packed.portions(size) : arraysOf(items, size)) {
      yield packed ? Buffer.concat([PACKED, part]) : part;
      parts++;
    }
    trunk.lists.push({ at, parts, isArray: Array.isArray(items), ...(packed ? { legend: packed.legend() } : {}) });
  }
  yield Buffer.from(JSON.stringify(trunk));
}

function withoutLists(node: unknown, at: Path, lists: LongList[]): unknown {
  if (node instanceof SavedList || (Array.isArray(node) && node.length > LONG)) {
    lists.push({ at, items: node });
    return null;
  }
  if (node === null || typeof node !== 'object' || at.length === DEEPEST) return node;
  if (Array.isArray(node)) return node.map((item, i) => withoutLists(item, [...at, i], lists));
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, withoutLists(value, [...at, name], lists)]));
}

function* arraysOf(items: Iterable<unknown>, size: number): Generator<Buffer> {
  let some: string[] = [];
  let length = 0;
  for (const item of items) {
    const text = JSON.stringify(item);
    some.push(text);
    length += text.length;
    if (length < size) continue;
    yield Buffer.from(`[${some.join()}]`);
    some = [];
    length = 0;
  }
  if (some.length > 0) yield Buffer.from(`[${some.join()}]`);
}

/** Whether a part is the last one. */
export function isTrunk(part: Uint8Array): boolean {
  return part[0] === '{'.charCodeAt(0);
}

/**
 * The state in some parts, given the last one; `read` returns the others from one number up to another, exclusive, as
 * often as it is called.
 */
export function stateOf(trunk: Buffer, read: (from: number, to: number) => Generator<Buffer>, unpack: Unpack): unknown {
  const { lists, content } = parsed(trunk) as Trunk;
  let from = 0;
  for (const { at, parts, isArray, legend } of lists) {
    const [first, end] = [from, from + parts];
    const list = new SavedList(function* () {
      const itemsOf = legend === undefined ? (part: Buffer) => parsed(part) as unknown[] : unpacked(unpack(legend));
      for (const part of read(first, end)) yield* itemsOf(part);
    });
    put(content, at, isArray ? [...list] : list);
    from = end;
  }
  return content;
}

function put(content: unknown, at: Path, list: unknown): void {
  const inner = at.slice(0, -1).reduce((node, step) => (node as Record<string | number, unknown>)[step], content);
  (inner as Record<string | number, unknown>)[at.at(-1)!] = list;
}

function unpacked(itemsOf: ReturnType<Unpack>): ReturnType<Unpack> {
  return (part) => itemsOf(part.subarray(PACKED.length));
}

function parsed(part: Buffer): unknown {
  return JSON.parse(part.toString());
}
