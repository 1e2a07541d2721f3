import type { ReportProblem } from '../../runtime/inputs/problem.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import type { Write } from '../../runtime/outputs/sink.ts';

/** After so many milliseconds the same is told again: a server may run for months. */
const AGAIN = 3_600_000;
/** Messages that are remembered. */
const MOST = 1000;

/** Tells what is wrong with inputs as it is met, each once an hour, and remembers whether one could not be read. */
export class InputProblems {
  unreadable = false;
  /** When each message was told last, by the clock of `performance`. */
  private readonly told = new Map<string, number>();

  constructor(private readonly write: Write) {}

  readonly report: ReportProblem = ({ severity, message, help }) => {
    if (severity === 'error') this.unreadable = true;
    const now = performance.now();
    if (now < (this.told.get(message) ?? Number.NEGATIVE_INFINITY) + AGAIN) return;
    if (this.told.size === MOST) this.told.clear();
    this.told.set(message, now);
    this.write(`corr: ${terminalText(message)}\n  ${terminalText(help)}\n`);
  };
}
