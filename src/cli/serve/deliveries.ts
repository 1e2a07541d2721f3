/** `--outputs FILE`: where outcomes are sent, as a file describes it. */

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { compileFilter } from '../../dsl/filter.ts';
import type { ExprPlan, Plan } from '../../dsl/plan.ts';
import { Source } from '../../dsl/source.ts';
import { nearest } from '../../dsl/suggest.ts';
import type { DeliverySpec } from '../../runtime/live/deliveries.ts';
import { type Output, readOutput } from '../../runtime/outputs/senders/configuration.ts';
import { DryRun } from '../../runtime/outputs/senders/dry-run.ts';
import type { OutputProblem, World } from '../../runtime/outputs/senders/option-reader.ts';
import { type ConfigFile, readConfigFile } from '../config/config-file.ts';
import { ExitCode, Failure } from '../exit-code.ts';

interface DeliveryOptions {
  outputs?: string;
  allowExec?: boolean;
}

/** @throws Failure for a file that cannot be read, or says what no output knows. */
export async function deliveriesOf(options: DeliveryOptions, plan: Plan, say: (text: string) => void): Promise<DeliverySpec[]> {
  if (options.outputs === undefined) return [];
  const file = await readConfigFile(options.outputs);
  const problems: OutputProblem[] = [];
  const list = listIn(file);
  const read = list.flatMap((one, at) => readOutput(one, `/outputs/${at}`, worldOf(options), problems) ?? []);
  const [problem] = problems;
  if (problem) throw failureOf(problem, file);
  const specs = read.map((output, at) => specOf(output, `/outputs/${at}`, file, say));
  const names = new Set(specs.map(({ name }) => name));
  if (names.size < specs.length)
    throw new Failure(ExitCode.usage, `Two outputs in '${options.outputs}' have one name.`, 'Each has an outbox by its name.');
  // A condition that this program cannot answer is found now, not at the first outcome.
  for (const { where } of specs) where?.(plan);
  return specs;
}

function listIn(file: ConfigFile): unknown[] {
  const { outputs, ...others } = (file.value ?? {}) as { outputs?: unknown };
  if (Array.isArray(outputs) && Object.keys(others).length === 0) return outputs;
  throw new Failure(
    ExitCode.usage,
    `${file.placeText('')}: It must be an object with one list, 'outputs'.`,
    'docs/reference/outputs.md has examples.',
  );
}

function worldOf({ allowExec = false }: DeliveryOptions): World {
  const file = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
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

function specOf(
  { name, sender, dryRun, policy, where }: Output,
  pointer: string,
  file: ConfigFile,
  say: (text: string) => void,
): DeliverySpec {
  return {
    name,
    policy,
    sender: dryRun ? new DryRun(name, sender, say) : sender,
    ...(where === undefined ? {} : { where: (plan) => conditionOf(where, plan, `${pointer}/where`, file) }),
  };
}

/** @throws Failure when the condition does not compile. */
function conditionOf(where: string, plan: Plan, pointer: string, file: ConfigFile): ExprPlan | undefined {
  const { where: compiled, diagnostics } = compileFilter(new Source('where', where), plan);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Failure(ExitCode.usage, `${file.placeText(pointer)}: ${error.message}`, `It stands in: ${where}`);
  return compiled;
}

function failureOf({ pointer, message, written, known = [] }: OutputProblem, file: ConfigFile): Failure {
  const meant = written === undefined ? undefined : nearest(written, known);
  return new Failure(ExitCode.usage, `${file.placeText(pointer)}: ${message}`, meant ? `Did you mean '${meant}'?` : undefined);
}
