/** What one application says to its operator, on standard error. */

import { terminalText } from '../../runtime/outputs/escape.ts';
import type { Stream } from '../terminal.ts';

export class Voice {
  /** Mistakes of the program itself so far; only the first is told. */
  faults = 0;

  constructor(
    private readonly err: Stream,
    /** Of the application; undefined: it is the only one. */
    private readonly name: string | undefined,
  ) {}

  readonly say = (text: string): void => {
    const name = this.name === undefined ? '' : `${this.name}: `;
    this.err.write(`corr: ${name}${terminalText(text)}\n`);
  };

  disabled(rule: string): void {
    this.say(`Rule '${rule}' is disabled, as the program itself failed at it again and again: what it has open is told as abandoned.`);
    this.say('The other rules go on. It begins anew when the rules are read again.');
  }

  /** A mistake of ours at one record costs that record, not the run; the first is told whole. */
  fault(error: unknown, what: string): void {
    this.faults++;
    if (this.faults > 1) return;
    this.say(`A mistake of the program itself ${what}. Please report it.`);
    this.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
