/**
 * The Plan: a compiled program as plain, versioned JSON. It is all that an engine needs and gets: no syntax tree, no
 * executable source text, no closures. `schema/plan.schema.json` checks its shape.
 *
 * Times and durations are integers in microseconds. Lists are in the author's order, which is the order of priority
 * wherever there is one. Cross-references are indexes into the lists of the plan or of the rule.
 */

import type { Canonical, FieldPlan, RecordPlan, RegexPlan, TemplatePlan } from './pattern-plan.ts';
import type { SequenceNode } from './sequence-plan.ts';

/** Incremented when an older engine could misinterpret a newer plan. */
export const PLAN_VERSION = 1;

export interface Plan {
  plan: typeof PLAN_VERSION;
  /** Features an engine must support; one that does not support all refuses the plan. */
  requires: string[];
  /** SHA-256 of the meaning of the whole program, hexadecimal. */
  meaning: string;
  params: ParamPlan[];
  tables: TablePlan[];
  formats: FormatPlan[];
  records: RecordPlan[];
  rules: RulePlan[];
}

export interface Origin {
  file: string;
  /** From 1. */
  line: number;
}

// ── types and values ──

/** `json` is a value whose type is known at run time only: a JSON or key-value field used undeclared. */
export type Type = 'text' | 'int' | 'float' | 'bool' | 'time' | 'duration' | 'ip' | 'network' | 'json' | { list: Type };

/** A constant. Times and durations are numbers of microseconds, addresses their canonical text. */
export type ConstantValue = string | number | boolean | null | ConstantValue[];

/** Microseconds, or the `param` that holds them. */
export type DurationPlan = number | { param: string };

/** A field of the last record that a step took. */
interface CaptureField {
  capture: number;
  field: string;
}

/** A length of time that the program fixes, or that a record tells. */
export type SpanPlan = DurationPlan | CaptureField;

export function isCaptureField(span: SpanPlan | undefined): span is CaptureField {
  return typeof span === 'object' && 'capture' in span;
}

export interface ParamPlan {
  name: string;
  type: Type;
  value: ConstantValue;
}

export interface TablePlan {
  name: string;
  columns: { name: string; type: Type }[];
  /** The first column is the lookup key. */
  rows: ConstantValue[][];
}

// ── formats ──

export type BuiltinFormat = 'syslog' | 'json' | 'logfmt' | 'cef' | 'clf' | 'journal' | 'container' | 'line';

export interface FormatPlan {
  name: string;
  /** No record uses it: a log is read in it only if its name is given. */
  byNameOnly?: true;
  /** The format of the bytes; for `template` see {@link FormatPlan.template}. */
  base: BuiltinFormat | 'template';
  template?: TemplatePlan;
  /** The captures of {@link FormatPlan.template}, by slot. */
  fields?: FieldPlan[];
  /** Paths tried in order for the time stamp; empty for the format's own. */
  time: string[][];
  /** Path of the text that templates are matched against; absent for the format's own. */
  message?: string[];
  /** IANA zone of stamps without one; if absent that of the run, UTC by default. */
  zone?: string;
  multiline?: { starts: RegexPlan; idle: number; maxLines: number };
}

// ── expressions ──

/**
 * A typed tree over a closed set of operators and functions. A missing value is not `null` but the absence of one:
 * {@link FunctionName} defines how each operator treats it.
 */
