/**
 * Planted faults: engines that are wrong in one small point, simulated by changing the plan or the log that they get.
 * The comparison must notice each of them.
 */

import { isDeepStrictEqual } from 'node:util';
import type { Canonical } from '../../src/dsl/pattern-plan.ts';
import { type EndingPlan, isCaptureField, type Plan, type RulePlan, type TransactionPlan, type WindowPlan } from '../../src/dsl/plan.ts';
import type { PatternNode } from '../../src/dsl/sequence-plan.ts';
import type { Match, Value } from '../../src/runtime/record.ts';
import type { Setting } from './generator/log.ts';
import { type LogItem, timeOf } from './interpreter/interpreter.ts';

export interface Fault {
  /** How the engine misreads the plan. */
  plan?: (plan: Plan) => void;
  /** How it misreads a record; `watermark` is the greatest time so far less the lateness. */
  record?: (item: LogItem, watermark: number) => LogItem;
  /** How it misreads what it is given to run. */
  setting?: (setting: Setting) => Setting;
}

/** Changes each rule of one kind. */
function eachRule<K extends RulePlan['kind']>(kind: K, change: (rule: Extract<RulePlan, { kind: K }>) => void): Fault {
  const isKind = (rule: RulePlan): rule is Extract<RulePlan, { kind: K }> => rule.kind === kind;
  return {
    plan: ({ rules }) => {
      for (const rule of rules.filter(isKind)) change(rule);
    },
  };
}

const transactions = (change: (rule: TransactionPlan) => void) => eachRule('transaction', change);
const windows = (change: (rule: WindowPlan) => void) => eachRule('window', change);

function eachNode(node: PatternNode, change: (node: PatternNode) => void): void {
  change(node);
  const children = node.kind === 'sequence' ? node.items : node.kind === 'any' || node.kind === 'all' ? node.members : [];
  for (const child of node.kind === 'repeat' ? [node.body] : children) eachNode(child, change);
}

const nodes = (change: (node: PatternNode) => void) => transactions(({ pattern }) => eachNode(pattern, change));
const endings = (change: (ending: EndingPlan) => void) =>
  transactions((rule) => {
    for (const ending of rule.endings) change(ending);
  });

/** One microsecond less: what arrives exactly at the deadline is then too late. */
const shorter = <T>(span: T): T => (typeof span === 'number' ? ((span - 1) as T) : span);
const longer = <T>(span: T): T => (typeof span === 'number' ? ((span + 1) as T) : span);

/** Changes each object in a plan. */
export function eachObject(node: unknown, change: (node: Record<string, unknown>) => void): void {
  if (typeof node !== 'object' || node === null) return;
  change(node as Record<string, unknown>);
  for (const child of Object.values(node)) eachObject(child, change);
}

function notCanonical(form: Canonical): Fault {
  return {
    plan: ({ rules }) => {
      for (const { keys } of rules)
        for (const { parts } of keys) for (const part of parts) if (part.canonical === form) delete part.canonical;
    },
  };
}

/** Changes each value of a record. */
function eachValue(change: (value: Value) => Value): Fault {
  const changed = (match: Match): Match => ({
    ...match,
    values: match.values.map((value) => (value === undefined ? value : change(value))),
  });
  return { record: (item) => (item.kind === 'record' ? { ...item, matches: item.matches.map(changed) } : item) };
}

type Policy = Extract<LogItem, { kind: 'reload' }>['policy'];

/** Takes one policy for another where the program changes. */
const reloads = (policy: Policy, taken: Policy): Fault => ({
  record: (item) => (item.kind === 'reload' && item.policy === policy ? { ...item, policy: taken } : item),
});

const eachText = (change: (text: string) => string) => eachValue((value) => (typeof value === 'string' ? change(value) : value));

