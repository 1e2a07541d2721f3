import { canonicalJson } from '../../dsl/meaning.ts';
import { ExitCode } from '../exit-code.ts';
import { loadRules } from '../loading.ts';
import { claimOutputs, writeWhole } from '../targets.ts';
import { type GlobalOptions, stdout } from '../terminal.ts';

/** `corr compile`: the Plan in canonical form, so that equal rules give equal bytes. */
export async function compilePlan(paths: readonly string[], options: GlobalOptions & { output?: string }): Promise<ExitCode> {
  const { plan, ruleFiles } = await loadRules({ paths }, options);
  if (options.output !== undefined) claimOutputs([options.output], ruleFiles);
  const text = `${canonicalJson(plan)}\n`;
  if (options.output === undefined) stdout(options).write(text);
  else writeWhole(options.output, text);
  return ExitCode.fine;
}