export type ExprPlan =
  | { op: 'const'; value: ConstantValue }
  | { op: 'param'; name: string }
  /** A field of the current record. */
  | { op: 'field'; name: string }
  /** A field of the last record that a step, an ending or `fire on` took. */
  | { op: 'capture'; capture: number; field: string }
  /** A summary over the records of the instance or the window. */
  | { op: 'summary'; summary: number }
  /** A summary that looks back from the current time. */
  | { op: 'lookback'; lookback: number }
  /** The first value bound to a part of a key. */
  | { op: 'key'; key: number; part: number }
  /**
   * A field of the outcome being reported: `name`, `reason`, `begin`, `end`, `duration`, `awaited`, `rule`, `outcome`.
   */
  | { op: 'outcome'; field: OutcomeField }
  /** A field of `emit`. */
  | { op: 'emitted'; name: string }
  /**
   * `of` is the type where values do not determine it: for arithmetic that its result is whole, for comparisons that
   * addresses are compared, for conversions that the number is a time or a duration, for `in` and `contains` what each
   * element of a list of JSON is converted to.
   */
  | { op: 'call'; fn: FunctionName; args: ExprPlan[]; of?: Type; regex?: RegexPlan }
  | { op: 'convert'; to: Type; value: ExprPlan }
  | { op: 'lookup'; table: string; key: ExprPlan; column: string };

export type OutcomeField = 'rule' | 'outcome' | 'name' | 'reason' | 'severity' | 'begin' | 'end' | 'duration' | 'awaited' | 'peak';