export const faults: Record<string, Fault> = {
  'a record at the very end of within is too late': nodes((node) => {
    if (node.within !== undefined) node.within = shorter(node.within);
  }),
  'a record at the very deadline of an ending is too late': endings(({ after }) => {
    if (after) after.duration = shorter(after.duration);
  }),
  'a record at the very end of a no breaks it no more': nodes((node) => {
    if (node.kind === 'no') node.duration = shorter(node.duration);
  }),
  'the edge of a sliding window is within it': windows(({ over }) => {
    if (over?.mode === 'slide') over.duration = longer(over.duration);
  }),
  'the edge of a look-back is within it': transactions(({ lookbacks }) => {
    for (const lookback of lookbacks) lookback.over = longer(lookback.over);
  }),
  'a session ends at its last moment': windows(({ over }) => {
    if (over?.mode === 'session') over.duration = shorter(over.duration);
  }),
  'a key learnt later is forgotten': transactions(({ keys }) => {
    for (const key of keys.slice(1)) key.carriers = [];
  }),
  'a record has one name only': transactions(({ keys }) => {
    for (const { carriers } of keys) for (const carrier of carriers) carrier.tuples = carrier.tuples.slice(0, 1);
  }),
  'endings are asked from last to first': transactions((rule) => {
    rule.endings.reverse();
  }),
  'failures do not go first': transactions((rule) => {
    for (const ending of rule.endings) if (ending.on && ending.outcome === 'failure') ending.outcome = 'abandoned';
  }),
  'a second start is ignored': transactions((rule) => {
    if (rule.restart.policy === 'abandon') rule.restart.policy = 'ignore';
  }),
  'overtaking is overlapping': transactions((rule) => {
    if (rule.restart.policy === 'overtake') rule.restart.policy = 'overlap';
  }),
  'what lingers is gone at its last moment': transactions(({ linger }) => {
    if (linger) linger.duration = shorter(linger.duration);
  }),
  'linger all is linger': transactions(({ linger }) => {
    if (linger) linger.all = false;
  }),
  'a held record is lost at its last moment': transactions(({ keys }) => {
    for (const key of keys) if (key.hold !== undefined) key.hold = shorter(key.hold);
  }),
  'every key is held as long as the first': transactions(({ keys }) => {
    for (const key of keys) if (key.hold !== undefined && keys[0]?.hold !== undefined) key.hold = keys[0].hold;
  }),
  'what is taken over stays': transactions((rule) => {
    rule.conflict = 'count';
  }),
  'next is then': nodes((node) => {
    delete node.next;
  }),
  'nothing is forbidden': nodes((node) => {
    delete node.without;
  }),
  'since is since the opening': endings((ending) => {
    if (ending.after) delete ending.since;
  }),
  'before is always': endings((ending) => {
    delete ending.before;
  }),
  'whatever a record tells takes two seconds': endings(({ after }) => {
    if (after && isCaptureField(after.duration)) after.duration = 2_000_000;
  }),
  'silence is counted from the opening': endings(({ after }) => {
    if (after) after.idle = false;
  }),
  'nothing is given back': transactions((rule) => {
    rule.releases = [];
  }),
  'one more may be open': transactions((rule) => {
    rule.limit++;
  }),
  'one more window may be open': windows((rule) => {
    rule.limit++;
  }),
  'a condition need not last': windows(({ open, close }) => {
    if (open) delete open.for;
    if (close) delete close.for;
  }),
  'what was told is not forgotten': windows(({ fire }) => {
    if (fire) fire.forget = false;
  }),
  'clocks show UTC': {
    plan: ({ rules }) => {
      for (const rule of rules) {
        const clocks = rule.kind === 'transaction' ? rule.endings.map(({ by }) => by) : [rule.kind === 'schedule' ? rule.daily : rule.over];
        for (const clock of clocks) if (clock?.zone) clock.zone = 'UTC';
      }
    },
  },
  'of two networks the larger is found': {
    plan: ({ tables }) => {
      for (const { columns, rows } of tables) if (columns[0]?.type === 'network') rows.splice(1, 1);
    },
  },
  'told again too late': {
    plan: ({ rules }) => {
      for (const { reporting } of rules)
        if (reporting.report?.oncePer !== undefined) reporting.report.oncePer = longer(reporting.report.oncePer);
    },
  },
  'the grace is over at its last moment': eachRule('schedule', (rule) => {
    if (rule.grace !== 0) rule.grace = shorter(rule.grace);
  }),
  'a late record counts at the instant': {
    record: (item, watermark) => {
      if (item.kind !== 'record' || item.time >= watermark) return item;
      return { ...item, time: watermark, matches: item.matches.map((match) => ({ ...match, time: watermark })) };
    },
  },
  'a stamp from the future is believed': { record: (item) => (item.kind === 'record' ? { ...item, ahead: false } : item) },
  'nothing is ended by hand': { record: (item) => (item.kind === 'expire' ? { ...item, rule: '' } : item) },
  'a changed rule goes on': { record: (item) => (item.kind === 'change' ? { ...item, rule: '' } : item) },
  'the third link of a chain is missing': {
    plan: ({ rules, records }) => {
      for (const rule of rules.filter(({ stage }) => stage > 1)) rule.known = rule.known.filter((record) => !records[record]?.outcome);
    },
  },
  'params have their defaults': { setting: (setting) => ({ ...setting, given: [] }) },
  'hosts are case-sensitive': notCanonical('host'),
  'a hardware address has one notation': notCanonical('mac'),
  'a uuid is in lower case': notCanonical('uuid'),
  'addresses are compared as texts': {
    plan: (plan) =>
      eachObject(plan, (node) => {
        if (node.of === 'ip') delete node.of;
      }),
  },
  'of addresses the least is the least text': {
    plan: ({ rules }) => {
      for (const { summaries, lookbacks } of rules)
        for (const summary of [...summaries, ...lookbacks])
          if (['min', 'max'].includes(summary.fn) && summary.type === 'ip') summary.type = 'text';
    },
  },
  'texts that look alike are equal': eachText((text) => text.normalize('NFKC')),
  'texts are cut': eachText((text) => text.slice(0, 1_000)),
  'a whole number has 52 bits': eachValue((value) => (typeof value === 'number' && Math.abs(value) > 2 ** 52 ? value - 1 : value)),
  'what is to be abandoned migrates': reloads('abandon', 'migrate'),
  'what is to be abandoned drains': reloads('abandon', 'drain'),
  'what is to migrate is abandoned': reloads('migrate', 'abandon'),
  'what is to drain is abandoned': reloads('drain', 'abandon'),
  'what is to drain migrates': reloads('drain', 'migrate'),
  'a repeated message counts once': {
    record: (item) => (item.kind === 'record' ? { ...item, matches: item.matches.map((match) => ({ ...match, weight: 1 })) } : item),
  },
};

/** The plan as an engine with the fault would read it; undefined if such an engine reads all of it right, and every log. */
export function misreadPlan({ plan: change, record, setting }: Fault, plan: Plan): Plan | undefined {
  if (record || setting) return plan;
  const wrong = structuredClone(plan);
  change?.(wrong);
  return isDeepStrictEqual(wrong, plan) ? undefined : wrong;
}

/** The log as an engine with the fault would read it. */
export function misreadLog({ record }: Fault, log: readonly LogItem[], lateness: number): readonly LogItem[] {
  if (!record) return log;
  let greatest = Number.NEGATIVE_INFINITY;
  return log.map((item) => {
    const seen = record(item, greatest - lateness);
    greatest = Math.max(greatest, timeOf(item));
    return seen;
  });
}
