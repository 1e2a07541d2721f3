import type { ReportProblem } from '../../runtime/inputs/problem.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import type { Write } from '../../runtime/outputs/sink.ts';
import { ExitCode } from '../exit-code.ts';

/** The time after which the same message is reported again, milliseconds: a server may run for months. */
const AGAIN = 3_600_000;
/** The maximum number of messages remembered. */
const MOST = 1000;

/**
 * Reports problems with inputs as they occur, each at most once an hour, and remembers whether an input could not be
 * read.
 */
export class InputProblems {
  unreadable = false;
  /** When each message was last reported, on the clock of `performance`. */
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

  /** How a command ends that would end with `code`: what could not be read matters more. */
  exitCode(code: ExitCode = ExitCode.fine): ExitCode {
    return this.unreadable ? ExitCode.input : code;
  }
}