// biome-ignore format: one line a family
/** Operators first, then the standard functions; `docs/reference` describes each. */
export const FUNCTION_NAMES = [
  'and', 'or', 'not', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'inNetwork', 'contains', 'matches', 'startsWith', 'endsWith',
  'default', 'add', 'sub', 'mul', 'div', 'mod', 'neg', 'index', 'list',
  'lower', 'upper', 'trim', 'length', 'substring', 'replace', 'split', 'join',
  'text', 'int', 'float', 'ip', 'time', 'duration',
  'days', 'hours', 'minutes', 'seconds', 'milliseconds', 'hour', 'minute', 'weekday', 'date',
  'abs', 'floor', 'ceil', 'round', 'sqrt', 'pow', 'log', 'least', 'greatest', 'distance', 'private', 'network',
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

// ── rules ──

export type RulePlan = TransactionPlan | WindowPlan | SchedulePlan;

/** The default `limit` of a rule. */
export const USUAL_LIMIT = 1_000_000;

/** What every rule has, whatever its kind. */
export interface RuleBase {
  name: string;
  doc?: string;
  origin: Origin;
  /** Rules that use outcomes of others come after them: 0, 1, … */
  stage: number;
  /** Hashes of the rule's meaning, and of the layout of its state. */
  meaning: string;
  layout: string;
  /** Names of the fields common to all keys; if empty, the rule runs in one partition. */
  partition: string[];
  keys: KeyPlan[];
  /** The records that drive this rule: indexes into `plan.records`. */
  known: number[];
  /** `as` names, and hidden ones (empty name) that `previous` reads. */
  captures: CapturePlan[];
  summaries: SummaryPlan[];
  lookbacks: LookbackPlan[];
  reporting: ReportingPlan;
  /** The maximum number of open instances; one more evicts. */
  limit: number;
}

/** A key: a tuple of fields. `key none` has no parts and is carried by every record. */
export interface KeyPlan {
  /** The name of a named key or of a key of one part; otherwise its parts joined by a comma. */
  name: string;
  parts: { name: string; type: Type; canonical?: Canonical }[];
  /** `every`: the single part is a list, and each element is the key of a separate transaction. */
  every: boolean;
  /**
   * The fields that carry the key in each record: one tuple for each of its values. A record not listed does not carry
   * the key.
   */
  carriers: { record: number; tuples: string[][] }[];
  hold?: DurationPlan;
  where?: ExprPlan;
  /** For schedules: keys that are listed in a `param`, or learnt. */
  from?: string;
  learn?: DurationPlan;
}

export interface CapturePlan {
  /** Empty for one that only `previous` reads. */
  name: string;
  /** Records that it can contain: indexes into `plan.records`. */
  records: number[];
}

export type SummaryName = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'first' | 'last' | 'distinct' | 'list' | 'p50' | 'p95' | 'p99';

/** A summary over records: those of the given kinds, or those the given captures took. */
export interface SummaryPlan {
  fn: SummaryName;
  /** The author's text, for reasons and traces. */
  text: string;
  type: Type;
  records: number[];
  /** If present, only records that one of these captures took. */
  captures?: number[];
  /** Evaluated on the current record; absent for `count` of records. */
  value?: ExprPlan;
  where?: ExprPlan;
  /** For `list`: the maximum number of items. */
  limit?: number;
}

export interface LookbackPlan extends SummaryPlan {
  over: DurationPlan;
}

/** One of several records, each with its own condition. */
export type TriggerPlan = { record: number; where?: ExprPlan }[];

export interface ReportingPlan {
  emit: { name: string; type: Type; value: ExprPlan }[];
  labels: { name: string; type: Type; value: ExprPlan }[];
  messages: { outcome?: OutcomeWord; name?: string; parts: (string | { value: ExprPlan; type: Type })[] }[];
  severities: { outcome?: OutcomeWord; name?: string; level: Severity }[];
  /** If absent, every outcome is reported. */
  report?: { outcomes: { outcome: OutcomeWord; name?: string }[]; oncePer?: DurationPlan; by: ExprPlan[] };
}

export const SEVERITIES = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const OUTCOME_WORDS = [
  'success',
  'failure',
  'timeout',
  'open',
  'abandoned',
  'evicted',
  'warning',
  'orphan',
  'begin',
  'end',
  'fired',
  'met',
  'missing',
] as const;
export type OutcomeWord = (typeof OUTCOME_WORDS)[number];

// ── transactions ──

export interface TransactionPlan extends RuleBase {
  kind: 'transaction';
  pattern: SequenceNode;
  endings: EndingPlan[];
  /** `success when … else "name"`, with the text of the condition for the reason. */
  complete?: { when: ExprPlan; text: string; otherwise?: string };
  restart: { policy: 'abandon' | 'ignore' | 'overlap' | 'overtake'; name?: string };
  conflict: 'count' | 'take';
  unexpected: { policy: 'count' | 'fail'; name?: string };
  orphan: 'count' | 'report';
  linger?: { duration: DurationPlan; all: boolean };
  releases: { key?: number; on: TriggerPlan }[];
}

export interface EndingPlan {
  outcome: 'success' | 'failure' | 'timeout' | 'abandoned' | 'warning';
  name?: string;
  /** Whether it ends every instance, without a key. */
  all: boolean;
  /** Exactly one of `on`, `after`, `by`. */
  on?: TriggerPlan;
  after?: { duration: SpanPlan; idle: boolean };
  by?: ClockPlan;
  /** The capture that receives the record of `on`. */
  capture?: number;
  since?: number;
  before?: number;
  /** The author's text, for reasons and traces. */
  text: string;
}

/** What an author wrote after the outcome: `"slow" after 10s since begun`. */
export function endingText({ name, text, after, since, before }: EndingPlan, captures: readonly CapturePlan[]): string {
  const step = (word: string, index?: number) => (index === undefined ? [] : [`${word} ${captures[index]?.name}`]);
  const from = isCaptureField(after?.duration) ? undefined : since;
  return [...(name === undefined ? [] : [`"${name}"`]), text, ...step('since', from), ...step('before', before)].join(' ');
}

/** A time of day. */
export interface ClockPlan {
  /** Microseconds since midnight. */
  at: number;
  zone: string;
}

// ── windows ──

export interface WindowPlan extends RuleBase {
  kind: 'window';
  /** Absent if there is only `fire` with look-backs. */
  over?: { mode: 'slide' | 'every' | 'session'; duration: DurationPlan; max?: DurationPlan; zone: string };
  open?: ConditionPlan & { peak?: { type: Type; value: ExprPlan } };
  close?: ConditionPlan;
  fire?: { on?: TriggerPlan; capture?: number; when: ExprPlan; text: string; forget: boolean };
}

export interface ConditionPlan {
  when: ExprPlan;
  text: string;
  for?: DurationPlan;
}

// ── schedules ──

export interface SchedulePlan extends RuleBase {
  kind: 'schedule';
  on: TriggerPlan;
  every?: DurationPlan;
  daily?: ClockPlan;
  grace: DurationPlan;
}
