/** What tests have reached, and which mutants they noticed. */

import { jsonText, terminalText } from '../../runtime/outputs/escape.ts';
import { type Palette, PLAIN } from '../../runtime/outputs/palette.ts';
import type { Write } from '../../runtime/outputs/sink.ts';

/** Things to reach, or mutants to notice, in one file. */
export interface Tally {
  path: string;
  total: number;
  /** Those not reached or noticed. */
  missed: readonly { kind: string; text: string; line: number }[];
}

/** What a tally counts. */
export type TallyKind = 'coverage' | 'mutants';

const COVERAGE_SCHEMA = 'corr/coverage/1';

/** 100 if there is nothing to reach. */
export function percentOf(tallies: readonly Tally[]): number {
  const total = tallies.reduce((sum, tally) => sum + tally.total, 0);
  const missed = tallies.reduce((sum, tally) => sum + tally.missed.length, 0);
  return total === 0 ? 100 : ((total - missed) / total) * 100;
}

export function printTallyText(kind: TallyKind, tallies: readonly Tally[], write: Write, palette: Palette = PLAIN): void {
  const isCoverage = kind === 'coverage';
  for (const { path, total, missed } of tallies) {
    if (total === 0) continue;
    const share = `${kind} ${total - missed.length} of ${total} (${shown(percentOf([{ path, total, missed }]))} %)`;
    write(`${palette.bold(terminalText(path))}  ${missed.length === 0 ? palette.green(share) : palette.yellow(share)}\n`);
    for (const { kind: what, text, line } of missed)
      write(
        `  ${palette.yellow(isCoverage ? `not reached: ${what}` : 'nobody noticed:')} ${terminalText(text)} ${palette.dim(`${terminalText(path)}:${line}`)}\n`,
      );
  }
}

/** Why a run ends with 1 whose tests all pass: a line. */
export function belowText(kind: TallyKind, percent: number, threshold: number): string {
  return `corr: The tests ${kind === 'coverage' ? 'reach' : 'notice'} ${shown(percent)} %, and --threshold asks for ${threshold} %.\n`;
}

/** Rounded down, so that only complete coverage is 100. */
function shown(percent: number): string {
  return String(Math.floor(percent));
}

/** One line per file. */
export function printTallyJson(kind: TallyKind, tallies: readonly Tally[], write: Write): void {
  for (const { path, total, missed } of tallies) {
    const told = missed.map(({ kind: what, text, line }) => ({ kind: what, text, line }));
    write(`${jsonText({ schema: COVERAGE_SCHEMA, of: kind, file: path, total, missed: told })}\n`);
  }
}
