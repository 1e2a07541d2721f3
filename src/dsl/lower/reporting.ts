/** The output clauses of every rule: `emit`, `labels`, `message`, `severity`, `report`, `limit`. */

import { given } from '../../given.ts';
import type { Binding } from '../ast.ts';
import type { MapClause, MessageClause, OutcomeRef, ReportClause, RuleDecl, SeverityClause } from '../ast-rules.ts';
import { OUTCOME_FIELDS } from '../builtins.ts';
import { type OutcomeWord, type ReportingPlan, SEVERITIES, type Type, USUAL_LIMIT } from '../plan.ts';
import { exprOf } from '../tree.ts';
import { lowerExpr } from './expressions.ts';
import { lowerMessage } from './messages.ts';
import { reportTwice, valueNames, withoutValue } from './names.ts';
import type { Present, RuleContext } from './rule.ts';
import { summaryCalls } from './summaries.ts';
import type { Names, Place, Typed } from './typed.ts';
import { outcomesOf } from './uses.ts';

/**
 * The place of expressions about an outcome, which see steps, key parts, the current record if there is one, and the
 * fields of every outcome.
 */
export function outcomePlace(context: RuleContext, present: Present, record: readonly Names[] = []): Place {
  const own = [context.stepNames(present), keyNames(context)];
  const others = [outcomeNames, context.around.params, context.noValues(), withoutValue((name) => context.mayEmit(name))];
  return context.place([...own, ...record, ...others], summaryCalls(context));
}

/** Parts of keys by their names; a key of one part also by its own name. */
function keyNames({ keys }: RuleContext): Names {
  const values = new Map<string, Typed>();
  const add = (name: string, key: number, part: number, type: Type) => {
    if (!values.has(name)) values.set(name, { expr: { op: 'key', key, part }, type, optional: keys.length > 1 });
  };
  for (const [key, { parts }] of keys.entries()) for (const [part, { name, type }] of parts.entries()) add(name, key, part, type);
  for (const [key, { name, parts }] of keys.entries()) if (parts.length === 1 && parts[0]) add(name, key, 0, parts[0].type);
  return valueNames(values);
}

const outcomeNames = valueNames(
  new Map([...OUTCOME_FIELDS].map(([field, { type, optional }]) => [field, { expr: { op: 'outcome', field }, type, optional }])),
);

export function lowerReporting(context: RuleContext): ReportingPlan {
  const lowering = new ReportingLowering(context);
  for (const clause of context.decl.clauses) if (clause.kind === 'MapClause') lowering.map(clause);
  for (const clause of context.decl.clauses) {
    if (clause.kind === 'MessageClause') lowering.message(clause);
    else if (clause.kind === 'SeverityClause') lowering.severity(clause);
    else if (clause.kind === 'ReportClause') lowering.report(clause);
  }
  return lowering.plan;
}

export function limitOf(decl: RuleDecl): number {
  for (const clause of decl.clauses) if (clause.kind === 'LimitClause' && clause.value) return clause.value.value;
  return USUAL_LIMIT;
}

class ReportingLowering {
  readonly plan: ReportingPlan = { emit: [], labels: [], messages: [], severities: [] };
  private readonly emitted = new Map<string, Typed>();
  private readonly place: Place;
  /** Messages and `report … by`, which are lowered after `emit`, see the emitted fields first. */
  private readonly emittedPlace: Place;

  constructor(private readonly context: RuleContext) {
    this.place = outcomePlace(context, () => true);
    this.emittedPlace = { ...this.place, names: [valueNames(this.emitted), ...this.place.names] };
  }

  map({ what, entries, start, end }: MapClause): void {
    const { report } = this.context;
    if (entries.length === 0) report.add({ start, end }, 'clause-without-effect', ['It gives outcomes nothing.']);
    reportTwice(entries, report);
    for (const entry of entries) if (entry.name.text !== '') this.entry(what, entry);
  }

  private entry(what: MapClause['what'], { name, value }: Binding): void {
    const typed = value && lowerExpr(value, this.place);
    if (!typed) {
      if (what === 'emit') this.context.invalid.add(name.text);
      return;
    }
    const { type, none } = typed;
    if (none)
      this.context.report.add({ start: name.start, end: value.end }, 'clause-without-effect', [`'${name.text}' is always missing.`]);
    this.plan[what].push({ name: name.text, type, value: typed.expr });
    if (what === 'emit') this.emitted.set(name.text, { expr: { op: 'emitted', name: name.text }, type, optional: true });
  }

  message({ outcome, text }: MessageClause): void {
    if (text) this.plan.messages.push({ ...this.about(outcome), parts: lowerMessage(text, this.emittedPlace) });
  }

  severity({ outcome, level }: SeverityClause): void {
    const known = SEVERITIES.find((name) => name === level.text);
    if (known) this.plan.severities.push({ ...this.about(outcome), level: known });
    else if (level.text !== '') this.context.report.unknown(level, 'unknown-severity', [level.text], level.text, SEVERITIES);
  }

  report({ outcomes, oncePer, by }: ReportClause): void {
    const report: NonNullable<ReportingPlan['report']> = { outcomes: [], by: [] };
    for (const outcome of outcomes) {
      const { outcome: word, name } = this.about(outcome);
      if (word) report.outcomes.push({ outcome: word, ...given({ name }) });
    }
    const per = this.context.around.duration(oncePer);
    if (per !== undefined) report.oncePer = per;
    for (const path of by) {
      const typed = lowerExpr(exprOf(path.parts), this.emittedPlace);
      if (typed) report.by.push(typed.expr);
    }
    this.plan.report = report;
  }

  /** The outcome that a clause refers to, if this kind of rule has it. */
  private about(ref: OutcomeRef | undefined): { outcome?: OutcomeWord; name?: string } {
    if (!ref) return {};
    const { report, decl, symbol } = this.context;
    const words = outcomesOf(decl);
    const word = words.find((outcome) => outcome === ref.outcome.text);
    if (!word) {
      report.unknown(ref.outcome, 'unknown-outcome', [ref.outcome.text, symbol.name], ref.outcome.text, words);
      return {};
    }
    return { outcome: word, ...given({ name: ref.name?.value }) };
  }
}
