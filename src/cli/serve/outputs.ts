/** The outputs of an application, as its options or a configuration name them: files, and outputs over the network. */

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Plan } from '../../dsl/plan.ts';
import type { Destination } from '../../runtime/live/deliveries.ts';
import { OUTPUT_FORMATS, type OutputSpec, outputFormat } from '../../runtime/live/outputs.ts';
import { type Output, readOutput } from '../../runtime/outputs/senders/configuration.ts';
import { DryRun } from '../../runtime/outputs/senders/dry-run.ts';
import type { OutputProblem, World } from '../../runtime/outputs/senders/option-reader.ts';
import { TemplateFields } from '../../runtime/outputs/senders/template-fields.ts';
import { PERIODS } from '../../runtime/report/statistics.ts';
import { type ConfigFile, readConfigFile } from '../config/config-file.ts';
import { type Failure, usageError } from '../exit-code.ts';
import { meantName } from '../meant.ts';
import { selectionFor } from './selections.ts';

/** A list of outputs in a file, by its pointer. */
export interface OutputList {
  file: ConfigFile;
  pointer: string;
  list: readonly unknown[];
}

interface OutputsOptions {
  allowExec: boolean;
  say(text: string): void;
}

/** A file of outcomes by its absolute path, and its position in a configuration. */
export interface PlacedFile {
  path: string;
  at?: string;
}

interface Placed {
  output: Output;
  pointer: string;
}

export class ConfiguredOutputs {
  private readonly file: ConfigFile;
  private readonly all: readonly Placed[];

  /** @throws Failure for an unknown output option, or two outputs with one name. */
  constructor(
    { file, pointer, list }: OutputList,
    private readonly options: OutputsOptions,
  ) {
    this.file = file;
    const problems: OutputProblem[] = [];
    const world = worldOf(file.folder, options.allowExec);
    const read = list.map((one, at) => ({ output: readOutput(one, `${pointer}/${at}`, world, problems), pointer: `${pointer}/${at}` }));
    const [problem] = problems;
    if (problem) throw failureOf(problem, file);
    this.all = read.filter((one): one is Placed => one.output !== undefined);
    this.refuseTwins();
  }

  get files(): OutputSpec[] {
    return this.all.flatMap(({ output }) => {
      if (!('path' in output)) return [];
      const path = this.fullPath(output);
      const format = output.wanted.statistics ? 'ndjson' : (output.format ?? outputFormat(path));
      return { path, format, ...output.wanted };
    });
  }

  get placedFiles(): PlacedFile[] {
    return this.all.flatMap(({ output, pointer }) =>
      'path' in output ? { path: this.fullPath(output), at: this.file.placeText(pointer) } : [],
    );
  }

  get deliveries(): Destination[] {
    return this.all.flatMap(({ output }) => {
      if ('path' in output) return [];
      const { name, sender, dryRun, policy, made } = output;
      const { say } = this.options;
      return { name, policy, made, sender: dryRun ? new DryRun(name, sender, say) : sender, ...output.wanted };
    });
  }

  /**
   * Finds conditions and templates that do not fit these rules, before they run.
   * @throws Failure for a condition that does not compile, or a template with an unknown name
   */
  check(plan: Plan): void {
    const ofOutcomes = TemplateFields.ofOutcomes(plan);
    for (const { output, pointer } of this.all) {
      const fields = output.wanted.statistics ? TemplateFields.ofStatistics() : ofOutcomes;
      selectionFor(output.wanted, plan, (option) => this.file.placeText(`${pointer}/${option}`));
      const unknown = output.names.find((name) => !fields.has(name));
      if (!unknown) continue;
      const written = unknown.path.join('.');
      const problem = { ...unknown, message: `'{${written}}' is not a field of these rules.`, written, known: fields.names() };
      throw failureOf(problem, this.file);
    }
  }

  private fullPath({ path }: { path: string }): string {
    return resolve(this.file.folder, path);
  }

  private refuseTwins(): void {
    const names = new Set<string>();
    for (const { output, pointer } of this.all) {
      if ('path' in output) continue;
      const { name } = output;
      if (names.has(name)) {
        throw usageError(`${this.file.placeText(pointer)}: There is another output '${name}'.`, 'Each is known by its name.');
      }
      names.add(name);
    }
  }
}

/**
 * `outcomes.ndjson`, `csv=outcomes.csv`: a file of outcomes; the prefix or else the extension determines the format.
 */
export function outputsOf(given: readonly string[]): OutputSpec[] {
  return given.map((text) => {
    const equals = text.indexOf('=');
    const named = OUTPUT_FORMATS.find((format) => format === text.slice(0, Math.max(0, equals)));
    if (named) return { format: named, path: resolve(text.slice(equals + 1)) };
    return { format: outputFormat(text), path: resolve(text) };
  });
}

/**
 * `hourly=hours.ndjson`: a file of counts.
 * @throws Failure if it is invalid
 */
export function countsOf(given: readonly string[]): OutputSpec[] {
  return given.map((text) => {
    const [name = '', path = ''] = text.split(/=(.*)/s);
    const period = PERIODS.find((one) => one === name);
    if (period !== undefined && path !== '') return { format: 'ndjson', path: resolve(path), statistics: period };
    throw usageError(`'${text}' is not a valid value for --stats.`, 'Write it as hourly=FILE or daily=FILE.');
  });
}

/**
 * The outputs of `--outputs FILE`: an object with one list.
 * @throws Failure for a file that cannot be read, or has other content
 */
export async function outputsIn(path: string): Promise<OutputList> {
  const file = await readConfigFile(path);
  const { outputs, ...others } = (file.value ?? {}) as { outputs?: unknown };
  if (Array.isArray(outputs) && Object.keys(others).length === 0) return { file, pointer: '/outputs', list: outputs };
  throw usageError(`${file.placeText('')}: It must be an object with one list, 'outputs'.`, 'docs/reference/outputs.md has examples.');
}

function worldOf(folder: string, allowExec: boolean): World {
  const file = (path: string) => {
    try {
      return readFileSync(resolve(folder, path), 'utf8');
    } catch {
      return undefined;
    }
  };
  return {
    secrets: { env: (name) => process.env[name], file },
    ...{ file, allowExec },
    inherited: process.env,
    hostname: hostname(),
    now: () => Date.now(),
  };
}

function failureOf({ pointer, message, written, known = [] }: OutputProblem, file: ConfigFile): Failure {
  const help = written === undefined ? undefined : meantName(written, known);
  return usageError(`${file.placeText(pointer)}: ${message}`, help);
}
