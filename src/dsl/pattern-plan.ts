/** The part of the Plan that recognises records: fields, templates and regular expressions. */

import type { ConstantValue, ExprPlan, Origin, OutcomeWord, Type } from './plan.ts';

export interface FieldPlan {
  name: string;
  type: Type;
  /** May be missing in a record that matches. */
  optional: boolean;
  /** `host`: compared without regard to case when it is part of a key. */
  canonical?: 'host';
}

/** One named record: what it looks like and what it carries. */
export interface RecordPlan {
  /** `sshd.failed` */
  name: string;
  origin: Origin;
  /** Present: the outcomes of a rule; it has no alternatives then. */
  outcome?: { rule: string; outcome: OutcomeWord };
  /** Name of the format; absent for outcomes. */
  format?: string;
  /** What a match carries, by slot: captures, `let` fields, and the header fields that the program uses. */
  fields: FieldPlan[];
  /** Header fields to be copied: `slot` from the format's field or JSON path. */
  header: { slot: number; path: string[] }[];
  /** Asked before the alternatives are tried; uses header fields only. */
  before: ExprPlan[];
  /** The first that matches gives the captures. */
  alternatives: AlternativePlan[];
  /** In order, each may use the slots before it. */
  lets: { slot: number; value: ExprPlan }[];
  /** Asked after captures and lets. */
  where: ExprPlan[];
  /** The author's weight; otherwise 1, or N of `message repeated N times`. */
  weight?: ExprPlan;
}

export type AlternativePlan =
  | { kind: 'template'; template: TemplatePlan }
  | { kind: 'regex'; regex: RegexPlan; captures: { group: number; slot: number }[] }
  | { kind: 'fields'; fields: FieldTestPlan[] };

/** `{ path: constant }` or `{ path as slot: type }`. A missing field fails unless it is optional. */
export interface FieldTestPlan {
  path: string[];
  /** Exactly one of `equals`, `matches`, `type`. */
  equals?: ConstantValue;
  matches?: RegexPlan;
  type?: Type;
  optional: boolean;
  slot?: number;
}

/** Anchored at both ends of the text, trailing blanks aside. */
export interface TemplatePlan {
  pieces: PiecePlan[];
  /** Texts that every match contains; the rarest first. Of a template without any, empty. */
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
  /** Of `stamp('…')`: a pattern of letters, or `iso`, `epoch`, `epoch_ms`. */
  stamp?: string;
  /** Of `regex`: what the captured text is, from its first to its last character. */
  regex?: RegexPlan;
  /** Of `list(…)`. */
  of?: CaptureTypePlan;
}

/** A regular expression in normal form: classes as code points, flags and names resolved. */
export interface RegexPlan {
  node: RegexNode;
  /** How many capturing groups, numbered from 1. */
  groups: number;
  /** Texts that every match contains; the rarest first. */
  literals: string[];
  /** It can only match at the start of the text. */
  anchored: boolean;
  /** A backtracking engine could need more than linear time. */
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
