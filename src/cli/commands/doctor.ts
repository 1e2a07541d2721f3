import type { Command } from 'commander';
import type { Plan } from '../../dsl/plan.ts';
import { statsOf } from '../../library/disk-reader.ts';
import type { SourceCursor } from '../../runtime/inputs/cursor.ts';
import { Merge } from '../../runtime/inputs/merge.ts';
import type { InputProblem } from '../../runtime/inputs/problem.ts';
import { Pipeline } from '../../runtime/pipeline.ts';
import { durationOption } from '../arguments.ts';
import { configurationFindings, editorFinding, nodeFinding, terminalFinding } from '../doctor/environment.ts';
import { type Finding, printFindingsJson, printFindingsText } from '../doctor/finding.ts';
import { LogHealth } from '../doctor/log-health.ts';
import { planFinding, rulesFindings, runFindings } from '../doctor/rules.ts';
import { ExitCode } from '../exit-code.ts';
import { compileRules, storedPlan } from '../loading.ts';
import { AskedFields } from '../run/asked-fields.ts';
import { openLogs, type ReadingOptions, rulesAndLogs } from '../run/inputs.ts';
import { type GlobalOptions, stdout } from '../terminal.ts';

interface DoctorOptions extends GlobalOptions, ReadingOptions {
  format: 'text' | 'json';
  lateness: string;
}

/** `corr doctor`: whether program, configuration, rules and logs are in order, and what to do if they are not. */
export async function doctor(program: Command, inputs: readonly string[], options: DoctorOptions): Promise<ExitCode> {
  const out = stdout(options);
  const { env } = process;
  const findings: Finding[] = [nodeFinding(process.versions.node), terminalFinding(out, env), editorFinding(env)];
  findings.push(...(await configurationFindings(program, env, process.cwd())));
  const { rules, logs } = rulesAndLogs(inputs);
  const plan = await examinedPlan(rules, findings);
  if (logs.length > 0) findings.push(...(await logFindings(logs, plan, options)));
  if (options.format === 'json') printFindingsJson(findings, out.write);
  else printFindingsText(findings, out.write, out.palette);
  return findings.some(({ level }) => level === 'warning' || level === 'error') ? ExitCode.findings : ExitCode.fine;
}

async function examinedPlan(paths: readonly string[], findings: Finding[]): Promise<Plan | undefined> {
  if (paths.length === 0) return undefined;
  const stored = await storedPlan({ paths });
  if (stored) {
    findings.push(planFinding(stored));
    return stored;
  }
  const compiled = await compileRules({ paths });
  findings.push(...rulesFindings(compiled, paths));
  return compiled.plan;
}

async function logFindings(logs: readonly string[], plan: Plan | undefined, options: DoctorOptions): Promise<Finding[]> {
  const lateness = durationOption(options.lateness, '--lateness');
  const problems: InputProblem[] = [];
  const { cursors, files } = await openLogs(logs, plan?.formats ?? [], options, (problem) => problems.push(problem));
  const health = new Map(cursors.map((cursor) => [cursor, new LogHealth(cursor)]));
  const ofRules = plan ? await readWithRules(plan, cursors, health) : await readAlone(cursors, health);
  const ofLogs = cursors.flatMap((cursor) => {
    const newest = files[cursor.info.files.at(-1)?.index ?? -1];
    return health.get(cursor)?.findings(newest === undefined ? undefined : modifiedAt(newest), lateness, plan !== undefined) ?? [];
  });
  const told = problems.map(({ severity, path, message, help }): Finding => ({ level: severity, about: path, message, next: help }));
  return [...ofRules, ...ofLogs, ...told];
}

/** Microseconds since 1970; undefined if it is not a file. */
function modifiedAt(path: string): number | undefined {
  const stats = statsOf(path);
  return stats?.isFile() ? stats.mtimeMs * 1000 : undefined;
}

async function readWithRules(
  plan: Plan,
  cursors: readonly SourceCursor[],
  health: ReadonlyMap<SourceCursor, LogHealth>,
): Promise<Finding[]> {
  const asked = new AskedFields(plan);
  const pipeline = new Pipeline(plan, {
    onOutcome: () => {},
    onRecord: (cursor, matches) => {
      health.get(cursor)?.note(matches.length > 0);
      asked.note(cursor);
    },
  });
  await pipeline.run(cursors);
  return runFindings(plan, pipeline.counters, asked);
}

async function readAlone(cursors: readonly SourceCursor[], health: ReadonlyMap<SourceCursor, LogHealth>): Promise<Finding[]> {
  const merge = new Merge(cursors);
  while (await merge.fill()) for (let cursor = merge.next(); cursor; cursor = merge.next()) health.get(cursor)?.note(false);
  return [];
}
