import type { Span } from '../ast.ts';
import type { Clause, OutcomeRef } from '../ast-rules.ts';
import type { Report } from '../report.ts';
import type { Check } from './check.ts';

/**
 * What a clause determines; a second clause that determines the same could only be ignored. Undefined if it may be
 * repeated.
 */
function subjectOf(clause: Clause): string | undefined {
  switch (clause.kind) {
    case 'LimitClause':
    case 'LingerClause':
    case 'OverClause':
    case 'FireClause':
    case 'AwaitClause':
    case 'ReportClause':
      return clause.kind.replace('Clause', '').toLowerCase();
    case 'MapClause':
    case 'ConditionClause':
      return clause.what;
    case 'PolicyClause':
      return `on ${clause.what}`;
    case 'MessageClause':
      return about('message', clause.outcome);
    case 'SeverityClause':
      return about('severity', clause.outcome);
    default:
      return undefined;
  }
}

function about(what: string, outcome: OutcomeRef | undefined): string {
  if (!outcome) return what;
  return `${what} ${outcome.outcome.text}${outcome.name ? ` "${outcome.name.value}"` : ''}`;
}

/** Reports each part that determines what an earlier one has already determined. */
function reportTwice<Part extends Span>(parts: readonly Part[], subjectOf: (part: Part) => string | undefined, report: Report): void {
  const first = new Map<string, Part>();
  for (const part of parts) {
    const subject = subjectOf(part);
    if (subject === undefined) continue;
    const before = first.get(subject);
    if (before) report.add(part, 'duplicate-clause', [subject], { related: [report.related(before, 'It is given here first.')] });
    else first.set(subject, part);
  }
}

/** A clause that determines something may occur only once. */
export const duplicateClauses: Check = {
  rule({ decl: { clauses }, report }) {
    reportTwice<Clause>(clauses, subjectOf, report);
    for (const clause of clauses) if (clause.kind === 'ReportClause') reportTwice(clause.outcomes, (ref) => about('report', ref), report);
  },
};
