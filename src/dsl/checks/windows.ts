import type { ConditionClause, FireClause, OverClause } from '../ast-rules.ts';
import { catalogue } from '../catalogue.ts';
import { forEachPart } from '../lower/parts.ts';
import type { ExprPlan } from '../plan.ts';
import type { Check, CheckedWindow } from './check.ts';
import { holdsOfEmpty } from './empty-window.ts';

class WindowCheck {
  private readonly over: OverClause | undefined;
  private readonly fire: FireClause | undefined;
  private readonly open: ConditionClause | undefined;
  private readonly close: ConditionClause | undefined;

  constructor(private readonly rule: CheckedWindow) {
    const { clauses } = rule.decl;
    const conditions = clauses.filter((clause) => clause.kind === 'ConditionClause');
    this.over = clauses.find((clause) => clause.kind === 'OverClause');
    this.fire = clauses.find((clause) => clause.kind === 'FireClause');
    this.open = conditions.find(({ what }) => what === 'open');
    this.close = conditions.find(({ what }) => what === 'close');
  }

  run(): void {
    const { decl, report, context } = this.rule;
    const { name } = decl;
    if (context.known.length === 0) report.add(name, 'window-without-records', [name.text]);
    if (this.fire && this.open) report.add(this.fire, 'fire-beside-open', []);
    if (this.over?.mode === 'slide' && !this.fire && !this.open) report.add(this.over, 'window-without-condition', [name.text]);
    if (!this.over) this.checkWithoutSpan();
    if (this.close && !this.open) report.add(this.close, 'clause-without-effect', ['No episode is opened that could close.']);
    if (this.over?.zone && this.over.mode !== 'every')
      report.add(this.over.zone, 'clause-without-effect', ['Only `over every` is aligned to a time of day.']);
    this.checkClose();
  }

  /** Without `over` there is nothing to summarise, but `fire` may use look-backs. */
  private checkWithoutSpan(): void {
    const { decl, plan, report } = this.rule;
    const [summary] = plan.summaries;
    const help =
      summary &&
      this.fire &&
      `${catalogue['window-without-span'].help} '${summary.text}' is no look-back: a duration as its last argument makes it one.`;
    if (!this.fire || summary) report.add(decl.name, 'window-without-span', [decl.name.text], { help });
  }

  /** An episode must end when all records have left the window: no later record might end it. */
  private checkClose(): void {
    const { plan, report, program } = this.rule;
    const { open, close } = plan;
    if (!open) return;
    const params = new Map(program.params.map(({ name, value }) => [name, value]));
    const ends = close ? holdsOfEmpty(close.when, plan, params) === true : holdsOfEmpty(open.when, plan, params) === false;
    const clause = close ? this.close : this.open;
    if (ends || !clause?.when) return;
    const { when, text } = close ?? open;
    report.add(clause.when, 'endless-episode', [text, close !== undefined], looksBack(when) ? { help: HOW_TO_BE_QUIET } : {});
  }
}

const HOW_TO_BE_QUIET =
  'A look-back changes even while no records come. Test the window itself, for as long as it must be quiet: close when count(app.bad) == 0 for 1h.';

function looksBack(condition: ExprPlan): boolean {
  let found = false;
  forEachPart(condition, (part) => {
    found ||= 'op' in part && part.op === 'lookback';
  });
  return found;
}

/** Windows whose clauses are consistent, and whose episodes end. */
export const windows: Check = {
  window: (rule) => new WindowCheck(rule).run(),
};
