/** Records on their way to a worker, as numbers and values: copying them as objects takes three times as long. */

import type { Plan } from '../../dsl/plan.ts';
import type { Match, Value } from '../record.ts';

export interface PackedRecords {
  /** For each record its time, number of matches and location, and for each match its record and weight. */
  numbers: Float64Array<ArrayBuffer>;
  /** The values of all matches. */
  values: (Value | undefined)[];
}

/** Stands for the number of matches of a record for other engines. */
const FOREIGN = -1;

export class RecordPacker {
  private numbers: number[] = [];
  private values: (Value | undefined)[] = [];

  /** Adds a record. One that only moves the clock has no matches; undefined if it has some, but none that concern the worker. */
  add(time: number, matches: readonly Match[] | undefined): void {
    const { numbers, values } = this;
    const [first] = matches ?? [];
    numbers.push(time, matches?.length ?? FOREIGN);
    if (!matches || !first) return;
    numbers.push(first.source, first.line);
    for (const match of matches) {
      numbers.push(match.record, match.weight);
      for (const value of match.values) values.push(value);
    }
  }

  /** Returns what was added since the last call. */
  take(): PackedRecords {
    const packed = { numbers: Float64Array.from(this.numbers), values: this.values };
    this.numbers = [];
    this.values = [];
    return packed;
  }
}

/** Calls `take` for each record, with the arguments given to {@link RecordPacker.add}. */
export function unpackRecords(
  { numbers, values }: PackedRecords,
  { records }: Plan,
  take: (time: number, matches: readonly Match[] | undefined) => void,
): void {
  let at = 0;
  let value = 0;
  const next = () => numbers[at++] as number;
  while (at < numbers.length) {
    const time = next();
    const count = next();
    if (count <= 0) {
      take(time, count === FOREIGN ? undefined : []);
      continue;
    }
    const [source, line] = [next(), next()];
    const matches: Match[] = [];
    while (matches.length < count) {
      const [record, weight] = [next(), next()];
      const size = records[record]?.fields.length ?? 0;
      matches.push({ record, time, weight, values: values.slice(value, value + size), source, line });
      value += size;
    }
    take(time, matches);
  }
}
