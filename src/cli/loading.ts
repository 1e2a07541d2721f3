/** From arguments to a Plan: compiles rule files, or reads a compiled plan. */

import type { Compiled } from '../dsl/compiler.ts';
import type { Plan } from '../dsl/plan.ts';
import { DiskReader } from '../library/disk-reader.ts';
import { ExitCode, Failure, Silent, usageError } from './exit-code.ts';
import { printHuman } from './print/human.ts';
import { planIn, ruleFiles } from './rule-files.ts';
import { type GlobalOptions, stderr } from './terminal.ts';

/** Files whose rules run together, and inline texts. */
interface Rules {
  paths: readonly string[];
  /** Texts of `-e`. */
  inline?: readonly string[];
  /** Collects the files that the program depends on, including missing ones. */
  files?: Set<string>;
}

/** Compiles all files as one program. */
export async function compileRules({ paths, inline = [], files }: Rules): Promise<Compiled> {
  const { compile } = await import('../dsl/compiler.ts');
  const texts = new Map(inline.map((text, i) => [`-e ${i + 1}`, text]));
  const entries = paths.length > 0 ? ruleFiles(paths) : [];
  const reader = new DiskReader(texts);
  const compiled = compile(reader, [...entries, ...texts.keys()]);
  for (const file of reader.asked) files?.add(file);
  return compiled;
}

/**
 * The Plan of some rules; diagnostics are reported on stderr.
 * @throws Failure if they do not compile
 */
export async function loadPlan(rules: Rules, options: GlobalOptions): Promise<Plan> {
  const stored = await storedPlan(rules);
  if (stored) {
    for (const path of rules.paths) rules.files?.add(path);
    return stored;
  }
  const compiled = await compileRules(rules);
  printHuman(compiled, stderr(options));
  if (!compiled.plan) throw new Silent(ExitCode.rules);
  return compiled.plan;
}

/** As {@link loadPlan}, with the files that the program depends on. */
export async function loadRules(rules: Rules, options: GlobalOptions): Promise<{ plan: Plan; ruleFiles: ReadonlySet<string> }> {
  const ruleFiles = new Set<string>();
  return { plan: await loadPlan({ ...rules, files: ruleFiles }, options), ruleFiles };
}

/** Loads the validator of compiled plans, which returns undefined if a plan cannot be run. */
export async function planCheck(): Promise<(json: unknown) => Plan | undefined> {
  const { loadPlan: check } = await import('../dsl/plan-schema.ts');
  return (json) => {
    const plan = check(json);
    return Array.isArray(plan) ? undefined : plan;
  };
}

/**
 * The Plan that `corr compile` has written; undefined if no path names one.
 * @throws Failure if it cannot be run, or there are other rules
 */
export async function storedPlan({ paths, inline = [] }: Rules): Promise<Plan | undefined> {
  for (const path of paths) {
    const json = planIn(path);
    if (json === undefined) continue;
    if (paths.length + inline.length > 1)
      throw usageError(`'${path}' is a compiled plan, which runs alone.`, 'Compile all rules into one plan.');
    const { loadPlan: check } = await import('../dsl/plan-schema.ts');
    const plan = check(json);
    if (!Array.isArray(plan)) return plan;
    throw new Failure(ExitCode.rules, `'${path}' cannot be run.\n  ${plan.join('\n  ')}`, 'Compile the rules again.');
  }
  return undefined;
}
