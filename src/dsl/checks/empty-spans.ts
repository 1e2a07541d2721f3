import type { Span } from '../ast.ts';
import type { Duration, RuleDecl } from '../ast-rules.ts';
import type { DurationPlan, RulePlan } from '../plan.ts';
import type { Check, CheckedRule } from './check.ts';

type Clause = RuleDecl['clauses'][number];

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

function check({ decl, plan, context, report, program }: CheckedRule<RuleDecl, RulePlan>): void {
  const isEmpty = (span: DurationPlan | undefined) =>
    (typeof span === 'object' ? program.params.find(({ name }) => name === span.param)?.value : span) === 0;
  const tell = (at: Span, what: string) => report.add(at, 'empty-span', [what]);
  for (const clause of decl.clauses) {
    for (const [what, span] of spansOf(clause)) if (span && isEmpty(context.around.duration(span))) tell(span, what);
    if (clause.kind === 'LimitClause' && clause.value?.value === 0) report.add(clause.value, 'no-room', ['instance']);
  }
  const lookback = plan.lookbacks.find(({ over }) => isEmpty(over));
  if (lookback) tell(decl.name, `The look-back '${lookback.text}'`);
}

/** Windows, periods and look-backs of zero duration. */
export const emptySpans: Check = { transaction: check, window: check, schedule: check };
