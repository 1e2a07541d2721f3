import { getOrMake } from '../../get-or-make.ts';
import type { TestDecl } from '../ast.ts';
import type { OutcomeRef, RuleDecl } from '../ast-rules.ts';
import { OUTCOMES_OF } from '../builtins.ts';
import type { LoweredRule } from '../lower/program.ts';
import type { OutcomeWord, RulePlan, TransactionPlan, WindowPlan } from '../plan.ts';
import type { Report } from '../report.ts';
import { childrenOf, type PatternNode } from '../sequence-plan.ts';
import type { FileScope, RuleSymbol } from '../symbols.ts';
import type { Check, Checked } from './check.ts';

/** The possible outcomes of a rule, each with its possible names. */
type Given = ReadonlyMap<OutcomeWord, ReadonlySet<string>>;

class Outcomes {
  readonly given = new Map<OutcomeWord, Set<string>>();

  add(outcome: OutcomeWord, name?: string): void {
    const names = getOrMake(this.given, outcome, () => new Set());
    if (name !== undefined) names.add(name);
  }
}

function givenBy(plan: RulePlan): Given {
  const outcomes = new Outcomes();
  if (plan.kind === 'transaction') addTransaction(plan, outcomes);
  else for (const outcome of plan.kind === 'window' ? ofWindow(plan) : (['met', 'missing'] as const)) outcomes.add(outcome);
  return outcomes.given;
}

function ofWindow({ open, fire }: WindowPlan): OutcomeWord[] {
  if (open) return ['begin', 'end', 'open'];
  return fire ? ['fired'] : ['end', 'open'];
}

function addTransaction({ pattern, endings, complete, restart, unexpected, orphan }: TransactionPlan, outcomes: Outcomes): void {
  for (const outcome of ['success', 'open', 'evicted'] as const) outcomes.add(outcome);
  for (const { outcome, name } of endings) outcomes.add(outcome, name);
  if (complete) outcomes.add('failure', complete.otherwise);
  if (unexpected.policy === 'fail') outcomes.add('failure', unexpected.name);
  if (restart.policy === 'abandon' || restart.policy === 'overtake') outcomes.add('abandoned', restart.name);
  if (orphan === 'report') outcomes.add('orphan');
  if (hasGuard(pattern, ({ within }) => within !== undefined)) outcomes.add('timeout');
  if (hasGuard(pattern, ({ kind, without, next }) => kind === 'no' || without !== undefined || next === true)) outcomes.add('failure');
}

function hasGuard(node: PatternNode, isGuard: (node: PatternNode) => boolean): boolean {
  return isGuard(node) || childrenOf(node).some((inner) => hasGuard(inner, isGuard));
}

/** The outcomes that the clauses of a rule refer to. */
function spokenOf(decl: RuleDecl): OutcomeRef[] {
  return decl.clauses.flatMap((clause) => {
    if (clause.kind === 'ReportClause') return clause.outcomes;
    return (clause.kind === 'MessageClause' || clause.kind === 'SeverityClause') && clause.outcome ? [clause.outcome] : [];
  });
}

class OutcomeCheck {
  private readonly given = new Map<RulePlan, Given>();
  private readonly plans: ReadonlyMap<RuleSymbol, RulePlan>;

  constructor({ rules }: Checked['program']) {
    this.plans = new Map(rules.map(({ symbol, plan }) => [symbol, plan]));
  }

  private of(plan: RulePlan): Given {
    return getOrMake(this.given, plan, () => givenBy(plan));
  }

  rule({ context, plan }: LoweredRule): void {
    for (const ref of spokenOf(context.decl)) this.spoken(ref, plan, context.report);
    for (const { of, at } of context.uses.all) {
      const chained = 'rule' in of ? this.plans.get(of.rule) : undefined;
      if ('rule' in of && chained && !this.of(chained).has(of.outcome))
        context.report.add(at, 'impossible-outcome', [chained.name, of.outcome]);
    }
  }

  /** Outcome words that this kind of rule does not have were already reported when it was lowered. */
  private spoken({ outcome, name }: OutcomeRef, plan: RulePlan, report: Report): void {
    const word = OUTCOMES_OF[plan.kind].find((known) => known === outcome.text);
    const names = word && this.of(plan).get(word);
    if (word && !names) report.add(outcome, 'impossible-outcome', [plan.name, word]);
    else if (name && names && !names.has(name.value))
      report.unknownText(name, 'unknown-outcome-name', [plan.name, outcome.text, name.value], name.value, names);
  }

  /** A name that a rule never gives is always absent: without this check `expect no …` would pass for any misspelt one. */
  test({ statements }: TestDecl, scope: FileScope): void {
    for (const statement of statements) {
      if (statement.kind !== 'ExpectStatement' || !statement.outcome?.name) continue;
      const symbol = scope.peek(statement.rule.text, 'rule');
      const plan = symbol && this.plans.get(symbol);
      if (plan && this.of(plan).has(statement.outcome.outcome.text as OutcomeWord))
        this.spoken(statement.outcome, plan, scope.module.report);
    }
  }
}

/** Outcomes, and names of outcomes, that are referred to but never given. */
export const outcomeNames: Check = {
  program({ program, symbols }) {
    const check = new OutcomeCheck(program);
    for (const rule of program.rules) check.rule(rule);
    for (const [module, scope] of symbols.scopes) {
      if (!module.entry) continue;
      for (const declaration of module.parsed.file.declarations) if (declaration.kind === 'TestDecl') check.test(declaration, scope);
    }
  },
};
