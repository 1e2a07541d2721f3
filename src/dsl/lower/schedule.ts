/** `schedule`: the record that must arrive, and how often. */

import { given } from '../../given.ts';
import type { ScheduleDecl } from '../ast-rules.ts';
import type { RuleBase, SchedulePlan } from '../plan.ts';
import { lowerClock } from './clock.ts';
import { lowerKeys } from './keys.ts';
import type { RuleContext } from './rule.ts';
import { lowerTrigger } from './triggers.ts';

export function lowerSchedule(decl: ScheduleDecl, context: RuleContext): Omit<SchedulePlan, keyof RuleBase> {
  const keys = decl.clauses.filter((clause) => clause.kind === 'KeyClause').filter(({ none }) => !none);
  context.keys = lowerKeys(keys, context);
  const wait = decl.clauses.find((clause) => clause.kind === 'AwaitClause');
  const { around, report } = context;
  if (!wait) context.lacks('no-await');
  const { of } = wait ?? {};
  const extra = of && (of.quantifier ?? of.as ?? of.within ?? of.without ?? (of.item.kind === 'ElementGroup' ? of.item : undefined));
  if (extra) report.add(extra, 'misplaced-set', []);
  const item = of && of.item.kind !== 'ElementGroup' ? of.item : undefined;
  const every = around.duration(wait?.every);
  const daily = wait?.daily && lowerClock(wait.daily, report);
  return {
    kind: 'schedule',
    on: lowerTrigger(item, of?.where ?? [], context, () => false),
    ...given({ every, daily }),
    grace: around.duration(wait?.grace) ?? 0,
  };
}
