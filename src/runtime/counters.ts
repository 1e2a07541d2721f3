import type { OutcomeWord } from '../dsl/plan.ts';

/** What one rule did; every number is a count of records or instances since the run began. */
export interface RuleCounters {
  rule: string;
  kind: 'transaction' | 'window' | 'schedule';
  /** Instances opened, or episodes begun. */
  started: number;
  /** Outcomes by class, whether reported or not. */
  outcomes: Partial<Record<OutcomeWord, number>>;
  /** Instances or episodes open now. */
  live: number;
  /** Records known to the rule. */
  seen: number;
  /** Records that a step took or that ended an instance. */
  taken: number;
  /** Known records that fitted nothing, by what the instance was waiting for. */
  unexpected: Map<string, number>;
  /** Known records without any key of the rule. */
  noKey: number;
  /** Known records that reached no instance and could not open one. */
  orphans: number;
  /** Records of an instance that had ended, within its `linger`. */
  absorbed: number;
  /** Second starts under `on restart ignore`. */
  ignored: number;
  /** Key values that stayed with another open instance. */
  conflicts: number;
  /** Records that came after the end of their window or period. */
  tooLate: number;
}

/** What a run read, and what happened to it. */
export interface RunCounters {
  /** Log records read: lines, or groups of lines of a `multiline` format. */
  read: number;
  bytes: number;
  /** Log records that are at least one of the program's records. */
  matched: number;
  undecodable: number;
  /** Records with a time before the watermark. */
  late: number;
  /** Late records dropped by `--late drop`. */
  lateDropped: number;
  /** Lines cut because they exceeded the limit. */
  truncated: number;
  /** Last lines without a line end, or inputs that break off. */
  incomplete: number;
  invalidUtf8: number;
  badTime: number;
  /** Records stamped later than receipt + `max_skew`. */
  fromFuture: number;
  /** Of these, dropped because too many were waiting. */
  futureDropped: number;
  /** Number of times integer arithmetic went beyond ±2^53. */
  overflows: number;
  /** Matches by index into `plan.records`. */
  perRecord: number[];
  rules: RuleCounters[];
}
