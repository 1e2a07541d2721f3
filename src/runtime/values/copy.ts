/** A copy of some bytes, for what outlives the buffer that they are read into: `slice` of a Buffer is a view of the same memory. */
export function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}
