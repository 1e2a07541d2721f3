import { terminalText } from '../../runtime/outputs/escape.ts';
import { clip, padEnd } from '../../runtime/outputs/terminal.ts';

const GAP = '  ';

/** A row of a table whose rows are not known in advance: the cells have these widths, except the last, which has the rest. */
export function tableRow([...cells]: string[], widths: readonly number[], columns: number | undefined): string {
  const last = terminalText(cells.pop() ?? '');
  const text = [...cells.map((cell, i) => padEnd(clip(terminalText(cell), widths[i] ?? 0), widths[i] ?? 0)), last].join(GAP);
  return columns === undefined ? text : clip(text, columns);
}
