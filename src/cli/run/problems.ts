import type { ReportProblem } from '../../runtime/inputs/problem.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import type { Write } from '../../runtime/outputs/sink.ts';

/** Tells what is wrong with inputs as it is met, each once, and remembers whether one could not be read. */
export class InputProblems {
  unreadable = false;
  private readonly told = new Set<string>();

  constructor(private readonly write: Write) {}

  readonly report: ReportProblem = ({ severity, message, help }) => {
    if (severity === 'error') this.unreadable = true;
    if (this.told.has(message)) return;
    this.told.add(message);
    this.write(`corr: ${terminalText(message)}\n  ${terminalText(help)}\n`);
  };
}
