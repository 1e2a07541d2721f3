/** What a transaction has open and held: language.md 4. */

import type { Event, KeyValue, Summed } from './expressions.ts';
import type { Rest } from './pattern.ts';

/** A record of an instance, or the content of a capture. `step`: the step that took it, unless an ending did. */
export interface Taken extends Summed {
  event: Event;
  instant: number;
  captures: number[];
  step?: Rest;
  warns?: boolean;
}

export interface Instance {
  /** Its index in the order of opening. */
  number: number;
  /** The values it owns, in order of binding. */
  values: KeyValue[];
  /** Its records; and with them those captured by warnings, which take nothing. */
  records: Taken[];
  captured: Taken[];
  /** The remainder of the pattern. */
  rest: Rest;
  /** Reported warnings: by name, or by index among the endings if it has none. */
  warned: (string | number)[];
}

/** How long a value lingers, or is waited for. */
export interface Until {
  value: KeyValue;
  until: number;
}

/** A record that waits for its values to be owned. */
export interface Held {
  number: number;
  event: Event;
  waits: Until[];
  /** The instances that the log record has reached with any element of its list key. */
  before: Instance[];
}

/** The last record in a capture. */
export const takenFor = (records: readonly Taken[], capture: number) => records.findLast(({ captures }) => captures.includes(capture));

/** The last record that a step took. */
export const lastOf = ({ records }: Instance) => records.findLast(({ step }) => step) as Taken & { step: Rest };
