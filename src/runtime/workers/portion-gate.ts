/**
 * How many portions of what a worker tells may be on their way: it waits, in the middle of whatever it is at, until one of
 * them has been taken. So however much it has to tell at once, little of it is there at any time.
 */

/** So many portions of a worker may have been told and not taken. */
export const MOST_PORTIONS = 4;

/** Seen from both threads. */
export type SharedGate = Int32Array<SharedArrayBuffer>;

export function newGate(): SharedGate {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(MOST_PORTIONS);
}

/** Waits until one more may be told. Blocks the thread: no message reaches it meanwhile. */
export function waitFor(gate: SharedGate): void {
  for (;;) {
    const free = Atomics.load(gate, 0);
    if (free === 0) Atomics.wait(gate, 0, 0);
    else if (Atomics.compareExchange(gate, 0, free, free - 1) === free) return;
  }
}

/** One was taken. */
export function letThrough(gate: SharedGate): void {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
}
