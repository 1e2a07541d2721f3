/** Streams of chunks. A chunk is good until the next one is asked for. */

/** The beginning of a stream, and all of it with that in front again. */
export interface Begun {
  head: Uint8Array;
  all: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Puts first chunks together until they are enough, or the stream ends. */
export async function begin(chunks: AsyncIterable<Uint8Array>, isEnough: (head: Uint8Array) => boolean): Promise<Begun> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    // One chunk alone is not copied.
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
