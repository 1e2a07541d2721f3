/** What is received or followed, as options and arguments name it. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FORMATS } from '../../dsl/builtins.ts';
import type { FormatPlan } from '../../dsl/plan.ts';
import { given } from '../../given.ts';
import { formatNamed, ofRecords } from '../../runtime/decode/detect.ts';
import { isProblem, parseListenAddress } from '../../runtime/inputs/net/address.ts';
import { createReceiver } from '../../runtime/inputs/net/create.ts';
import { expandInputs, type InputArgument, type SourceSpec, STDIN } from '../../runtime/inputs/paths.ts';
import type { ReportProblem } from '../../runtime/inputs/problem.ts';
import type { ReceiverSpec } from '../../runtime/live/listening.ts';
import { type Failure, usageError } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';
import { argumentOf, refuseCaptures, zoneOption } from '../run/inputs.ts';
import { startReceiver } from '../threads.ts';

/**
 * The address to receive on, and the format: that in the address, or the program's syslog format.
 * @throws Failure for an invalid address, an unknown format or zone
 */
export function receiverOf(text: string, formats: readonly FormatPlan[], report: ReportProblem): ReceiverSpec {
  const address = parseListenAddress(text);
  if (isProblem(address)) throw usageError(address.message, address.help);
  const { format = syslogOf(formats), zone } = address;
  if (!formatNamed(format, formats)) throw noFormat(text, format, formats);
  if (zone !== undefined) zoneOption(zone);
  const receiver = createReceiver(address, report, startReceiver);
  return { receiver, asked: address, format, ...given({ zone }) };
}

/** If the program has one format, that; of several, the one derived from syslog. */
function syslogOf(formats: readonly FormatPlan[]): string {
  const [only, ...others] = ofRecords(formats);
  if (only && others.length === 0) return only.name;
  return formats.find(({ base }) => base === 'syslog')?.name ?? 'syslog';
}

/**
 * A followed log, by its absolute path; without a format, its text may begin with one.
 * @throws Failure for an unknown format, and for standard input
 */
export function logOf({ text, format }: { text: string; format?: string }, formats: readonly FormatPlan[]): InputArgument {
  if (text === STDIN) throw usageError('Standard input cannot be followed.', 'Name a file, or pipe it into corr run.');
  if (format !== undefined && !formatNamed(format, formats)) throw noFormat(text, format, formats);
  const arg = format === undefined ? followedArgument(text, formats) : { path: text, format };
  return { ...arg, path: resolve(arg.path) };
}

/**
 * As `argumentOf`. With an unknown format as prefix, the server would wait forever for a log of that name.
 * @throws Failure for such a prefix, unless a path that begins with it exists
 */
export function followedArgument(text: string, formats: readonly FormatPlan[]): InputArgument {
  const arg = argumentOf(text, formats);
  const [beginning = '', format] = /^(\w+)=[^/]*/.exec(arg.path) ?? [];
  if (arg.format === undefined && format !== undefined && !existsSync(beginning)) throw noFormat(text, format, formats);
  return arg;
}

function noFormat(text: string, format: string, formats: readonly FormatPlan[]): Failure {
  const known = [...new Set([...formats.map(({ name }) => name), ...Object.keys(FORMATS)])];
  return usageError(`'${text}': there is no format '${format}'.`, meantOrAll(format, known));
}

/** The followed logs that arguments name: one that does not exist yet is waited for. @throws Failure for a capture. */
export async function awaited(args: readonly InputArgument[], report: ReportProblem): Promise<SourceSpec[]> {
  const { sources, problems } = await expandInputs(args);
  refuseCaptures(sources);
  for (const problem of problems) if (problem.code !== 'not-found') report(problem);
  const found = new Set(sources.map(({ name }) => name));
  const missing = problems.filter(({ code }) => code === 'not-found').map(({ path }) => path);
  const later = args.filter(({ path }) => missing.includes(path) && !found.has(path));
  return [...sources, ...later.map(({ path, ...bound }) => ({ ...bound, name: path, files: [path] }))];
}
