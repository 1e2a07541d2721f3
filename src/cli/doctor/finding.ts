/** One finding of the doctor. */

import { jsonText, terminalText } from '../../runtime/outputs/escape.ts';
import type { Palette } from '../../runtime/outputs/palette.ts';
import type { Write } from '../../runtime/outputs/sink.ts';

export interface Finding {
  /** `fine` and `note` require no action. */
  level: 'fine' | 'note' | 'warning' | 'error';
  /** What was examined: `node`, `terminal`, `configuration`, `rules`, or the name of a log. */
  about: string;
  message: string;
  /** The next step. */
  next?: string;
}

const DOCTOR_SCHEMA = 'corr/doctor/1';

export function printFindingsJson(findings: readonly Finding[], write: Write): void {
  for (const finding of findings) write(`${jsonText({ schema: DOCTOR_SCHEMA, ...finding })}\n`);
}

export function printFindingsText(findings: readonly Finding[], write: Write, palette: Palette): void {
  const marks = { fine: palette.green('✓'), note: palette.dim('·'), warning: palette.yellow('!'), error: palette.red('✗') };
  let about: string | undefined;
  for (const finding of findings) {
    if (finding.about !== about) write(`${palette.bold(terminalText(finding.about))}\n`);
    about = finding.about;
    write(`  ${marks[finding.level]} ${terminalText(finding.message)}\n`);
    if (finding.next !== undefined) write(`      ${terminalText(finding.next)}\n`);
  }
}
