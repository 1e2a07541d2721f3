/**
 * Ids of instances: equal for equal input, wherever the records were read from.
 *
 * An id is a non-cryptographic hash of the rule, the key and time of the opening record and the instant of opening; a
 * sequence number tells apart instances that share all these (possible under `overlap`). It does not depend on file
 * names and offsets, so splitting or rotating a log changes no id.
 */

import { HashCounts } from './packed/hash-counts.ts';

export class Ids {
  private instant = Number.NaN;
  /** Ids given out at this instant, counted by the hash of their common parts. */
  private readonly used: HashCounts;
  private readonly prefix: string;
  /** The part of the hashed text for the last time and instant, which the next id mostly shares. */
  private suffix = '';
  private begin = Number.NaN;

  constructor(rule: string, hashSeed: number) {
    this.used = new HashCounts(hashSeed);
    this.prefix = `${rule.length}:${rule}`;
  }

  next(key: string, begin: number, now: number): string {
    if (now !== this.instant) {
      this.instant = now;
      this.used.clear();
      this.begin = Number.NaN;
    }
    if (begin !== this.begin) {
      this.begin = begin;
      this.suffix = `@${begin}@${now}`;
    }
    hash(this.prefix, key, this.suffix);
    const nth = this.used.count(high, low);
    if (nth > 0) hash(this.prefix, key, this.suffix, `#${nth}`);
    return hex(high, low);
  }

  save(): unknown {
    return { instant: Number.isNaN(this.instant) ? null : this.instant, used: this.used.save() };
  }

  restore(saved: unknown): void {
    const { instant, used } = saved as { instant: number | null; used: number[] };
    this.instant = instant ?? Number.NaN;
    this.begin = Number.NaN;
    this.used.restore(used);
  }
}

/** The halves of the last hash: returning a pair would create garbage for each. */
let high = 0;
let low = 0;

/** Two 32-bit multiply-xorshift lanes over the UTF-16 units of the texts, as if concatenated; concatenating them takes longer. */
function hash(...texts: readonly string[]): void {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      b = Math.imul(b ^ unit, 0x5f356495);
    }
  }
  high = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  low = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
}

const codes = new Array<number>(16).fill(0);

/** 64 bits as 16 hexadecimal digits in one flat string: of a concatenation V8 keeps both parts as long as the id lives. */
function hex(high: number, low: number): string {
  for (let i = 0; i < 8; i++) {
    codes[i] = digit((high >>> (28 - 4 * i)) & 15);
    codes[8 + i] = digit((low >>> (28 - 4 * i)) & 15);
  }
  return String.fromCharCode(...codes);
}

/** The character code of a hexadecimal digit. */
function digit(value: number): number {
  return value < 10 ? 48 + value : 87 + value;
}
