/** SHA-256 (FIPS 180-4) of a text's UTF-8 bytes: the compiler also runs where there is no crypto module. */

const K = constants();
const encoder = new TextEncoder();

export function sha256(text: string): string {
  const bytes = padded(encoder.encode(text));
  const words = new DataView(bytes.buffer);
  const state = Int32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
  const w = new Int32Array(64);
  for (let block = 0; block < bytes.length; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = words.getInt32(block + i * 4);
    for (let i = 16; i < 64; i++) w[i] = at(w, i - 16) + mix(at(w, i - 15), 7, 18, 3) + at(w, i - 7) + mix(at(w, i - 2), 17, 19, 10);
    compress(state, w);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The eight working variables are locals: as an array they would cost three times as much. */
function compress(state: Int32Array, w: Int32Array): void {
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let f = at(state, 5);
  let g = at(state, 6);
  let h = at(state, 7);
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(K, i) + at(w, i)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  add(state, 0, a);
  add(state, 1, b);
  add(state, 2, c);
  add(state, 3, d);
  add(state, 4, e);
  add(state, 5, f);
  add(state, 6, g);
  add(state, 7, h);
}

/** Signed words: unsigned ones often exceed the range of small integers in engines. */
const at = (words: Int32Array, index: number): number => words[index] as number;
const turn = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));
const mix = (x: number, one: number, two: number, shift: number): number => turn(x, one) ^ turn(x, two) ^ (x >>> shift);

function add(state: Int32Array, index: number, word: number): void {
  state[index] = at(state, index) + word;
}

/** The message, a one bit, zeros, and its length in bits, in blocks of 64 bytes. */
function padded(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(bytes.length - 4, (message.length << 3) >>> 0);
  return bytes;
}

/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
function constants(): Int32Array {
  const found: number[] = [];
  for (let n = 2; found.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) found.push((Math.cbrt(n) % 1) * 2 ** 32);
  }
  return Int32Array.from(found);
}
