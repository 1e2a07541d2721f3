import { given } from '../../given.ts';
import { jsonText, terminalText } from '../../runtime/outputs/escape.ts';
import { counted } from '../../runtime/outputs/figures.ts';
import { ask } from '../control/client.ts';
import { askedPath, type PlaceOptions } from '../control/place.ts';
import type { EndedLine, Selection } from '../control/request.ts';
import type { StatusLine } from '../control/status-text.ts';
import { openRows } from '../control/tables.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { drained, type GlobalOptions, stderr, stdout } from '../terminal.ts';

interface StateOptions extends GlobalOptions, PlaceOptions {
  rule?: string;
  key?: string[];
  format?: 'text' | 'ndjson';
}

/** `corr state ls`: the open transactions of a running server. */
export async function listState(options: StateOptions): Promise<ExitCode> {
  const out = stdout(options);
  const { format = out.isTerminal ? 'text' : 'ndjson' } = options;
  const textOf = format === 'text' ? openRows(out) : (line: string) => line;
  for await (const line of ask(askedPath(options), { command: 'list', ...selectionOf(options) })) {
    out.write(`${textOf(line)}\n`);
    await drained();
  }
  await tellDisabled(options);
  return ExitCode.fine;
}

/** Reports why a rule has no open transactions. */
async function tellDisabled(options: StateOptions): Promise<void> {
  for await (const line of ask(askedPath(options), { command: 'status' })) {
    const { faultyRules } = JSON.parse(line) as StatusLine;
    for (const { rule, disabled } of faultyRules) {
      if (!disabled || (options.rule !== undefined && options.rule !== rule)) continue;
      stderr(options).write(`corr: Rule '${terminalText(rule)}' is disabled: Corr itself failed on it again and again.\n`);
    }
  }
}

/** `corr state show`: one open transaction in full. */
export async function showState(id: string, options: StateOptions): Promise<ExitCode> {
  const out = stdout(options);
  for await (const line of ask(askedPath(options), { command: 'show', id })) {
    out.write(`${out.isTerminal ? jsonText(JSON.parse(line) as object, 2) : line}\n`);
    return ExitCode.fine;
  }
  throw stopped();
}

/** `corr state expire`: ends some open transactions, and reports their outcomes. */
export async function expireState(id: string | undefined, options: StateOptions): Promise<ExitCode> {
  const out = stdout(options);
  for await (const line of ask(askedPath(options), { command: 'expire', ...given({ id }), ...selectionOf(options) })) {
    if (line.startsWith('{"ended":')) {
      stderr(options).write(`corr: ${counted((JSON.parse(line) as EndedLine).ended, 'transaction')} ended.\n`);
      return ExitCode.fine;
    }
    out.write(`${line}\n`);
    await drained();
  }
  throw stopped();
}

function stopped(): Failure {
  return new Failure(ExitCode.input, 'The server stopped before it answered.', 'Check with corr state ls once it runs again.');
}

function selectionOf({ rule, key }: StateOptions): Selection {
  return given({ rule, keys: key });
}
