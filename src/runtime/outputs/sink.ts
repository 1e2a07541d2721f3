import type { Outcome } from '../record.ts';

/** Takes a piece of output; the provider owns the stream or file behind it. */
export type Write = (text: string | Uint8Array) => void;

/** A destination of outcomes. It only gets those that are reported: outcomes held back by `report` are counted, but not written. */
export interface Sink {
  /** Writes its {@link Sink.textOf}. */
  outcome(outcome: Outcome): void;
  /** An outcome as text, independent of what was written before: it may be created elsewhere, and then written here. */
  textOf(outcome: Outcome): string;
  /** Writes such a text, with the surrounding separators. */
  put(text: string): void;
  /** Must be called at the end. */
  end(): void;
}
