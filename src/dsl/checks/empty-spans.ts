import type { Span } from '../ast.ts';
import type { Clause, Duration } from '../ast-rules.ts';
import { type Check, microsOf } from './check.ts';

/** Durations that would be useless if zero, with the name of each. */
function spansOf(clause: Clause): [what: string, span: Duration | undefined][] {
  switch (clause.kind) {
    case 'OverClause':
      return [
        ['A window', clause.duration],
        ['A session', clause.max],
      ];
    case 'AwaitClause':
      return [['A period', clause.every]];
    case 'KeyClause':
      return [['The time of `learn`', clause.learn]];
    case 'ReportClause':
      return [['`once per`', clause.oncePer]];
    default:
      return [];
  }
}

/** Windows, periods and look-backs of zero duration. */
export const emptySpans: Check = {
  rule({ decl, plan, context, report, program }) {
    const tell = (at: Span, what: string) => report.add(at, 'empty-span', [what]);
    for (const clause of decl.clauses) {
      for (const [what, span] of spansOf(clause)) if (span && microsOf(context.around.duration(span), program) === 0) tell(span, what);
      if (clause.kind === 'LimitClause' && clause.value?.value === 0) report.add(clause.value, 'no-room', ['instance']);
    }
    const lookback = plan.lookbacks.find(({ over }) => microsOf(over, program) === 0);
    if (lookback) tell(decl.name, `The look-back '${lookback.text}'`);
  },
};
