/**
 * The specification of one application: its rules, inputs and outputs. The command line specifies one, a configuration
 * may specify many.
 */

import { resolve } from 'node:path';
import type { ChangePolicy } from '../../runtime/live/changed-plan.ts';
import type { OutputSpec } from '../../runtime/live/outputs.ts';
import { durationOption } from '../arguments.ts';
import { Failure, usageError } from '../exit-code.ts';
import { lineOption, zoneOption } from '../run/inputs.ts';
import type { GlobalOptions } from '../terminal.ts';
import { countsOf, type OutputList, outputsIn, outputsOf } from './outputs.ts';

/** The options that each application of a configuration may override. */
export interface RunOptions {
  zone: string;
  maxLine: string;
  lateness: string;
  late: 'deliver' | 'drop';
  idle: string;
  maxSkew: string;
  checkpoint: string;
  onChange: ChangePolicy;
  /** Whether rules are reloaded when their files change. */
  watch?: boolean;
}

export interface ServeOptions extends GlobalOptions, RunOptions {
  syslog?: string[];
  follow?: string[];
  state?: string;
  out?: string[];
  outputs?: string;
  allowExec?: boolean;
  param?: string[];
  stats?: string[];
  control?: string;
  metrics?: string;
  fromStart?: boolean;
  only?: string[];
  /** Validates everything, and runs nothing. */
  check?: boolean;
}

/** The parsed options of a run. Durations are microseconds, sizes bytes. */
export type RunSettings = ReturnType<typeof settingsOf>;

/** A text, and its position in a configuration for messages. */
export interface Written {
  text: string;
  at?: string;
}

/** `name=value`; the values of a list may have commas. */
export interface WrittenParam extends Written {
  items?: readonly string[];
}

/** A followed log; without a format, the text may begin with one: `orders=app.jsonl`. */
export interface WrittenLog extends Written {
  format?: string;
}

export interface ApplicationSpec {
  /** Undefined for the only one, specified on the command line. */
  name: string | undefined;
  /** Its position, and that of its rules, in a configuration. */
  at?: string;
  rulesAt?: string;
  rules: readonly string[];
  params: readonly WrittenParam[];
  addresses: readonly Written[];
  logs: readonly WrittenLog[];
  files: readonly OutputSpec[];
  outputs: OutputList | undefined;
  /** The folder of its state. */
  folder: string;
  settings: RunSettings;
}

/** @throws Failure for what cannot be read. */
export async function specOfOptions(rules: readonly string[], options: ServeOptions): Promise<ApplicationSpec> {
  const { param = [], syslog = [], follow = [], out = [], stats = [], outputs, state } = options;
  const written = (text: string): Written => ({ text });
  if (state === undefined) throw noFolder();
  if (syslog.length + follow.length === 0) {
    throw usageError('There is nothing to read.', 'Name logs with --follow, or where to receive with --syslog.');
  }
  return {
    ...{ name: undefined, rules },
    params: param.map(written),
    addresses: syslog.map(written),
    logs: follow.map(written),
    files: [...outputsOf(out), ...countsOf(stats)],
    outputs: outputs === undefined ? undefined : await outputsIn(outputs),
    folder: resolve(state),
    settings: settingsOf(options),
  };
}

/** @throws Failure for an invalid duration, size or zone. */
export function settingsOf({ zone, maxLine, lateness, late, idle, maxSkew, checkpoint, onChange, watch = false }: RunOptions) {
  return {
    zone: zoneOption(zone),
    maxLine: lineOption(maxLine),
    lateness: durationOption(lateness, '--lateness'),
    idle: durationOption(idle, '--idle'),
    maxSkew: durationOption(maxSkew, '--max-skew'),
    checkpoint: durationOption(checkpoint, '--checkpoint'),
    ...{ late, onChange, watch },
  };
}

/** The names of the parts that are only read at the start, and differ. */
export function changedParts(before: ApplicationSpec, after: ApplicationSpec): string[] {
  const state = before.folder === after.folder ? [] : ['state'];
  return JSON.stringify(before.settings) === JSON.stringify(after.settings) ? state : [...state, 'settings'];
}

export function noFolder(): Failure {
  return usageError('There is no folder for state.', 'Give one that survives the process: --state /var/lib/corr');
}

/**
 * Runs `work` on something at a position of a configuration, which is prefixed to a Failure.
 * @throws Failure
 */
export function inPlace<T>(at: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw placed(at, error);
  }
}

/** The error with its position before its message, if it is a Failure. */
export function placed(at: string | undefined, error: unknown): unknown {
  if (!(error instanceof Failure) || at === undefined) return error;
  return new Failure(error.exitCode, `${at}: ${error.message}`, error.help);
}
