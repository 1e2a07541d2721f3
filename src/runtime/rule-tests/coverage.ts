/** What the tests of a file have covered: its patterns, steps, endings, clocks, policies, and what windows and schedules report. */

import type { OutcomeWord, Plan, RulePlan, TransactionPlan } from '../../dsl/plan.ts';
import { childrenOf, type PatternNode } from '../../dsl/sequence-plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import type { RuleCounters } from '../counters.ts';
import type { Engine } from '../engine/engine.ts';
import type { Outcome } from '../record.ts';
import { namedOutcome, stepText } from '../trace/names.ts';

type CoveredKind = 'pattern' | 'step' | 'ending' | 'clock' | 'policy';

interface CoverageItem {
  kind: CoveredKind;
  /** `sshd.failed`, or `ssh_visit: timeout "stalled"`. */
  text: string;
  /** Line in the file of the record or rule. */
  line: number;
  reached: boolean;
}

/** Adds an item of a rule. */
type Add = (kind: CoveredKind, text: string, of: unknown, aspect?: string) => void;

/** Gathers coverage over all tests of one file. */
export class Coverage {
  private readonly items: CoverageItem[] = [];
  /** Items by the thing they are about, and by its aspect. */
  private readonly byThing = new Map<unknown, Map<string, CoverageItem>>();
  /** Engines of the running test. */
  private engines: Engine[] = [];

  constructor(
    private readonly plan: Plan,
    file: string,
  ) {
    for (const [index, { name, origin, outcome }] of plan.records.entries()) {
      if (origin.file === file && !outcome) this.add('pattern', name, origin.line, index);
    }
    for (const rule of plan.rules) if (rule.origin.file === file) this.addRule(rule);
  }

  get result(): readonly CoverageItem[] {
    return this.items;
  }

  /** Must be called with each engine that a test runs on. */
  watch(engine: Engine): void {
    this.engines.push(engine);
    engine.observer = {
      delivering: ({ matches }) => {
        for (const { record } of matches) this.reach(record, '');
      },
      moving: (_instance, motion, by) => this.reach(by, motion),
    };
  }

  /** Must be called at the end of each test. */
  finish(outcomes: readonly Outcome[]): void {
    const rules = new Map(this.plan.rules.map((rule) => [rule.name, rule]));
    for (const outcome of outcomes) {
      const rule = rules.get(outcome.rule);
      if (rule) for (const aspect of [outcome.outcome, outcome.code]) this.reach(rule, aspect);
    }
    for (const { runners } of this.engines)
      for (const { plan, counters } of runners) for (const aspect of policiesMet(counters)) this.reach(plan, aspect);
    this.engines = [];
  }

  private add(kind: CoveredKind, text: string, line: number, of: unknown, aspect = ''): void {
    const item: CoverageItem = { kind, text, line, reached: false };
    this.items.push(item);
    getOrMake(this.byThing, of, () => new Map()).set(aspect, item);
  }

  private reach(thing: unknown, aspect: string): void {
    const item = this.byThing.get(thing)?.get(aspect);
    if (item) item.reached = true;
  }

  private addRule(rule: RulePlan): void {
    const add: Add = (kind, text, of, aspect) => this.add(kind, `${rule.name}: ${text}`, rule.origin.line, of, aspect);
    if (rule.kind === 'transaction') this.addTransaction(rule, add);
    else for (const outcome of outcomesOf(rule)) add('ending', outcome, rule, outcome);
  }

  private addTransaction(rule: TransactionPlan, add: Add): void {
    this.addNode(rule.pattern, rule, add);
    add('ending', 'success of the whole pattern', rule, 'complete');
    if (rule.complete) add('ending', `success when ${rule.complete.text} does not hold`, rule, 'condition');
    for (const ending of rule.endings) add(ending.on ? 'ending' : 'clock', `${namedOutcome(ending)} ${ending.text}`, ending, 'ending');
    const { restart, unexpected, orphan, linger } = rule;
    const isWritten = restart.policy !== 'abandon' || restart.name !== undefined;
    if (isWritten && restart.policy !== 'overlap') add('policy', `on restart ${restart.policy}`, rule, RESTARTS[restart.policy]);
    if (unexpected.policy === 'fail') add('policy', 'on unexpected fail', rule, 'unexpected');
    if (orphan === 'report') add('policy', 'on orphan report', rule, 'orphan');
    if (linger) add('policy', 'linger', rule, 'absorbed');
  }

  private addNode(node: PatternNode, rule: TransactionPlan, add: Add): void {
    if (node.within !== undefined) add('clock', `within of ${node.label}`, node, 'within');
    if (node.without) add('ending', `without before ${node.label}`, node, 'broken');
    if (node.kind === 'take') add('step', stepText(node, rule.captures), node, 'step');
    else if (node.kind === 'wait' || node.kind === 'no') {
      add('clock', `${node.label} passes`, node, 'passed');
      if (node.kind === 'no') add('ending', `${node.label} is broken`, node, 'broken');
    }
    for (const child of childrenOf(node)) this.addNode(child, rule, add);
  }
}

/** The reason code or counter that shows that a policy was applied. */
const RESTARTS = { abandon: 'restart', ignore: 'ignored', overtake: 'overtaken' } as const;

function policiesMet({ absorbed, ignored }: RuleCounters): string[] {
  const met: string[] = [];
  if (absorbed > 0) met.push('absorbed');
  if (ignored > 0) met.push('ignored');
  return met;
}

/** The outcomes that a window or a schedule can have. */
function outcomesOf(rule: Exclude<RulePlan, TransactionPlan>): OutcomeWord[] {
  if (rule.kind === 'schedule') return ['met', 'missing'];
  if (rule.open) return ['begin', 'end'];
  return rule.fire ? ['fired'] : ['end'];
}
