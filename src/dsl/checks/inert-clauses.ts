import type { Span } from '../ast.ts';
import type { EndingClause, KeyClause, PolicyClause, ReleaseClause, TransactionDecl } from '../ast-rules.ts';
import type { Extras } from '../diagnostic.ts';
import { filledAtOnce } from '../lower/pattern.ts';
import type { Check, CheckedTransaction } from './check.ts';
import { alwaysOpening, completesAtOnce } from './pattern-facts.ts';

/** Choices of a policy that lead to an outcome. */
const NAMED = ['abandon', 'overtake', 'fail'];

/** For authors who expected a pattern of one record to continue. */
const GOES_ON = { help: 'Remove it, or add a `then` for what comes after the first record.' };

class ClauseCheck {
  /** Known records that never open an instance, or only on a condition. */
  private readonly waiting: ReadonlySet<number>;
  /** Whether an instance ends as soon as it opens. */
  private readonly atOnce: boolean;

  constructor(private readonly rule: CheckedTransaction) {
    const opening = alwaysOpening(rule.plan);
    this.waiting = new Set(rule.plan.known.filter((record) => !opening.has(record)));
    this.atOnce = completesAtOnce(rule.plan.pattern);
  }

  visit(clause: TransactionDecl['clauses'][number]): void {
    switch (clause.kind) {
      case 'EndingClause':
        this.ending(clause);
        break;
      case 'PolicyClause':
        this.policy(clause);
        break;
      case 'KeyClause':
        this.key(clause);
        break;
      case 'ReleaseClause':
        this.release(clause);
        break;
      case 'LingerClause':
        if (this.waiting.size === 0 && !clause.all) this.tell(clause, 'Every record opens an instance, so none is absorbed.');
    }
  }

  private tell(at: Span, why: string, extras: Extras = {}): void {
    this.rule.report.add(at, 'clause-without-effect', [why], extras);
  }

  private ending(clause: EndingClause): void {
    const { trigger, since } = clause;
    if (!trigger || trigger.kind === 'WhenTrigger') return;
    if (trigger.kind === 'AfterTrigger' && trigger.idle && since) this.rule.report.add(since, 'idle-since', []);
    if (this.atOnce) this.tell(clause, 'The first record completes the pattern, so nothing can come before its end.', GOES_ON);
    else this.before(clause);
  }

  private before({ since, before }: EndingClause): void {
    const { steps } = this.rule.context;
    const passed = before && steps.get(before.text);
    if (!before || !passed) return;
    const taken = since && steps.get(since.text);
    if (filledAtOnce(this.rule.plan.pattern).has(passed.index))
      this.tell(before, `'${before.text}' is the first record, so nothing can come before it.`);
    else if (taken && (taken === passed || (passed.certain && passed.element < taken.element)))
      this.tell(before, `'${taken.name.text}' comes after '${before.text}'.`);
  }

  private policy({ what, choice, name, start, end }: PolicyClause): void {
    const at = { start, end };
    if (name && !NAMED.includes(choice.text)) this.tell(name, 'This policy leads to no outcome that could have a name.');
    if (what === 'orphan') {
      if (this.waiting.size === 0) this.tell(at, 'Every record opens an instance, so none can be an orphan.');
    } else if (this.atOnce) this.tell(at, 'The first record completes the pattern, so no instance stays open.', GOES_ON);
    else if (what === 'conflict') this.conflict(at);
  }

  private conflict(at: Span): void {
    const { keys, restart } = this.rule.plan;
    const shared = restart.policy === 'overlap' || restart.policy === 'overtake';
    const values = new Map<number, number>();
    for (const { record, tuples } of keys.flatMap(({ carriers }) => carriers))
      values.set(record, (values.get(record) ?? 0) + tuples.length);
    if (shared) this.tell(at, `With 'on restart ${restart.policy}', several instances may own the same value.`);
    else if ([...values.values()].every((count) => count <= 1))
      this.tell(at, 'No record carries two values that could belong to different instances.');
  }

  private key(clause: KeyClause): void {
    if (!clause.hold) return;
    const { decl, plan } = this.rule;
    const clauses = decl.clauses.filter(({ kind }) => kind === 'KeyClause');
    const key = plan.keys.length === clauses.length ? plan.keys[clauses.indexOf(clause)] : undefined;
    if (key && !key.carriers.some(({ record }) => this.waiting.has(record)))
      this.tell(clause.hold, 'Every record with this key opens an instance, so none has to wait.');
  }

  private release(clause: ReleaseClause): void {
    const { plan, context } = this.rule;
    const key = plan.keys.find(({ name }) => name === clause.key?.text);
    const carriers = key && new Set(key.carriers.map(({ record }) => record));
    for (const { clause: of, at, of: used } of carriers ? context.uses.all : []) {
      const { index, name } = context.around.shapeOf(used);
      if (of === clause && !carriers?.has(index)) this.tell(at, `'${name}' carries no '${key?.name}' to release.`);
    }
  }
}

/** Clauses of a transaction that can have no effect. */
export const inertClauses: Check = {
  transaction(rule) {
    const check = new ClauseCheck(rule);
    for (const clause of rule.decl.clauses) check.visit(clause);
  },
};
