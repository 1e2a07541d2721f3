/** GitLab's code quality report: a JSON array in the form of Code Climate. */

import type { DiagnosticSeverity } from '../../dsl/diagnostic.ts';
import { sha256 } from '../../dsl/sha256.ts';
import { jsonText } from '../../runtime/outputs/escape.ts';
import { type PrintFindings, regionOf } from './findings.ts';

const SEVERITIES: Record<DiagnosticSeverity, string> = { error: 'major', warning: 'minor', info: 'info' };

export const printGitlab: PrintFindings = ({ diagnostics, sources }, write) => {
  const seen = new Map<string, number>();
  const issues = diagnostics.map((diagnostic) => {
    const { code, severity, message, file } = diagnostic;
    const path = file.replaceAll('\\', '/').replace(/^\.\//, '');
    // The fingerprint must not change when lines are inserted before: it includes no line number, but a running number.
    const about = JSON.stringify([path, code, message]);
    const before = seen.get(about) ?? 0;
    seen.set(about, before + 1);
    return {
      description: message,
      check_name: code,
      fingerprint: sha256(`${about}${before}`),
      severity: SEVERITIES[severity],
      location: { path, lines: { begin: regionOf(diagnostic, sources).line } },
    };
  });
  write(`[${issues.map(jsonText).join(',\n')}]\n`);
};
