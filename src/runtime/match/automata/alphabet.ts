import { getOrMake } from '../../../get-or-make.ts';
import { ILL_FORMED } from './code-points.ts';
import type { Ranges } from './ranges.ts';

/** Characters below this have their class in a table: those of at most two bytes in UTF-8. Others are found by search. */
const DIRECT = 0x800;

/** The characters as equivalence classes, numbered from 0: no set distinguishes the characters of a class. */
export class Alphabet {
  /** Number of classes. */
  readonly size: number;
  /** The classes of the first {@link DIRECT} characters. */
  readonly direct = new Uint16Array(DIRECT);
  /** The first characters of the intervals that no set splits, ascending, and the class of each interval. */
  private readonly firsts: Int32Array;
  private readonly classes: Uint16Array;
  private readonly members = new Map<Ranges, Uint8Array>();

  constructor(sets: Iterable<Ranges>) {
    const known = [...new Set(sets)];
    const bounds = known.flatMap((set) => set.flatMap(([low, high]) => [low, high + 1]));
    this.firsts = Int32Array.from(new Set([0, ...bounds.filter((bound) => bound <= ILL_FORMED)])).sort();
    const holders = this.holders(known);
    const numbers = new Map<string, number>();
    this.classes = Uint16Array.from(holders, (sets) => numberOf(sets.join(), numbers));
    this.size = numbers.size;
    for (const [stretch, first] of this.firsts.entries()) this.direct.fill(this.classes[stretch]!, first, this.firsts[stretch + 1]);
    for (const set of known) this.members.set(set, new Uint8Array(this.size));
    for (const [stretch, sets] of holders.entries()) for (const set of sets) this.members.get(known[set]!)![this.classes[stretch]!] = 1;
  }

  /** The class of a character. */
  of(code: number): number {
    return code < DIRECT ? this.direct[code]! : this.classes[this.stretchOf(code)]!;
  }

  /** By class: 1 if its characters are in the set, which must be one that the alphabet was made from. */
  membersOf(set: Ranges): Uint8Array {
    return this.members.get(set)!;
  }

  /** By interval: the sets that contain it. */
  private holders(sets: readonly Ranges[]): number[][] {
    const holders = Array.from(this.firsts, (): number[] => []);
    for (const [number, set] of sets.entries()) {
      for (const [low, high] of set) {
        for (let i = this.stretchOf(low); i < holders.length && this.firsts[i]! <= high; i++) holders[i]!.push(number);
      }
    }
    return holders;
  }

  private stretchOf(code: number): number {
    let low = 0;
    let high = this.firsts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.firsts[middle]! <= code) low = middle;
      else high = middle;
    }
    return low;
  }
}

function numberOf(key: string, numbers: Map<string, number>): number {
  return getOrMake(numbers, key, () => numbers.size);
}
