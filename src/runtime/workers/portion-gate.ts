/**
 * Limits the portions that a worker has in flight: it blocks, in the middle of its work, until one of them has been
 * taken. So however much it reports at once, little of it is in memory at any time.
 */

/** The most portions of a worker that may be sent and not taken. */
export const MOST_PORTIONS = 4;

/** Shared by both threads. */
export type SharedGate = Int32Array<SharedArrayBuffer>;

export function newGate(): SharedGate {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(MOST_PORTIONS);
}

/** Waits until one more portion may be sent. Blocks the thread: it receives no messages meanwhile. */
export function waitFor(gate: SharedGate): void {
  for (;;) {
    const free = Atomics.load(gate, 0);
    if (free === 0) Atomics.wait(gate, 0, 0);
    else if (Atomics.compareExchange(gate, 0, free, free - 1) === free) return;
  }
}

/** Must be called when a portion was taken. */
export function letThrough(gate: SharedGate): void {
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
}
