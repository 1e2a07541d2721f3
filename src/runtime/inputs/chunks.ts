/** Streams of chunks. A chunk is valid until the next one is asked for. */

/** The beginning of a stream, and the entire stream, beginning included. */
export interface Begun {
  head: Uint8Array;
  all: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** When a live stream is not waited for any longer: after this many milliseconds of silence, if what has come will do. */
export interface QuietLimit {
  quiet: number;
  suffices(head: Uint8Array): boolean;
}

/** Concatenates the first chunks until they are enough, the stream ends, or the limit is reached. */
export async function begin(
  chunks: AsyncIterable<Uint8Array>,
  isEnough: (head: Uint8Array) => boolean,
  limit?: QuietLimit,
): Promise<Begun> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let pending: Pending | undefined;
  while (!pending && !isEnough(head)) {
    const asked = iterator.next();
    const next = await (limit?.suffices(head) ? within(asked, limit.quiet) : asked);
    if (next?.done) break;
    // A single chunk is not copied.
    if (next) head = head.length === 0 && isEnough(next.value) ? next.value : Buffer.concat([head, next.value]);
    else pending = asked;
  }
  return {
    head,
    all: followed(head, iterator, pending),
    close: async () => {
      await iterator.return?.();
    },
  };
}

type Pending = Promise<IteratorResult<Uint8Array>>;

/** Undefined if it does not come within this many milliseconds. */
async function within(pending: Pending, silence: number): Promise<IteratorResult<Uint8Array> | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), silence);
  });
  try {
    return await Promise.race([pending, silent]);
  } finally {
    clearTimeout(timer);
  }
}

async function* followed(head: Uint8Array, iterator: AsyncIterator<Uint8Array>, pending?: Pending): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await (pending ?? iterator.next()); !next.done; next = await iterator.next()) yield next.value;
}

/** Passes things on, and shows each to a function first. */
export async function* each<T>(things: AsyncIterable<T>, look: (thing: T) => void): AsyncGenerator<T> {
  for await (const thing of things) {
    look(thing);
    yield thing;
  }
}
