import type { Findings, PrintFindings } from '../../../src/cli/print/findings.ts';
import type { Diagnostic } from '../../../src/dsl/diagnostic.ts';
import { Source } from '../../../src/dsl/source.ts';
import { Written } from '../../runtime/outputs/sample.ts';

export const TEXT = 'transaction job {\n  key id\n\tstart app.begn\n  then  日本.done // wide\n}\n';

/** A diagnostic at the first occurrence of `at` in {@link TEXT}. */
export function diagnostic(at: string, given: Partial<Diagnostic> = {}): Diagnostic {
  const start = TEXT.indexOf(at);
  return {
    code: 'unknown-record',
    severity: 'error',
    message: "'app' has no record 'begn'.",
    file: 'rules/job.corr',
    start,
    end: start + at.length,
    ...given,
  };
}

export const SOURCES: Findings['sources'] = new Map([
  ['rules/job.corr', new Source('rules/job.corr', TEXT)],
  ['rules/fine.corr', new Source('rules/fine.corr', '')],
]);

/** An error with a fix and a related place, a warning, and one in a missing file. */
export const FINDINGS: Findings = {
  sources: SOURCES,
  diagnostics: [
    diagnostic('begn', {
      help: "Did you mean 'begin'?",
      related: [{ file: 'rules/job.corr', start: 20, end: 26, message: 'The key is here.' }],
      fixes: [{ title: 'Replace with begin', edits: [{ file: 'rules/job.corr', start: 38, end: 42, text: 'begin' }] }],
    }),
    diagnostic('日本.done', { code: 'unbounded-state', severity: 'warning', message: 'It can wait for ever.' }),
    { code: 'unknown-file', severity: 'info', message: "There is no file 'hosts.csv'.", file: 'hosts.csv', start: 0, end: 0 },
  ],
};

/** Findings in which every text is the given one. */
export function hostile(text: string): Findings {
  const place = { file: text, start: 0, end: text.length };
  return {
    sources: new Map([[text, new Source(text, text)]]),
    diagnostics: [
      {
        ...place,
        code: 'unknown-name',
        severity: 'warning',
        message: text,
        help: text,
        related: [{ ...place, message: text }],
        fixes: [{ title: text, edits: [{ ...place, text }] }],
      },
    ],
  };
}

export function printed(print: PrintFindings, findings: Findings): string {
  const out = new Written();
  print(findings, out.write);
  return out.text;
}
