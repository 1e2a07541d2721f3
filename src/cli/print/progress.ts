/** The progress line of a long run on stderr. */

import { counted, shortBytes, shortDuration } from '../../runtime/outputs/figures.ts';
import { clip } from '../../runtime/outputs/terminal.ts';
import { SECOND } from '../../runtime/values/time-units.ts';

interface Progress {
  /** Bytes read so far, as stored in the files. */
  bytes: number;
  /** Absent if the size is not known: standard input. */
  total?: number;
  /** Microseconds since the run began. */
  elapsed: number;
  /** Transactions open now. */
  open: number;
}

const BAR = 20;

/**
 * One line without its line end, at most as wide as the terminal: `[=====>    ] 52 %  116 MB of 223 MB  38 MB/s  2.8s
 * left  1,204 open`.
 */
export function progressLine({ bytes, total, elapsed, open }: Progress, columns: number): string {
  const rate = elapsed > 0 ? (bytes * SECOND) / elapsed : 0;
  const parts = [`${shortBytes(rate)}/s`, counted(open, 'open', 'open')];
  if (total === undefined) return clip([shortBytes(bytes), ...parts].join('  '), columns);
  const done = total > 0 ? Math.min(1, bytes / total) : 1;
  const read = `${bar(done)} ${Math.floor(done * 100)} %  ${shortBytes(bytes)} of ${shortBytes(total)}`;
  const left = rate > 0 ? [`${shortDuration(wholeSeconds(((total - bytes) * SECOND) / rate))} left`] : [];
  return clip([read, parts[0], ...left, parts[1]].join('  '), columns);
}

function wholeSeconds(micros: number): number {
  return Math.max(0, Math.round(micros / SECOND) * SECOND);
}

function bar(done: number): string {
  const filled = Math.floor(done * BAR);
  const head = filled < BAR ? '>' : '';
  return `[${'='.repeat(filled)}${head}${' '.repeat(BAR - filled - head.length)}]`;
}
