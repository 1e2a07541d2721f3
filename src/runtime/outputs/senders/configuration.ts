/** Outputs as described by a configuration; `schema/outputs.schema.json` defines what is allowed. */

import type { ErrorObject } from 'ajv';
import validate from '../../../../schema/outputs.schema.json?validate';
import { given } from '../../../given.ts';
import { pointerStep } from '../escape.ts';
import type { Wanted } from '../selection.ts';
import type { RetryPolicy } from './delivery-loop.ts';
import { OptionReader, type OutputProblem, type TemplateName, type World } from './option-reader.ts';
import { RedactingSender } from './redacting-sender.ts';
import { Secrets } from './secrets.ts';
import type { Sender } from './sender.ts';
import { commandSender, mailSender, smsSender, syslogSender, webhookSender } from './sender-kinds.ts';

/** What any output can say. */
interface Common {
  wanted: Wanted;
  /** The fields named in its templates. */
  names: readonly TemplateName[];
}

/** An output that is ready to deliver. */
export interface SenderOutput extends Common {
  name: string;
  dryRun: boolean;
  policy: Partial<RetryPolicy>;
  sender: Sender;
  /** Everything it was made from, including secrets and files, for comparison. Must never be shown. */
  made: string;
}

/** A file to which outcomes are appended. */
interface FileOutput extends Common {
  path: string;
  /** If absent, derived from its name. */
  format?: 'ndjson' | 'csv';
}

export type Output = SenderOutput | FileOutput;

/** The values of `type` for outputs created here. */
type SenderKind = keyof typeof KINDS;

const KINDS = { webhook: webhookSender, mail: mailSender, sms: smsSender, syslog: syslogSender, command: commandSender } as const;

const SENDER_KINDS = Object.keys(KINDS) as SenderKind[];

/** The part of a configuration that describes one output: raw values from JSON or YAML. */
export type OutputOptions = Readonly<Record<string, unknown>>;

/**
 * Creates the output described by the options; undefined if they have mistakes, which are reported with the pointer of
 * the option. No connection is made yet.
 */
export function readOutput(options: unknown, pointer: string, world: World, problems: OutputProblem[]): Output | undefined {
  if (!validate(options)) {
    for (const error of validate.errors ?? []) problems.push(problemOf(error, pointer));
    return undefined;
  }
  const found: unknown[] = [options];
  const watched = watching(world, found);
  const secrets = new Secrets(watched.secrets);
  const reader = new OptionReader(options as OutputOptions, pointer, watched, secrets);
  const made = madeOf(reader, found);
  const wanted = wantedOf(reader);
  problems.push(...reader.problems.map((problem) => ({ ...problem, message: secrets.redact(problem.message) })));
  return made && reader.problems.length === 0 ? { ...made, wanted, names: reader.fields } : undefined;
}

/** The world, recording what was found there. */
function watching(world: World, found: unknown[]): World {
  const noted = <T>(value: T): T => {
    found.push(value);
    return value;
  };
  const { secrets } = world;
  return {
    ...world,
    secrets: { env: (name) => noted(secrets.env(name)), file: (path) => noted(secrets.file(path)) },
    file: (path) => noted(world.file(path)),
  };
}

function madeOf(
  reader: OptionReader,
  found: readonly unknown[],
): Omit<SenderOutput, keyof Common> | Omit<FileOutput, keyof Common> | undefined {
  const kind = reader.text('type') as SenderKind | 'file';
  if (kind === 'file') {
    return { path: reader.text('path') ?? '', ...given({ format: reader.text('format') as FileOutput['format'] }) };
  }
  const sender = KINDS[kind](reader);
  const policy = policyOf(reader.part('retry'));
  if (!sender) return undefined;
  return {
    name: reader.text('name') ?? '',
    dryRun: reader.flag('dry-run'),
    policy,
    sender: new RedactingSender(sender, reader.secrets),
    made: JSON.stringify(found),
  };
}

function wantedOf(reader: OptionReader): Wanted {
  const { statistics } = reader;
  const where = reader.text('where');
  const repeats = reader.part('once-per');
  const every = repeats.millis('every');
  for (const option of ['where', 'once-per']) {
    if (statistics && reader.value(option) !== undefined)
      reader.report(option, 'It selects outcomes, but statistics are always sent whole.');
  }
  const once = every === undefined ? {} : { oncePer: every * 1000, by: (repeats.value('by') ?? []) as string[] };
  return { ...given({ statistics, where }), ...once };
}

function policyOf(retry: OptionReader): Partial<RetryPolicy> {
  return given({
    first: retry.millis('first'),
    longest: retry.millis('longest'),
    giveUp: retry.millis('give-up'),
    concurrency: retry.number('concurrency'),
  });
}

function problemOf({ instancePath, message, params, parentSchema }: ErrorObject, pointer: string): OutputProblem {
  const { additionalProperty: unknown, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  const at = `${pointer}${instancePath}`;
  if (unknown !== undefined) {
    const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
    return { pointer: at + pointerStep(unknown), message: `There is no option '${unknown}' here.`, written: unknown, known };
  }
  if (instancePath === '/type' || (params as { tag?: string }).tag === 'type') {
    return { pointer: `${pointer}/type`, message: `The type of an output can be file, ${SENDER_KINDS.join(', ')}.` };
  }
  const description = (parentSchema as { description?: string } | undefined)?.description;
  const allowed = allowedValues ? ` It can be ${allowedValues.join(', ')}.` : '';
  return { pointer: at, message: `It ${message}.${allowed}${description ? ` ${description}` : ''}` };
}
