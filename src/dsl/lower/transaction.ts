/** `transaction`: keys, pattern, endings and policies. */

import { given } from '../../given.ts';
import type { Name } from '../ast.ts';
import type { AfterTrigger, EndingClause, LingerClause, PolicyClause, ReleaseClause, StepClause, TransactionDecl } from '../ast-rules.ts';
import { type EndingPlan, isCaptureField, type RuleBase, type SpanPlan, type TransactionPlan } from '../plan.ts';
import { pathOf } from '../tree.ts';
import { typeName } from '../types.ts';
import { lowerClock } from './clock.ts';
import { lowerCondition, lowerExpr } from './expressions.ts';
import { lowerKeys } from './keys.ts';
import { filledAtOnce, lowerPattern } from './pattern.ts';
import { outcomePlace } from './reporting.ts';
import type { Present, RuleContext, Step } from './rule.ts';
import { lowerTrigger, takenBy } from './triggers.ts';
import { writtenAt } from './typed.ts';

type Body = Omit<TransactionPlan, keyof RuleBase>;

/** The options of each policy; the first is the default. */
export const CHOICES = {
  restart: ['abandon', 'ignore', 'overlap', 'overtake'],
  conflict: ['count', 'take'],
  unexpected: ['count', 'fail'],
  orphan: ['count', 'report'],
} as const;

export function lowerTransaction(decl: TransactionDecl, context: RuleContext): Body {
  return new TransactionLowering(decl, context).run();
}

class TransactionLowering {
  /** Steps that every opening record fills. */
  private opening: Present = () => false;

  constructor(
    private readonly decl: TransactionDecl,
    private readonly context: RuleContext,
  ) {}

  private clauses<K extends TransactionDecl['clauses'][number]['kind']>(kind: K) {
    return this.decl.clauses.filter((clause): clause is Extract<TransactionDecl['clauses'][number], { kind: K }> => clause.kind === kind);
  }

  run(): Body {
    const { context } = this;
    const pattern = lowerPattern(this.steps(), context);
    const filled = filledAtOnce(pattern);
    this.opening = ({ index }) => filled.has(index);
    this.declareTriggers();
    const keys = this.clauses('KeyClause');
    context.keys = lowerKeys(keys, context);
    if (keys.length === 0) context.lacks('no-key');
    const releases = this.clauses('ReleaseClause').map((clause) => this.release(clause));
    const endings = this.clauses('EndingClause')
      .map((clause) => this.ending(clause))
      .filter((ending) => ending !== undefined);
    const complete = this.complete();
    const linger = this.clauses('LingerClause')
      .map((clause) => this.linger(clause))
      .find((clause) => clause !== undefined);
    return { kind: 'transaction', pattern, endings, ...given({ complete }), ...this.policies(), ...given({ linger }), releases };
  }

  /** `start` comes first, wherever it is written. */
  private steps(): StepClause[] {
    const steps = this.clauses('StepClause');
    const starts = steps.filter(({ link }) => link === 'start');
    const [start, second] = starts;
    const { report } = this.context;
    if (!start) this.context.lacks('no-start');
    if (second) report.add(second, 'second-start', []);
    const early = start && steps.find((step) => step.start < start.start);
    if (early) report.add(early, 'step-before-start', [early.link]);
    return [...starts.slice(0, 1), ...steps.filter(({ link }) => link !== 'start')];
  }

  private declareTriggers(): void {
    for (const { trigger, outcome } of this.clauses('EndingClause')) {
      if (trigger?.kind !== 'OnTrigger' || !trigger.as || trigger.as.text === '') continue;
      const place = { element: Number.POSITIVE_INFINITY, certain: false, warns: outcome === 'warning' };
      this.context.step(trigger.as, takenBy(trigger.of, this.context), place);
    }
  }

  private release({ key, on, where }: ReleaseClause): TransactionPlan['releases'][number] {
    const { context } = this;
    const trigger = lowerTrigger(on, where, context, this.opening);
    if (!key || key.text === '') return { on: trigger };
    const names = context.keys.map(({ name }) => name);
    const index = names.indexOf(key.text);
    if (index >= 0) return { key: index, on: trigger };
    if (!context.mayEmit(key.text)) context.report.unknown(key, 'unknown-key', [key.text, context.symbol.name], key.text, names);
    return { on: trigger };
  }

  /** The step that `since` or `before` names. */
  private stepOf(name: Name | undefined): Step | undefined {
    if (!name || name.text === '') return undefined;
    const step = this.context.steps.get(name.text);
    if (step && step.element !== Number.POSITIVE_INFINITY) return step;
    this.context.report.unknown(name, 'unknown-step', [name.text], name.text, this.context.steps.keys());
    return undefined;
  }

