/** Streams of chunks. A chunk is valid until the next one is asked for. */

/** The beginning of a stream, and the entire stream, beginning included. */
export interface Begun {
  head: Uint8Array;
  all: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Concatenates the first chunks until they are enough, or the stream ends. */
export async function begin(chunks: AsyncIterable<Uint8Array>, isEnough: (head: Uint8Array) => boolean): Promise<Begun> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    // A single chunk is not copied.
    head = head.length === 0 && isEnough(next.value) ? next.value : Buffer.concat([head, next.value]);
    if (isEnough(head)) break;
  }
  return {
    head,
    all: followed(head, iterator),
    close: async () => {
      await iterator.return?.();
    },
  };
}

async function* followed(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

/** Passes things on, and shows each to a function first. */
export async function* each<T>(things: AsyncIterable<T>, look: (thing: T) => void): AsyncGenerator<T> {
  for await (const thing of things) {
    look(thing);
    yield thing;
  }
}
