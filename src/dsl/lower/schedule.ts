/** `schedule`: the record that must arrive, and how often. */

import type { ScheduleDecl } from '../ast-rules.ts';
import type { SchedulePlan } from '../plan.ts';
import { lowerKey, partitionOf } from './keys.ts';
import { limitOf, lowerReporting } from './reporting.ts';
import type { RuleContext } from './rule.ts';
import { lowerClock } from './transaction.ts';
import { lowerTrigger } from './triggers.ts';

type Body = Omit<SchedulePlan, 'name' | 'doc' | 'origin' | 'stage' | 'meaning' | 'layout'>;

export function lowerSchedule(decl: ScheduleDecl, context: RuleContext): Body {
  const keys = decl.clauses.filter((clause) => clause.kind === 'KeyClause').filter(({ none }) => !none);
  context.keys = keys.map((clause) => lowerKey(clause, context)).filter((key) => key !== undefined);
  const wait = decl.clauses.find((clause) => clause.kind === 'AwaitClause');
  const { around, report } = context;
  if (!wait) context.lacks('no-await');
  const { of } = wait ?? {};
  const extra = of && (of.quantifier ?? of.as ?? of.within ?? of.without ?? (of.item.kind === 'ElementGroup' ? of.item : undefined));
  if (extra) report.add(extra, 'misplaced-set', []);
  const item = of && of.item.kind !== 'ElementGroup' ? of.item : undefined;
  const every = around.duration(wait?.every);
  const daily = wait?.daily && lowerClock(wait.daily, context);
  return {
    kind: 'schedule',
    partition: partitionOf(context.keys),
    keys: context.keys,
    known: context.known.map(({ index }) => index),
    on: lowerTrigger(item, of?.where ?? [], context, () => false),
    ...(every === undefined ? {} : { every }),
    ...(daily ? { daily } : {}),
    grace: around.duration(wait?.grace) ?? 0,
    captures: context.captures,
    summaries: context.summaries,
    lookbacks: context.lookbacks,
    reporting: lowerReporting(context, () => false),
    limit: limitOf(decl),
  };
}
