/**
 * Saved state in parts, so that never all of it is one text: long lists are arrays of JSON in parts of their own, as many
 * items in each as fit, or bytes as they are, and the last part is the rest, which says where they belong. What a part is
 * stands in its first byte.
 */

import { SavedList, type Unpack } from '../saved-list.ts';

/** An array that is longer goes into parts of its own. */
const LONG = 4096;
/** How deep long lists may lie. */
const DEEPEST = 8;

/** A member or an item at each step. */
type Path = (string | number)[];

interface LongList {
  at: Path;
  items: SavedList | unknown[];
}

/** In front of bytes. */
const PACKED = Buffer.of(0);

/** The last part. */
interface Trunk {
  lists: {
    at: Path;
    parts: number;
    /** It is restored as an array, not as a {@link SavedList}. */
    isArray: boolean;
    /** Of bytes. */
    legend?: unknown;
  }[];
  content: unknown;
}

/** The parts of some state, of about so many bytes each, one after the other. */
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
 * The state that parts say, once the last one is read; `read` gives others of them, from one number to before another, as
 * often as it is asked to.
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
