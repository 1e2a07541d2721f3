import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { compile } from '../../dsl/compiler.ts';
import type { Diagnostic, DiagnosticSeverity } from '../../dsl/diagnostic.ts';
import { applyEdits } from '../../dsl/edits.ts';
import { DiskReader } from '../../library/disk-reader.ts';
import { ExitCode } from '../exit-code.ts';
import { type Findings, GatheredFindings, type PrintFindings } from '../print/findings.ts';
import { printGithub } from '../print/github.ts';
import { printGitlab } from '../print/gitlab.ts';
import { type HumanOptions, printHuman } from '../print/human.ts';
import { printJson } from '../print/json.ts';
import { printJunit } from '../print/junit.ts';
import { printSarif } from '../print/sarif.ts';
import { ruleFiles } from '../rule-files.ts';
import { claimTargets, specsOf, targetOf, writeWhole } from '../targets.ts';
import { type GlobalOptions, stdout } from '../terminal.ts';

interface CheckOptions extends GlobalOptions {
  fix?: boolean;
  maxDiagnostics?: number;
  failLevel: DiagnosticSeverity;
  format?: string[];
}

const FORMATS = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab'] as const;
const PRINTERS: Record<Exclude<(typeof FORMATS)[number], 'text'>, PrintFindings> = {
  json: printJson,
  sarif: printSarif,
  junit: printJunit,
  github: printGithub,
  gitlab: printGitlab,
};
const LEVELS: readonly DiagnosticSeverity[] = ['info', 'warning', 'error'];

/** `corr check`: each file is a program of its own, together with its imports. */
export function check(paths: readonly string[], options: CheckOptions): ExitCode {
  const files = ruleFiles(paths);
  const specs = specsOf(options.format, FORMATS, 'text');
  if (options.fix) {
    claimTargets(specs, files);
    for (const file of files) fixFile(file);
  }
  const { findings, read } = findingsOf(files);
  claimTargets(specs, read);
  const out = stdout(options);
  for (const { format, file, write, close } of specs.map((spec) => targetOf(spec, out.write))) {
    if (format === 'text') printText(findings, files.length, file === undefined ? out : { write }, options);
    else PRINTERS[format](findings, write);
    close();
  }
  return exitCodeOf(findings.diagnostics, options.failLevel);
}

/** `read` are all files that were read. */
function findingsOf(files: readonly string[]): { findings: Findings; read: ReadonlySet<string> } {
  const findings = new GatheredFindings();
  const read = new Set<string>();
  for (const file of files) {
    const reader = new DiskReader();
    findings.add(compile(reader, [file]));
    for (const path of reader.asked) read.add(path);
  }
  return { findings, read };
}

function printText(findings: Findings, files: number, out: HumanOptions, { maxDiagnostics: most }: CheckOptions): void {
  printHuman(findings, most === undefined ? out : { ...out, most });
  if (findings.diagnostics.length === 0) out.write(`0 problems in ${files === 1 ? '1 file' : `${files} files`}\n`);
}

function exitCodeOf(diagnostics: readonly Diagnostic[], failLevel: DiagnosticSeverity): ExitCode {
  if (diagnostics.some(({ severity }) => severity === 'error')) return ExitCode.rules;
  const counts = ({ severity }: Diagnostic) => LEVELS.indexOf(severity) >= LEVELS.indexOf(failLevel);
  return diagnostics.some(counts) ? ExitCode.findings : ExitCode.fine;
}

/** The maximum number of rounds of fixes: more would only be needed for fixes that undo each other. */
const MOST_ROUNDS = 10;

/**
 * Applies the first fix of each diagnostic of a file, until none is left or none helps. A file that is not UTF-8 is
 * skipped: it could not be written back unchanged.
 */
function fixFile(path: string): void {
  const bytes = readFileSync(path);
  if (!isUtf8(bytes)) return;
  const written = bytes.toString();
  let text = written;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { diagnostics } = compile(new DiskReader(new Map([[path, text]])), [path]);
    const fixed = applyEdits(
      text,
      diagnostics
        .flatMap(({ fixes }) => fixes?.slice(0, 1) ?? [])
        .flatMap(({ edits }) => edits)
        .filter(({ file }) => file === path),
    );
    if (fixed === text) break;
    text = fixed;
  }
  if (text !== written) writeWhole(path, text);
}
