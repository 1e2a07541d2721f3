/** Outcomes as JSON: one object a line as they arise, or one document. */

import type { Plan } from '../../dsl/plan.ts';
import type { Outcome } from '../record.ts';
import { OutcomeJson } from './outcome-json.ts';
import { Sink, type SinkOptions } from './sink.ts';

/** JSON Lines: each line is complete as soon as it is written. */
export class NdjsonSink extends Sink {
  protected readonly json: OutcomeJson;

  constructor(plan: Plan, { sources, write }: SinkOptions) {
    super(write);
    this.json = new OutcomeJson(plan, sources);
  }

  override textOf(outcome: Outcome): string {
    return this.json.textOf(outcome, '\n');
  }
}

/** The same objects in one array, for programs that read a whole document. */
export class JsonSink extends NdjsonSink {
  private before = '[\n';

  override textOf(outcome: Outcome): string {
    return this.json.textOf(outcome);
  }

  override put(text: string): void {
    this.write(`${this.before}${text}`);
    this.before = ',\n';
  }

  override end(): void {
    this.write(this.before === '[\n' ? '[]\n' : '\n]\n');
  }
}
