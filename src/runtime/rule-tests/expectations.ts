/** `expect`: whether the outcomes are as the author wants, and if not, what came closest. */

import type { Plan } from '../../dsl/plan.ts';
import type { ExpectPlan } from '../../dsl/test-plan.ts';
import { compileExpression } from '../expression/compile.ts';
import { type Environment, recordScope } from '../expression/scope.ts';
import { type FieldReader, readerOf } from '../outcome-fields.ts';
import type { OpenTransaction, Outcome, Value } from '../record.ts';
import type { Silence } from '../trace/silences.ts';
import { sameValue } from '../values/equality.ts';
import { DAY, SECOND } from '../values/time-units.ts';

/** An expectation that was not met. */
export interface Failure {
  line: number;
  /** The statement as it was written. */
  text: string;
  message: string;
  /** Outcomes of the same rule, if possible of the same class, the closest first, each with its differences. */
  nearest?: { outcome: Outcome; differences: Difference[] }[];
  /** If the rule has no outcome at all: what is open, and the windows that never began or fired. */
  open?: OpenTransaction[];
  silences?: Silence[];
}

export interface Difference {
  field: string;
  expected: Value | undefined;
  found: Value | undefined;
}

export const MOST_SHOWN = 3;

const NOTHING = recordScope(undefined);

/** Adds the outcomes that meet the expectation to `expected`; returns at most one failure. */
export function judge(
  expect: ExpectPlan,
  { rules }: Plan,
  outcomes: readonly Outcome[],
  expected: Set<Outcome>,
  environment: Environment,
): Failure[] {
  const rule = rules.find(({ name }) => name === expect.rule);
  const wanted = expect.fields.flatMap(({ name, value }) =>
    rule ? [{ name, read: readerOf(name, rule), value: compileExpression(value, environment)(NOTHING) }] : [],
  );
  const ofRule = outcomes.filter(({ rule }) => rule === expect.rule);
  const ofClass = ofRule.filter(({ outcome }) => outcome === expect.outcome);
  const compared = (ofClass.length > 0 ? ofClass : ofRule).map((outcome) => ({
    outcome,
    differences: differencesOf(outcome, expect, wanted),
  }));
  const fitting = compared.filter(({ differences }) => differences.length === 0);
  for (const { outcome } of fitting) expected.add(outcome);
  const isRight = expect.count === undefined ? fitting.length > 0 : fitting.length === expect.count;
  if (isRight) return [];
  const shown = fitting.length < (expect.count ?? 1) ? compared.filter(({ differences }) => differences.length > 0) : fitting;
  const nearest = shown.sort((a, b) => a.differences.length - b.differences.length).slice(0, MOST_SHOWN);
  return [{ line: expect.line, text: `expect ${expect.text}`, message: countMessage(expect.count, fitting.length), nearest }];
}

/** @param wanted if absent, at least one */
function countMessage(wanted: number | undefined, found: number): string {
  const times = (count: number) => (count === 0 ? 'none' : String(count));
  return `Expected ${wanted === undefined ? 'one at least' : times(wanted)}, found ${times(found)}.`;
}

/** `expect nothing else`: every outcome of the rules of the file must have been asked for by an `expect`. */
export function leftOver(
  line: number,
  outcomes: readonly Outcome[],
  expected: ReadonlySet<Outcome>,
  rules: ReadonlySet<string>,
): Failure[] {
  const others = outcomes.filter((outcome) => rules.has(outcome.rule) && !expected.has(outcome));
  if (others.length === 0) return [];
  const nearest = others.slice(0, MOST_SHOWN).map((outcome) => ({ outcome, differences: [] }));
  const message = others.length === 1 ? 'There is one more outcome.' : `There are ${others.length} more outcomes.`;
  return [{ line, text: 'expect nothing else', message, nearest }];
}

interface WantedField {
  name: string;
  read: FieldReader;
  value: Value | undefined;
}

function differencesOf(outcome: Outcome, expect: ExpectPlan, wanted: readonly WantedField[]): Difference[] {
  const found: Difference[] = [];
  if (outcome.outcome !== expect.outcome) found.push({ field: 'outcome', expected: expect.outcome, found: outcome.outcome });
  if (expect.name !== undefined && outcome.name !== expect.name) found.push({ field: 'name', expected: expect.name, found: outcome.name });
  for (const { name, read, value } of wanted) {
    const own = read(outcome);
    if (!sameValue(own, value)) found.push({ field: name, expected: value, found: own });
  }
  if (expect.at && !isAt(outcome.end, expect.at)) {
    const { clock = 0, stamp = midnight(outcome.end) + clock } = expect.at;
    found.push({ field: 'at', expected: stamp, found: outcome.end });
  }
  return found;
}

/** Compares to the second. */
function isAt(time: number, { clock, stamp }: NonNullable<ExpectPlan['at']>): boolean {
  const toSecond = (micros: number) => Math.floor(micros / SECOND);
  if (stamp !== undefined) return toSecond(time) === toSecond(stamp);
  return clock !== undefined && toSecond(time - midnight(time)) === toSecond(clock);
}

const midnight = (time: number) => Math.floor(time / DAY) * DAY;
