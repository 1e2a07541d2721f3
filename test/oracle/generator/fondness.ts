/**
 * What a program may be fond of, and then has much more often than others do: faults that need several clauses of one kind
 * would otherwise hardly ever be met.
 */

import type { Random } from './random.ts';

const KINDS = ['next', 'guards', 'sharing', 'lists', 'holds', 'conflicts', 'releases', 'limits'] as const;

export class Fondness {
  private readonly of: (typeof KINDS)[number] | undefined;

  constructor(private readonly random: Random) {
    this.of = random.chance(0.5) ? random.pick(KINDS) : undefined;
  }

  /** Whether a place has it that in other programs has it with this chance. */
  has(what: (typeof KINDS)[number], usual: number): boolean {
    return this.random.chance(what === this.of ? 0.7 : usual);
  }
}
