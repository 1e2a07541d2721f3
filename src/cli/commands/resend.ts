import { given } from '../../given.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { counted } from '../../runtime/outputs/figures.ts';
import { ask } from '../control/client.ts';
import { askedPath, type PlaceOptions } from '../control/place.ts';
import type { ResentLine } from '../control/request.ts';
import { letterRows } from '../control/tables.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { type GlobalOptions, stderr, stdout } from '../terminal.ts';

interface ResendOptions extends GlobalOptions, PlaceOptions {
  output?: string;
  rule?: string;
  dryRun?: boolean;
  format?: 'text' | 'ndjson';
}

/** `corr state resend`: hands dead letters of a running server back to their outputs. */
export async function resendLetters(id: string | undefined, options: ResendOptions): Promise<ExitCode> {
  const { output, rule, dryRun = false } = options;
  const out = stdout(options);
  const { format = out.isTerminal ? 'text' : 'ndjson' } = options;
  const textOf = format === 'text' ? letterRows(out) : (line: string) => line;
  const asked = given({ id, output, rule, preview: dryRun || undefined });
  for await (const line of ask(askedPath(options), { command: 'resend', ...asked })) {
    if (!line.startsWith('{"resent":')) {
      out.write(`${textOf(line)}\n`);
      continue;
    }
    const result = JSON.parse(line) as ResentLine;
    stderr(options).write(resentText(result, dryRun));
    return result.resent > 0 ? ExitCode.fine : ExitCode.findings;
  }
  throw new Failure(
    ExitCode.input,
    'The server stopped before it answered.',
    'Repeat this once it runs again; some may be sent twice then.',
  );
}

function resentText({ resent, left }: ResentLine, isPreview: boolean): string {
  const will = isPreview ? 'would be sent again' : `${resent === 1 ? 'waits' : 'wait'} to be sent again`;
  const lines = [`${counted(resent, 'dead letter')} ${will}.`];
  for (const { count, output, why } of left) {
    const what = output === undefined ? counted(count, 'line') : `${counted(count, 'dead letter')} of '${terminalText(output)}'`;
    lines.push(`${what} ${count === 1 ? 'stays' : 'stay'} in dead-letters.ndjson: ${why}`);
  }
  return lines.map((line) => `corr: ${line}\n`).join('');
}
