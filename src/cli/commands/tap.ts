import { given } from '../../given.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { clip, widthOf } from '../../runtime/outputs/terminal.ts';
import { ask, withoutLosses } from '../control/client.ts';
import { askedPath, type PlaceOptions } from '../control/place.ts';
import { pairsOf } from '../control/tables.ts';
import { ExitCode, usageError } from '../exit-code.ts';
import { drained, type GlobalOptions, type Stream, stderr, stdout } from '../terminal.ts';

interface TapOptions extends GlobalOptions, PlaceOptions {
  record?: string[];
  unmatched?: boolean;
  where?: string;
  format?: 'text' | 'ndjson' | 'raw';
}

const GAP = '  ';

/** As in `schema/tapped.schema.json`. */
interface TappedLine {
  source: string;
  line: number;
  matches: { record: string; fields: Record<string, unknown> }[];
  text: string;
}

/** `corr tap`: records of a running server as they arrive. */
export async function tap(options: TapOptions): Promise<ExitCode> {
  const out = stdout(options);
  const { record, unmatched, where, format = out.isTerminal ? 'text' : 'ndjson' } = options;
  if (unmatched && record !== undefined) {
    throw usageError('A record that matches --record is not --unmatched.', 'Remove one of them.');
  }
  const lines = ask(askedPath(options), { command: 'tap', ...given({ records: record, unmatched, where }) });
  for await (const line of withoutLosses(lines, stderr(options))) {
    if (format === 'ndjson') out.write(`${line}\n`);
    else out.write(`${format === 'raw' ? rawText(line, out) : lineText(line, out)}\n`);
    await drained();
  }
  return ExitCode.fine;
}

/** The line as received; escaped on a terminal. */
function rawText(line: string, { isTerminal }: Stream): string {
  const { text } = JSON.parse(line) as TappedLine;
  return isTerminal ? terminalText(text) : text;
}

/** `sshd.failed user=bob  auth.log:17  Oct 11 …` */
function lineText(json: string, { palette, columns }: Stream): string {
  const { source, line, matches, text } = JSON.parse(json) as TappedLine;
  const named = matches.map(({ record, fields }) => terminalText([record, ...pairsOf(fields)].join(' ')));
  const names = named.join('; ') || '-';
  const rest = terminalText(`${source}:${line}  ${text}`);
  const shown = columns === undefined ? rest : clip(rest, columns - widthOf(names) - GAP.length);
  return `${matches.length === 0 ? palette.dim(names) : palette.green(names)}${GAP}${palette.dim(shown)}`;
}
