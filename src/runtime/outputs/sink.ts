import type { Outcome } from '../record.ts';

/** Takes a piece of output; the provider owns the stream or file behind it. */
export type Write = (text: string | Uint8Array) => void;

export interface SinkOptions {
  /** Paths of the run's sources, by index; may grow during the run. */
  sources: readonly string[];
  write: Write;
}

/** A destination of outcomes. It only gets those that are reported: outcomes held back by `report` are counted, but not written. */
export abstract class Sink {
  constructor(protected readonly write: Write) {}

  /** An outcome as text, independent of what was written before: it may be created elsewhere, and then written here. */
  abstract textOf(outcome: Outcome): string;

  /** Writes its {@link textOf}. */
  outcome(outcome: Outcome): void {
    this.put(this.textOf(outcome));
  }

  /** Writes such a text, with the surrounding separators. */
  put(text: string): void {
    this.write(text);
  }

  /** Must be called at the end. */
  end(): void {}
}
