/** Fixes for the diagnostics in a part of a file. */

import type { Span } from '../../dsl/ast.ts';
import type { Diagnostic, Edit } from '../../dsl/diagnostic.ts';

export interface QuickFix {
  title: string;
  edits: Edit[];
  /** The diagnostic that it fixes. */
  of: Diagnostic;
  /** Whether it is the first fix of its diagnostic, which is preferred. */
  preferred: boolean;
}

export function quickFixes(diagnostics: readonly Diagnostic[], { start, end }: Span): QuickFix[] {
  return diagnostics
    .filter((one) => one.start <= end && start <= one.end)
    .flatMap((of) => (of.fixes ?? []).map(({ title, edits }, i) => ({ title, edits, of, preferred: i === 0 })));
}
