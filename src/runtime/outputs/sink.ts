import type { Outcome } from '../record.ts';

/** Takes a piece of output; whoever gives it owns the stream or file behind it. */
export type Write = (text: string | Uint8Array) => void;

/** Where outcomes go. It is given what is told: outcomes that `report` held back are counted, but not written. */
export interface Sink {
  outcome(outcome: Outcome): void;
  /** No more will come. */
  end(): void;
}
