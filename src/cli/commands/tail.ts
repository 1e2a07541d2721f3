import { given } from '../../given.ts';
import { COLOURED } from '../../runtime/outputs/palette.ts';
import { ask, withoutLosses } from '../control/client.ts';
import { askedPath, type PlaceOptions } from '../control/place.ts';
import type { TAIL_FORMATS } from '../control/request.ts';
import { ExitCode } from '../exit-code.ts';
import { drained, type GlobalOptions, stderr, stdout } from '../terminal.ts';

interface TailOptions extends GlobalOptions, PlaceOptions {
  rule?: string;
  format?: (typeof TAIL_FORMATS)[number];
}

/** `corr tail`: outcomes of a running server from now on. */
export async function tail(options: TailOptions): Promise<ExitCode> {
  const out = stdout(options);
  const { rule, format = out.isTerminal ? 'text' : 'ndjson' } = options;
  const lines = ask(askedPath(options), {
    command: 'tail',
    format,
    color: out.palette === COLOURED,
    ...given({ rule, columns: out.columns }),
  });
  for await (const line of withoutLosses(lines, stderr(options))) {
    out.write(format === 'ndjson' ? `${line}\n` : (JSON.parse(line) as { text: string }).text);
    await drained();
  }
  return ExitCode.fine;
}
