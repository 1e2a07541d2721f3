/** Outcomes on their way back from a worker: what is counted of them, and their text. */

import type { OutcomeWord, Plan } from '../../dsl/plan.ts';
import type { Location, Outcome, ReasonCode, Value } from '../record.ts';
import type { CountedOutcome } from '../report/outcome-totals.ts';
import { isBefore, PLACE, type Place } from './outcome-order.ts';

/** An outcome as it leaves a worker. */
export interface WrittenOutcome {
  outcome: CountedOutcome;
  /** For each output; empty if it is not reported. */
  texts: readonly string[];
}

/** The outcomes of one worker, in the order in which they arose. */
export interface PackedOutcomes {
  numbers: Float64Array<ArrayBuffer>;
  values: PackedValue[];
}

type PackedValue = string | undefined | readonly string[] | readonly Value[][][];

/** Numbers of an outcome: its place, its rule, whether it is reported, begin, end, its first and its last record. */
const NUMBERS = PLACE + 8;
/** Number of values of an outcome. */
const VALUES = 6;
/** Stands for the source of a missing record. */
const NO_RECORD = -2;

/** The size of a portion, which is full with this many outcomes, or UTF-16 units of their text. */
export interface PortionSize {
  outcomes: number;
  text: number;
}

/** Large enough to be worth a message. */
const USUAL_SIZE: PortionSize = { outcomes: 2048, text: 2 ** 19 };

export class OutcomePacker {
  private numbers: number[] = [];
  private values: PackedValue[] = [];
  private text = 0;
  private readonly rules: ReadonlyMap<string, number>;

  constructor(
    plan: Plan,
    private readonly size = USUAL_SIZE,
  ) {
    this.rules = new Map(plan.rules.map(({ name }, place) => [name, place]));
  }

  add(place: Place, outcome: Outcome, texts: readonly string[]): void {
    const { rule, isReported, begin, end, name, code, reason, keys, records } = outcome;
    const [first, last] = [records[0], records.at(-1)];
    this.numbers.push(...place, this.rules.get(rule) ?? 0, isReported ? 1 : 0, begin, end);
    this.numbers.push(first?.source ?? NO_RECORD, first?.line ?? 0, last?.source ?? NO_RECORD, last?.line ?? 0);
    this.values.push(
      outcome.outcome,
      name,
      code,
      reason,
      keys.map(({ values }) => values),
      texts,
    );
    for (const text of texts) this.text += text.length;
  }

  /** Whether it should be taken before more is added. */
  get isFull(): boolean {
    return this.text >= this.size.text || this.numbers.length >= this.size.outcomes * NUMBERS;
  }

  /** Returns what was added since the last call. */
  take(): PackedOutcomes {
    const packed = { numbers: Float64Array.from(this.numbers), values: this.values };
    this.numbers = [];
    this.values = [];
    this.text = 0;
    return packed;
  }
}

/** Reads the packed outcomes of a worker. */
export class OutcomeReader {
  private at = 0;

  constructor(
    private readonly packed: PackedOutcomes,
    private readonly plan: Plan,
  ) {}

  get isAtEnd(): boolean {
    return this.at * NUMBERS >= this.packed.numbers.length;
  }

  /** Whether the current outcome comes before that of another worker. */
  isBefore(other: OutcomeReader): boolean {
    return isBefore(this.packed.numbers, this.at * NUMBERS, other.packed.numbers, other.at * NUMBERS);
  }

  private number(index: number): number {
    return this.packed.numbers[this.at * NUMBERS + index] as number;
  }

  /** Returns the current outcome, and moves to the next. */
  take(): WrittenOutcome {
    const rule = this.plan.rules[this.number(PLACE)];
    const from = this.at * VALUES;
    const [outcome, name, code, reason, keys, texts] = this.packed.values.slice(from, from + VALUES) as [
      OutcomeWord,
      string | undefined,
      ReasonCode,
      string,
      Value[][][],
      string[],
    ];
    const counted: CountedOutcome = {
      ...{ rule: rule?.name ?? '', outcome, code, reason },
      ...(name === undefined ? {} : { name }),
      keys: (rule?.keys ?? []).map((key, i) => ({ name: key.name, parts: key.parts.map((part) => part.name), values: keys[i] ?? [] })),
      isReported: this.number(PLACE + 1) === 1,
      begin: this.number(PLACE + 2),
      end: this.number(PLACE + 3),
      records: [...this.record(PLACE + 4), ...this.record(PLACE + 6)],
    };
    this.at++;
    return { outcome: counted, texts };
  }

  private record(index: number): Location[] {
    const source = this.number(index);
    return source === NO_RECORD ? [] : [{ source, line: this.number(index + 1) }];
  }
}
