import type { Plan } from '../../dsl/plan.ts';
import type { OpenedInputs } from '../../runtime/inputs/open.ts';
import { PLAIN } from '../../runtime/outputs/palette.ts';
import { Pipeline } from '../../runtime/pipeline.ts';
import { EdgeCounter, type EdgeDurations, graphOf } from '../../runtime/trace/graph.ts';
import type { ExitCode } from '../exit-code.ts';
import { checkRule } from '../explain/wanted.ts';
import { graphsSvg } from '../graph/svg.ts';
import { graphDot, graphMermaid, graphText } from '../graph/text.ts';
import { loadRules } from '../loading.ts';
import { openLogs, type ReadingOptions } from '../run/inputs.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { claimOutputs, writeWhole } from '../targets.ts';
import { type GlobalOptions, stderr, stdout } from '../terminal.ts';

interface GraphOptions extends GlobalOptions, ReadingOptions {
  format: 'text' | 'mermaid' | 'dot' | 'svg';
  output?: string;
  rule?: string;
  /** Logs whose records are counted on the edges. */
  counts?: string[];
  param?: string[];
}

/** `corr graph`: the state machine of each rule. */
export async function graph(paths: readonly string[], options: GraphOptions): Promise<ExitCode> {
  const { plan, ruleFiles } = await loadRules({ paths }, options);
  const { rule, format, counts } = options;
  checkRule(rule, plan);
  const problems = new InputProblems(stderr(options).write);
  const logs = counts && (await openLogs(counts, plan.formats, options, problems.report));
  if (options.output !== undefined) claimOutputs([options.output], [...ruleFiles, ...(logs?.files ?? [])]);
  const rules = plan.rules.filter(({ name }) => rule === undefined || name === rule);
  const takings = logs && (await countEdges(plan, logs, options.param));
  const graphs = rules.map((one) => graphOf(one, plan, takings));
  const out = stdout(options);
  const palette = options.output === undefined ? out.palette : PLAIN;
  const text =
    format === 'svg'
      ? graphsSvg(graphs)
      : graphs
          .map((one) => (format === 'text' ? graphText(one, palette) : format === 'dot' ? graphDot(one) : graphMermaid(one)))
          .join('\n');
  if (options.output === undefined) out.write(text);
  else writeWhole(options.output, text);
  return problems.exitCode();
}

async function countEdges(plan: Plan, { cursors }: OpenedInputs, param: GraphOptions['param']): Promise<EdgeDurations> {
  const counter = new EdgeCounter(plan);
  const pipeline = new Pipeline(plan, { params: paramsOf(param, plan), onOutcome: (outcome) => counter.onOutcome(outcome) });
  pipeline.engine.observer = counter;
  await pipeline.run(cursors);
  return counter.sorted();
}
