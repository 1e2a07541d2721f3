/** The part of the Plan that recognises records: fields, templates and regular expressions. */

import type { ConstantValue, ExprPlan, Origin, OutcomeWord, Type } from './plan.ts';

/** What is compared in one form as a part of a key: in lower case, and a hardware address in one notation. */
export type Canonical = 'host' | 'mac' | 'uuid';

/** The prefix of the names of fields derived for keys; with what follows it, no author would choose such a name. */
export const DERIVED = 'key ';

export interface FieldPlan {
  name: string;
  type: Type;
  /** Whether it may be missing in a record that matches. */
  optional: boolean;
  canonical?: Canonical;
}

/** A named record: what it matches and what it carries. */
export interface RecordPlan {
  /** `sshd.failed` */
  name: string;
  origin: Origin;
  /** If present, the record stands for outcomes of a rule, and has no alternatives. */
  outcome?: { rule: string; outcome: OutcomeWord };
  /** Name of the format; absent for outcomes. */
  format?: string;
  /** The fields of a match, by slot: captures, `let` fields, and the header fields that the program uses. */
  fields: FieldPlan[];
  /** Header fields to copy to `slot`, from the format's field or JSON path. */
  header: { slot: number; path: string[] }[];
  /** Conditions tested before the alternatives; they use header fields only. */
  before: ExprPlan[];
  /** The first that matches provides the captures. */
  alternatives: AlternativePlan[];
  /** In order; each may use the slots of those before it. */
  lets: { slot: number; value: ExprPlan }[];
  /** Conditions tested after captures and lets. */
  where: ExprPlan[];
  /** The author's weight; if absent 1, or N of `message repeated N times`. */
  weight?: ExprPlan;
}

export type AlternativePlan =
  | { kind: 'template'; template: TemplatePlan }
  | { kind: 'regex'; regex: RegexPlan; captures: { group: number; slot: number }[] }
  | { kind: 'fields'; fields: FieldTestPlan[] };

/** `{ path: constant }` or `{ path as slot: type }`. A missing field fails the test unless it is optional. */
export interface FieldTestPlan {
  path: string[];
  /** Exactly one of `equals`, `matches`, `type`. */
  equals?: ConstantValue;
  matches?: RegexPlan;
  type?: Type;
  optional: boolean;
  slot?: number;
}

/** Anchored at both ends of the text, except for trailing blanks. */
export interface TemplatePlan {
  pieces: PiecePlan[];
  /** Texts that every match contains, rarest first; empty if there are none. */
  literals: string[];
}

export type PiecePlan =
  | { kind: 'text'; text: string }
  | { kind: 'capture'; type: CaptureTypePlan; slot?: number }
  | { kind: 'oneOf'; options: string[]; slot?: number }
  | { kind: 'optional'; pieces: PiecePlan[] };

export type CaptureTypeName =
  | 'word'
  | 'text'
  | 'rest'
  | 'int'
  | 'float'
  | 'hex'
  | 'ip'
  | 'mac'
  | 'host'
  | 'uuid'
  | 'path'
  | 'url'
  | 'email'
  | 'quoted'
  | 'duration'
  | 'stamp'
  | 'kv'
  | 'json'
  | 'list'
  | 'regex';

export interface CaptureTypePlan {
  name: CaptureTypeName;
  /** For `stamp('…')`: a pattern of letters, or `iso`, `epoch`, `epoch_ms`. */
  stamp?: string;
  /** For `regex`: matches the entire captured text. */
  regex?: RegexPlan;
  /** For `list(…)`: the type of the elements. */
  of?: CaptureTypePlan;
}

/** A regular expression in normal form: classes as code points, flags and names resolved. */
export interface RegexPlan {
  node: RegexNode;
  /** The number of capturing groups, which are numbered from 1. */
  groups: number;
  /** Texts that every match contains, rarest first. */
  literals: string[];
  /** Whether it can only match at the start of the text. */
  anchored: boolean;
  /** Whether a backtracking engine could need more than linear time. */
  backtracks: boolean;
}

export type RegexNode =
  | { kind: 'chars'; ranges: [number, number][] }
  | { kind: 'sequence'; items: RegexNode[] }
  | { kind: 'choice'; options: RegexNode[] }
  | { kind: 'repeat'; body: RegexNode; min: number; max: number | null; greedy: boolean }
  | { kind: 'group'; index: number; body: RegexNode }
  | { kind: 'start' }
  | { kind: 'end' }
  | { kind: 'boundary'; negated: boolean };

/** The facilities of syslog by code, from 0; names as in its configurations. */
export const FACILITIES: readonly string[] = [
  'kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp',
  'ntp', 'security', 'console', 'solaris-cron',
  'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7',
]; // biome-ignore format: two families
