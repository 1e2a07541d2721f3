/** Diagnostics as JSON Lines; `schema/diagnostics.schema.json` describes each. */

import type { Place } from '../../dsl/diagnostic.ts';
import { jsonText } from '../../runtime/outputs/escape.ts';
import { type Findings, type PrintFindings, regionOf } from './findings.ts';

const DIAGNOSTIC_SCHEMA = 'corr/diagnostic/1';

/** Offsets are UTF-16 units from the start of the file, as fixes need them. */
export const printJson: PrintFindings = ({ diagnostics, sources }, write) => {
  for (const diagnostic of diagnostics) {
    const { code, severity, message, help, related = [], fixes = [] } = diagnostic;
    const line = {
      schema: DIAGNOSTIC_SCHEMA,
      code,
      severity,
      message,
      help,
      ...located(diagnostic, sources),
      related: related.map((place) => ({ message: place.message, ...located(place, sources) })),
      fixes: fixes.map(({ title, edits }) => ({ title, edits: edits.map((edit) => ({ ...located(edit, sources), text: edit.text })) })),
    };
    write(`${jsonText(line)}\n`);
  }
};

function located({ file, start, end }: Place, sources: Findings['sources']) {
  return { file, start, end, ...regionOf({ file, start, end }, sources) };
}
