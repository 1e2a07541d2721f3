import { counted } from '../../runtime/outputs/figures.ts';
import type { Stream } from '../terminal.ts';
import type { LostLine } from './request.ts';

/** The lines of an answer; the number of dropped lines is reported on standard error. */
export async function* withoutLosses(lines: AsyncIterable<string>, err: Stream): AsyncGenerator<string> {
  for await (const line of lines) {
    if (line.startsWith('{"lost":')) {
      const { lost } = JSON.parse(line) as LostLine;
      err.write(`corr: ${counted(lost, 'line')} not shown, as they were not read fast enough.\n`);
    } else yield line;
  }
}
