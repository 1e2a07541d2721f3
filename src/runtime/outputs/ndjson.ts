/** Outcomes as JSON: one object a line as they arise, or one document. */

import type { Plan } from '../../dsl/plan.ts';
import type { Outcome } from '../record.ts';
import { OutcomeJson } from './outcome-json.ts';
import type { Sink, Write } from './sink.ts';

export interface JsonOptions {
  /** Paths of the run's sources, by index; may grow during the run. */
  sources: readonly string[];
  write: Write;
}

/** JSON Lines: each line is complete as soon as it is written. */
export class NdjsonSink implements Sink {
  private readonly json: OutcomeJson;
  private readonly write: Write;

  constructor(plan: Plan, { sources, write }: JsonOptions) {
    this.json = new OutcomeJson(plan, sources);
    this.write = write;
  }

  outcome(outcome: Outcome): void {
    this.put(this.textOf(outcome));
  }

  textOf(outcome: Outcome): string {
    return `${this.json.textOf(outcome)}\n`;
  }

  put(text: string): void {
    this.write(text);
  }

  end(): void {}
}

/** The same objects in one array, for programs that read a whole document. */
export class JsonSink implements Sink {
  private readonly json: OutcomeJson;
  private readonly write: Write;
  private before = '[\n';

  constructor(plan: Plan, { sources, write }: JsonOptions) {
    this.json = new OutcomeJson(plan, sources);
    this.write = write;
  }

  outcome(outcome: Outcome): void {
    this.put(this.textOf(outcome));
  }

  textOf(outcome: Outcome): string {
    return this.json.textOf(outcome);
  }

  put(text: string): void {
    this.write(`${this.before}${text}`);
    this.before = ',\n';
  }

  end(): void {
    this.write(this.before === '[\n' ? '[]\n' : '\n]\n');
  }
}
