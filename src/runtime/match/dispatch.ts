/**
 * Selects the patterns worth trying on a record: first by the most selective fields, then by texts that the message must
 * begin with or contain. The cost of a record grows with the patterns that it might fit, not with all patterns.
 */

import { getOrMake } from '../../get-or-make.ts';
import type { LogRecord } from '../record.ts';
import { convertValue } from '../values/convert.ts';
import { type Constraint, keyOf } from './constraints.ts';
import type { FoundNumbers } from './found-numbers.ts';
import type { Hints } from './hints.ts';
import { type LiteralEntry, LiteralSet } from './literal-set.ts';

export interface Dispatch {
  /** Adds all candidates that the record might fit, and possibly others. */
  find(record: LogRecord, found: FoundNumbers): void;
}

/** A beginning shared by more patterns is not selective enough. */
const CROWD = 8;

/** Candidates are identified by their indexes. */
export function createDispatch(candidates: readonly Hints[]): Dispatch {
  return new Builder(candidates).build([...candidates.keys()], new Set());
}

class Builder {
  /** Shares the branches that have the same candidates. */
  private readonly known = new Map<string, Dispatch>();

  constructor(private readonly candidates: readonly Hints[]) {}

  /** @param asked keys of the paths already decided on the way here */
  build(owners: readonly number[], asked: ReadonlySet<string>): Dispatch {
    const key = `${owners.join()} ${[...asked].join()}`;
    return getOrMake(this.known, key, () => this.make(owners, asked));
  }

  private make(owners: readonly number[], asked: ReadonlySet<string>): Dispatch {
    const path = this.distinguishingPath(owners, asked);
    if (!path) return new ByText(owners, this.candidates);
    const key = keyOf(path);
    const byValue = new Map<string | number, number[]>();
    const others: number[] = [];
    for (const owner of owners) {
      const constraint = this.constraintOn(owner, key);
      if (!constraint) others.push(owner);
      for (const value of new Set(constraint?.values)) getOrMake(byValue, value, () => []).push(owner);
    }
    const deeper = new Set([...asked, key]);
    const branches = new Map([...byValue].map(([value, owners]) => [value, this.build(owners, deeper)]));
    return new ByField(path, branches, others.length > 0 ? this.build(others, deeper) : undefined);
  }

  private constraintOn(owner: number, key: string): Constraint | undefined {
    return this.candidates[owner]!.constraints.find(({ path }) => keyOf(path) === key);
  }

  /** The field that most candidates depend on; among equals the one with most values, which is the most selective. */
  private distinguishingPath(owners: readonly number[], asked: ReadonlySet<string>): readonly string[] | undefined {
    const fields = new Map<string, { path: readonly string[]; count: number; values: Set<string | number> }>();
    for (const owner of owners) {
      for (const { path, values } of this.candidates[owner]!.constraints) {
        const key = keyOf(path);
        if (asked.has(key)) continue;
        const field = getOrMake(fields, key, () => ({ path, count: 0, values: new Set() }));
        field.count++;
        for (const value of values) field.values.add(value);
      }
    }
    const [best] = [...fields.values()].sort((a, b) => b.count - a.count || b.values.size - a.values.size);
    return best?.path;
  }
}

class ByField implements Dispatch {
  private readonly hasNumbers: boolean;

  constructor(
    private readonly path: readonly string[],
    /** By the value of the field, read as text or as a number. */
    private readonly branches: ReadonlyMap<string | number, Dispatch>,
    private readonly others: Dispatch | undefined,
  ) {
    this.hasNumbers = [...branches.keys()].some((value) => typeof value === 'number');
  }

  find(record: LogRecord, found: FoundNumbers): void {
    const value = record.field(this.path);
    if (value !== undefined && typeof value !== 'object') {
      this.branches.get(String(value))?.find(record, found);
      const number = this.hasNumbers ? convertValue(value, 'float') : undefined;
      if (typeof number === 'number') this.branches.get(number)?.find(record, found);
    }
    this.others?.find(record, found);
  }
}

/** The texts by which candidates are found in messages. */
export interface Texts {
  /** Candidates without any such text. */
  always: readonly number[];
  beginnings: LiteralSet | undefined;
  literals: LiteralSet | undefined;
}

/**
 * Finds each candidate by the texts it begins with, or by one that it contains, whichever is more selective.
 * @param isPart whether the text searched may begin before the message
 */
export function textsOf(owners: readonly number[], candidates: readonly Hints[], isPart = false): Texts {
  const uses = countUses(owners.map((owner) => candidates[owner]!));
  const always: number[] = [];
  const beginnings: LiteralEntry[] = [];
  const literals: LiteralEntry[] = [];
  for (const owner of owners) {
    const hints = candidates[owner]!;
    const literal = leastUsed(hints, uses);
    const crowded = hints.beginnings?.some((text) => (uses.get(text) ?? 0) > CROWD);
    if (hints.beginnings && !((isPart || crowded) && literal !== undefined)) {
      const texts = isPart ? literals : beginnings;
      for (const text of hints.beginnings) texts.push({ text: Buffer.from(text), owner });
    } else if (literal !== undefined) literals.push({ text: Buffer.from(literal), owner });
    else always.push(owner);
  }
  return {
    always,
    beginnings: beginnings.length > 0 ? new LiteralSet(beginnings, true) : undefined,
    literals: literals.length > 0 ? new LiteralSet(literals, false) : undefined,
  };
}

class ByText implements Dispatch {
  private readonly texts: Texts;

  constructor(owners: readonly number[], candidates: readonly Hints[]) {
    this.texts = textsOf(owners, candidates);
  }

  find({ bytes, messageStart, messageEnd }: LogRecord, found: FoundNumbers): void {
    const { always, beginnings, literals } = this.texts;
    for (const owner of always) found.add(owner);
    beginnings?.find(bytes, messageStart, messageEnd, found);
    literals?.find(bytes, messageStart, messageEnd, found);
  }
}

/** How many candidates have each text. */
function countUses(candidates: readonly Hints[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { beginnings = [], literals } of candidates) {
    for (const text of new Set([...beginnings, ...literals])) uses.set(text, (uses.get(text) ?? 0) + 1);
  }
  return uses;
}

/** Among equals the rarest in logs, which comes first. */
function leastUsed({ literals }: Hints, uses: ReadonlyMap<string, number>): string | undefined {
  let [least] = literals;
  for (const text of literals) if (least !== undefined && (uses.get(text) ?? 0) < (uses.get(least) ?? 0)) least = text;
  return least;
}
