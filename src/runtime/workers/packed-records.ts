/** Records on their way to a worker, as numbers and values: as objects they take three times as long to copy. */

import type { Plan } from '../../dsl/plan.ts';
import type { Match, Value } from '../record.ts';

export interface PackedRecords {
  /** Of each record its time, how many matches it is, where it lies, and of each match the record and the weight. */
  numbers: Float64Array<ArrayBuffer>;
  /** Of all matches. */
  values: (Value | undefined)[];
}

/** In place of the number of matches: the record is one for other engines. */
const FOREIGN = -1;

export class RecordPacker {
  private numbers: number[] = [];
  private values: (Value | undefined)[] = [];

  /** A record that only says what time it is has no matches; undefined: it has, but none that concern the worker. */
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

  /** What was added since this was asked last. */
  take(): PackedRecords {
    const packed = { numbers: Float64Array.from(this.numbers), values: this.values };
    this.numbers = [];
    this.values = [];
    return packed;
  }
}

/** Calls back for each record, with what {@link RecordPacker.add} was given. */
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
