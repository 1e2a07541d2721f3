import type { Outcome } from '../record.ts';

/** Takes a piece of output; whoever gives it owns the stream or file behind it. */
export type Write = (text: string | Uint8Array) => void;

/** Where outcomes go. It is given what is told: outcomes that `report` held back are counted, but not written. */
export interface Sink {
  /** Writes its {@link Sink.textOf}. */
  outcome(outcome: Outcome): void;
  /** An outcome as text. It depends on nothing that was written before: it may be made elsewhere, and then written here. */
  textOf(outcome: Outcome): string;
  /** Writes such a text, with what has to stand around it. */
  put(text: string): void;
  /** No more will come. */
  end(): void;
}
