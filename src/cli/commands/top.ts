import { systemClock } from '../../runtime/state/system-clock.ts';
import { durationOption } from '../arguments.ts';
import { ask } from '../control/client.ts';
import { askedPath, type PlaceOptions } from '../control/place.ts';
import { type StatusLine, statusText } from '../control/status-text.ts';
import { ExitCode, Failure, usageError } from '../exit-code.ts';
import { type GlobalOptions, stdout } from '../terminal.ts';

interface TopOptions extends GlobalOptions, PlaceOptions {
  every: string;
  once?: boolean;
  format?: 'text' | 'ndjson';
}

/** Milliseconds between two requests, which a server that is busy must answer. */
const LEAST = 100;

/** Moves the cursor to the top left corner, and clears everything below it. */
const WIPE = '\x1b[H\x1b[J';

/** `corr top`: the status of a running server, refreshed periodically. */
export async function top(options: TopOptions): Promise<ExitCode> {
  const out = stdout(options);
  const { once = false, format = out.isTerminal ? 'text' : 'ndjson' } = options;
  const every = durationOption(options.every, '--every') / 1000;
  if (every < LEAST) throw usageError(`'${options.every}' is too short for --every.`, 'Ask ten times a second at most: --every 100ms.');
  const path = askedPath(options);
  for (let before: StatusLine | undefined; ; ) {
    const line = await statusLine(path);
    const status = JSON.parse(line) as StatusLine;
    if (format === 'ndjson') out.write(`${line}\n`);
    else out.write(`${out.isTerminal && !once ? WIPE : ''}${statusText(status, before, out)}`);
    before = status;
    if (once) return ExitCode.fine;
    await systemClock.sleep(every);
  }
}

async function statusLine(path: string): Promise<string> {
  let text = '';
  for await (const line of ask(path, { command: 'status' })) text = line;
  if (text !== '') return text;
  throw new Failure(
    ExitCode.input,
    'The server closed the connection before it answered.',
    'Try again. If this persists, too many others ask it at once, or it has reached its limit of open files: ulimit -n',
  );
}
