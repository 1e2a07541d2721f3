/** The messages of one application to its operator, on standard error. */

import { terminalText } from '../../runtime/outputs/escape.ts';
import type { Stream } from '../terminal.ts';

export class OperatorLog {
  /** The number of faults of the program so far; only the first is reported. */
  faults = 0;

  constructor(
    private readonly err: Stream,
    /** The name of the application; undefined if it is the only one. */
    private readonly name: string | undefined,
  ) {}

  readonly say = (text: string): void => {
    const name = this.name === undefined ? '' : `${this.name}: `;
    this.err.write(`corr: ${name}${terminalText(text)}\n`);
  };

  disabled(rule: string): void {
    this.say(`Rule '${rule}' is disabled, because Corr itself failed on it again and again: what it has open is reported as abandoned.`);
    this.say('The other rules continue. This one starts afresh when the rules are read again.');
  }

  /** A fault of the program costs one record, not the run; the first is reported in full. */
  fault(error: unknown, what: string): void {
    this.faults++;
    if (this.faults > 1) return;
    this.say(`A bug in Corr ${what}. Please report it.`);
    this.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
