import { withParams } from '../../dsl/meaning.ts';
import type { Plan, RulePlan } from '../../dsl/plan.ts';
import { isDrainable } from '../../runtime/live/changed-plan.ts';
import { jsonText, terminalText } from '../../runtime/outputs/escape.ts';
import type { Palette } from '../../runtime/outputs/palette.ts';
import { ExitCode } from '../exit-code.ts';
import { loadPlan } from '../loading.ts';
import { paramsOf } from '../run/params.ts';
import { type GlobalOptions, stderr, stdout } from '../terminal.ts';

interface DiffOptions extends GlobalOptions {
  format: 'text' | 'json';
  /** For both programs. */
  param?: string[];
  /** For the new rules only. */
  newParam?: string[];
}

/**
 * `same`: equal meaning. `kept`: another meaning, but the same layout of state, so that open transactions continue.
 * `lost`: another layout of state, so that open transactions cannot continue.
 */
type Change = 'same' | 'kept' | 'lost' | 'added' | 'removed';

interface RuleChange {
  rule: string;
  change: Change;
  /** Whether open transactions of a changed rule can finish under the old version of the rule. */
  drains?: boolean;
}

const TEXTS: Record<Change, string> = {
  same: 'unchanged',
  kept: 'changed; what is open is kept, and continues under the new rule',
  lost: 'changed, and its state too: what is open cannot be carried over',
  added: 'new; it begins with nothing open',
  removed: 'gone; what is open cannot be carried over',
};

const DIFF_SCHEMA = 'corr/diff/1';

/** `corr diff`: the effect of an upgrade on open state; exits with 1 if some of it cannot be carried over. */
export async function diff(before: string, after: string, options: DiffOptions): Promise<ExitCode> {
  const { from, to } = bound(await loadPlan({ paths: [before] }, options), await loadPlan({ paths: [after] }, options), options);
  const changes = changesOf(from, to);
  const { write, palette } = stdout(options);
  for (const change of changes)
    write(options.format === 'json' ? `${jsonText({ schema: DIFF_SCHEMA, ...change })}\n` : changeLine(change, palette));
  if (from.meaning === to.meaning) stderr(options).write('both mean the same\n');
  return changes.some(({ change }) => change === 'lost' || change === 'removed') ? ExitCode.findings : ExitCode.fine;
}

/** Binds the values of params. @throws Failure for an invalid value, or a param that neither program has. */
function bound(from: Plan, to: Plan, { param = [], newParam = [] }: DiffOptions): { from: Plan; to: Plan } {
  const isOf = ({ params }: Plan, text: string) => params.some(({ name }) => text.startsWith(`${name}=`));
  const old = param.filter((text) => isOf(from, text));
  const others = param.filter((text) => isOf(to, text) || !isOf(from, text));
  return { from: withParams(from, paramsOf(old, from)), to: withParams(to, paramsOf([...others, ...newParam], to)) };
}

/** Matches rules by name, as saved state does. */
function changesOf(from: Plan, to: Plan): RuleChange[] {
  const before = new Map(from.rules.map((rule) => [rule.name, rule]));
  const after = new Map(to.rules.map((rule) => [rule.name, rule]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.map((rule) => {
    const change = changeOf(before.get(rule), after.get(rule));
    return change === 'kept' || change === 'lost' ? { rule, change, drains: isDrainable(from, to, rule) } : { rule, change };
  });
}

function changeOf(before: RulePlan | undefined, after: RulePlan | undefined): Change {
  if (!before) return 'added';
  if (!after) return 'removed';
  if (before.kind !== after.kind || before.layout !== after.layout) return 'lost';
  return before.meaning === after.meaning ? 'same' : 'kept';
}

function changeLine({ rule, change, drains }: RuleChange, palette: Palette): string {
  const paint = change === 'same' ? palette.dim : change === 'lost' || change === 'removed' ? palette.red : palette.yellow;
  return `${palette.bold(terminalText(rule))}: ${paint(TEXTS[change])}${drains ? '; with drain it continues under the old rule' : ''}\n`;
}
