import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { applyEdits, type TextEdit } from '../../dsl/edits.ts';
import { formatEdits } from '../../dsl/format.ts';
import { parse } from '../../dsl/parser.ts';
import { Source } from '../../dsl/source.ts';
import { problemOf, STANDARD_INPUT } from '../../runtime/inputs/problem.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { counted } from '../../runtime/outputs/figures.ts';
import { ExitCode, Failure, usageError } from '../exit-code.ts';
import { printHuman } from '../print/human.ts';
import { unifiedDiff } from '../print/unified-diff.ts';
import { ruleFiles } from '../rule-files.ts';
import { standardInput } from '../standard-input.ts';
import { writeWhole } from '../targets.ts';
import { type GlobalOptions, type Stream, stderr, stdout } from '../terminal.ts';

interface FmtOptions extends GlobalOptions {
  check?: boolean;
  diff?: boolean;
}

const STDIN = '-';

interface Formatted {
  source: Source;
  /** Undefined if the file has syntax errors, and is left unchanged. */
  edits: TextEdit[] | undefined;
}

/** `corr fmt`: lists the files that it changed, or would change. */
export async function fmt(paths: readonly string[], options: FmtOptions): Promise<ExitCode> {
  if (paths.includes(STDIN)) return formatStdin(paths, options);
  const out = stdout(options);
  const err = stderr(options);
  const files = ruleFiles(paths).map((path) => formatted(path, readFileSync(path), err));
  const changed = files.filter(({ edits = [] }) => edits.length > 0);
  for (const { source, edits = [] } of changed) {
    if (!options.check && !options.diff) writeWhole(source.path, applyEdits(source.text, edits));
    if (options.diff) writeDiff(source, edits, out);
    else out.write(`${terminalText(source.path)}\n`);
  }
  const broken = files.filter(({ edits }) => edits === undefined).length;
  err.write(`${summary(changed.length, broken, files.length, options)}\n`);
  return exitCode(broken, changed.length, options);
}

/** Writes the text to standard output; unchanged if it has syntax errors. */
async function formatStdin(paths: readonly string[], options: FmtOptions): Promise<ExitCode> {
  if (paths.length > 1) throw usageError('Standard input cannot be formatted together with files.', 'Give either files or -.');
  const out = stdout(options);
  const bytes = await standardBytes();
  const { source, edits } = formatted('<stdin>', bytes, stderr(options));
  if (options.diff) writeDiff(source, edits ?? [], out);
  else if (!options.check) out.write(edits ? applyEdits(source.text, edits) : bytes);
  return exitCode(edits ? 0 : 1, edits && edits.length > 0 ? 1 : 0, options);
}

/** @throws Failure if it cannot be read, for example because it is a folder. */
async function standardBytes(): Promise<Buffer> {
  try {
    return await buffer(standardInput());
  } catch (error) {
    throw new Failure(ExitCode.input, problemOf(error, STANDARD_INPUT).message, 'Pipe rules in, or name files.');
  }
}

/** Reports on stderr why a file is left unchanged. */
function formatted(path: string, bytes: Uint8Array, err: Stream): Formatted {
  const source = new Source(path, Buffer.from(bytes).toString());
  if (!Buffer.from(source.text).equals(bytes)) {
    err.write(`${terminalText(path)}: not UTF-8, left alone\n`);
    return { source, edits: undefined };
  }
  const parsed = parse(source);
  const errors = parsed.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return { source, edits: formatEdits(parsed) };
  printHuman({ diagnostics: errors, sources: new Map([[path, source]]) }, err);
  return { source, edits: undefined };
}

/** Raw for a program such as `patch`; escaped and coloured for a person. */
function writeDiff(source: Source, edits: readonly TextEdit[], { write, palette, isTerminal }: Stream): void {
  const diff = unifiedDiff(source, edits);
  if (!isTerminal) return void write(diff);
  for (const line of diff.split('\n').slice(0, -1)) {
    const paint = line.startsWith('+')
      ? palette.green
      : line.startsWith('-')
        ? palette.red
        : line.startsWith('@')
          ? palette.cyan
          : undefined;
    const text = terminalText(line);
    write(`${paint ? paint(text) : text}\n`);
  }
}

function summary(changed: number, broken: number, files: number, { check, diff }: FmtOptions): string {
  const parts = [
    changed === 0 ? undefined : `${counted(changed, 'file')} ${check || diff ? 'would be formatted' : 'formatted'}`,
    broken === 0 ? undefined : `${counted(broken, 'file')} left alone`,
    files === changed + broken ? undefined : `${counted(files - changed - broken, 'file')} in style already`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function exitCode(broken: number, changed: number, { check }: FmtOptions): ExitCode {
  if (broken > 0) return ExitCode.rules;
  return check && changed > 0 ? ExitCode.findings : ExitCode.fine;
}