  private ending(clause: EndingClause): EndingPlan | undefined {
    const { trigger, outcome, all, name } = clause;
    if (!trigger || trigger.kind === 'WhenTrigger') return undefined;
    const since = this.stepOf(clause.since);
    const before = this.stepOf(clause.before);
    const lowered = this.trigger(clause, since);
    const span = lowered.after?.duration;
    const from = isCaptureField(span) ? span.capture : since?.index;
    const plan: EndingPlan = {
      outcome,
      ...given({ name: name?.value }),
      all,
      ...lowered,
      ...given({ since: from, before: before?.index }),
      text: writtenAt(this.context.around.source, trigger),
    };
    if (all && !plan.on) this.context.report.add(clause, 'all-without-record', []);
    this.context.written.set(plan, clause);
    return plan.on || plan.after || plan.by ? plan : undefined;
  }

  private trigger(clause: EndingClause, since: Step | undefined): Pick<EndingPlan, 'on' | 'after' | 'by' | 'capture'> {
    const { context } = this;
    const { trigger } = clause;
    switch (trigger?.kind) {
      case 'OnTrigger': {
        const present: Present = (step) => step === since || this.opening(step);
        const on = lowerTrigger(trigger.of, trigger.where, context, present, trigger.as?.text);
        const step = trigger.as && context.steps.get(trigger.as.text);
        return { on, ...given({ capture: step?.name === trigger.as ? step?.index : undefined }) };
      }
      case 'AfterTrigger': {
        const duration = this.span(trigger.duration, clause.since);
        return duration === undefined ? {} : { after: { duration, idle: trigger.idle } };
      }
      case 'ClockTrigger':
        return given({ by: lowerClock(trigger, context.report) });
      default:
        return {};
    }
  }

  /** The length of time of an `after`. If a record tells it, it counts from this record. */
  private span(duration: AfterTrigger['duration'], since: Name | undefined): SpanPlan | undefined {
    const { around, report } = this.context;
    if (duration?.kind !== 'MemberExpr') return around.duration(duration);
    const [root] = pathOf(duration) ?? [];
    const typed = this.stepOf(root) && lowerExpr(duration, this.context.place([this.context.stepNames(() => true)]));
    if (!typed) return undefined;
    const text = writtenAt(around.source, duration);
    if (typed.expr.op !== 'capture' || typed.type !== 'duration') {
      report.add(duration, 'field-not-a-duration', [text, typeName(typed.type)]);
      return undefined;
    }
    const { capture, field } = typed.expr;
    if (since && since.text !== root?.text) report.add(since, 'since-another', [text, since.text]);
    return { capture, field };
  }

  private complete(): TransactionPlan['complete'] | undefined {
    const asked = this.clauses('EndingClause').filter(({ trigger }) => trigger?.kind === 'WhenTrigger');
    const [first, second] = asked;
    if (second) {
      const help = `Join the conditions with 'and'. To name each, write what must not be: failure "NAME" on app.done where n > 3.`;
      this.context.report.add(second, 'duplicate-clause', ['success when'], { help });
    }
    const trigger = first?.trigger;
    if (!first || trigger?.kind !== 'WhenTrigger' || !trigger.condition) return undefined;
    if (first.outcome !== 'success') {
      this.context.report.add(first, 'when-without-success', [first.outcome]);
      return undefined;
    }
    const when = lowerCondition(
      trigger.condition,
      outcomePlace(this.context, (step) => step.certain),
    );
    const text = writtenAt(this.context.around.source, trigger.condition);
    return when && { when: when.expr, text, ...given({ otherwise: trigger.otherwise?.value }) };
  }

  private linger({ duration, all }: LingerClause): TransactionPlan['linger'] | undefined {
    const span = this.context.around.duration(duration);
    return span === undefined ? undefined : { duration: span, all };
  }

  private policies(): Pick<Body, 'restart' | 'conflict' | 'unexpected' | 'orphan'> {
    const clauses = this.clauses('PolicyClause');
    return {
      restart: this.policy(clauses, 'restart'),
      unexpected: this.policy(clauses, 'unexpected'),
      conflict: this.policy(clauses, 'conflict').policy,
      orphan: this.policy(clauses, 'orphan').policy,
    };
  }

  private policy<W extends keyof typeof CHOICES>(
    clauses: readonly PolicyClause[],
    what: W,
  ): { policy: (typeof CHOICES)[W][number]; name?: string } {
    const choices: readonly (typeof CHOICES)[W][number][] = CHOICES[what];
    const fallback = choices[0] as (typeof CHOICES)[W][number];
    const clause = clauses.find((policy) => policy.what === what);
    if (!clause || clause.choice.text === '') return { policy: fallback };
    const choice = choices.find((known) => known === clause.choice.text);
    if (!choice) this.context.report.unknown(clause.choice, 'unknown-choice', [clause.choice.text, what], clause.choice.text, choices);
    return { policy: choice ?? fallback, ...given({ name: clause.name?.value }) };
  }
}
