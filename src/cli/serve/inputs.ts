/** The inputs of an application, as specified by its options or a configuration. */

import type { FormatPlan } from '../../dsl/plan.ts';
import { matchesPattern } from '../../runtime/inputs/glob.ts';
import { expandInputs, type InputArgument, type SourceSpec } from '../../runtime/inputs/paths.ts';
import { type InputProblem, problemOf, type ReportProblem } from '../../runtime/inputs/problem.ts';
import type { Sources } from '../../runtime/live/gathering.ts';
import type { ReceiverSpec } from '../../runtime/live/listening.ts';
import type { Obstacles } from '../../runtime/live/receiver-change.ts';
import { systemDisk } from '../../runtime/state/system-disk.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { contentsAt, placeOf } from '../file-place.ts';
import { type ApplicationSpec, inPlace, type Written } from './application-spec.ts';
import { awaited, logOf, receiverOf } from './input-arguments.ts';

interface Address extends Written {
  spec: ReceiverSpec;
}

interface Log {
  argument: InputArgument;
  at: string | undefined;
}

const MOST_LOGS_SHOWN = 10;

/**
 * The inputs that are asked for, with the formats of a program. An address that was asked for before in the same way
 * keeps its receiver, and so does one whose changed options the receiver can adopt.
 */
export class ConfiguredInputs {
  private readonly addresses: readonly Address[];
  private readonly asked: readonly Log[];
  private found: readonly SourceSpec[] = [];

  /** @throws Failure for an invalid address, or an unknown format. */
  constructor(
    { addresses, logs }: ApplicationSpec,
    formats: readonly FormatPlan[],
    private readonly report: ReportProblem,
    before?: ConfiguredInputs,
  ) {
    const given = addresses.map((one) => ({ ...one, spec: inPlace(one.at, () => receiverOf(one.text, formats, report)) }));
    this.addresses = keepReceivers(given, before?.addresses ?? []);
    this.asked = logs.map((log) => ({ at: log.at, argument: inPlace(log.at, () => logOf(log, formats)) }));
  }

  get sources(): Sources {
    return { logs: this.found, receivers: this.addresses.map(({ spec }) => spec) };
  }

  /** The addresses it listens on, once it does, and the logs it follows. */
  get names(): string[] {
    return [...this.addresses.map(({ spec }) => spec.receiver.address), ...this.found.map(({ name }) => name)];
  }

  /** As {@link names}, in a line for people: of thousands of logs, the first ones and how many more there are. */
  get summary(): string {
    const { names, addresses } = this;
    const shown = addresses.length + MOST_LOGS_SHOWN;
    const more = names.length - shown;
    return more < 2 ? names.join(', ') : `${names.slice(0, shown).join(', ')} and ${more} more logs`;
  }

  /**
   * Looks for logs.
   * @param before the inputs that run now: a log of theirs that is still asked for, but missing at the moment because
   * it is being rotated, stays followed
   * @throws Failure for a log that is new and cannot be read
   */
  async find(before?: ConfiguredInputs): Promise<void> {
    const { asked, report } = this;
    const args = asked.map(({ argument }) => argument);
    if (before) for (const log of asked) if (!before.asks(log)) await refuseUnreadable(log);
    const found = await awaited(args, before ? () => {} : report);
    const names = new Set(found.map(({ name }) => name));
    const missing = (before?.found ?? []).filter((log) => !names.has(log.name) && args.some((arg) => isNamedBy(log, arg)));
    this.found = [...found, ...missing];
  }

  /** Whether a file at this path is, or would be, one of its logs. */
  follows(path: string): boolean {
    return this.asked.some(({ argument: { path: asked } }) => {
      const below = placeOf(path).startsWith(`${placeOf(asked)}/`) ? '/**/*' : '';
      return contentsAt(path) === contentsAt(asked) || matchesPattern(`${asked}${below}`, path);
    });
  }

  /** @throws Failure for the first address that cannot be listened on. */
  refuse(obstacles: Obstacles): void {
    for (const [at, problem] of obstacles.entries()) if (problem) refuse(problem, this.addresses[at]?.at);
  }

  private asks({ argument }: Log): boolean {
    return this.asked.some(({ argument: { path, format } }) => path === argument.path && format === argument.format);
  }
}

/** Reuses running receivers: exact matches first, so that no changed address takes theirs. */
function keepReceivers(given: readonly Address[], before: readonly Address[]): Address[] {
  const left = [...before];
  const take = (isWanted: (one: Address) => boolean): Address | undefined => {
    const at = left.findIndex(isWanted);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const same = given.map(({ text, spec }) => take((one) => one.text === text && one.spec.format === spec.format));
  return given.map((one, at) => {
    const spec = same[at]?.spec;
    if (spec) return { ...one, spec };
    const there = take((other) => canBecome(other.spec, one.spec));
    return there ? { ...one, spec: { ...one.spec, receiver: there.spec.receiver } } : one;
  });
}

/** Whether a receiver listens on that address, and can adopt the new options. */
function canBecome({ receiver, asked }: ReceiverSpec, { asked: wanted }: ReceiverSpec): boolean {
  if (!receiver.adopt || !asked || !wanted) return false;
  return asked.transport === wanted.transport && asked.host === wanted.host && asked.port === wanted.port;
}

function isNamedBy({ argument, format }: SourceSpec, arg: InputArgument): boolean {
  return argument === arg.path && format === arg.format;
}

/** A log that does not exist yet is waited for. @throws Failure if it is unreadable. */
async function refuseUnreadable({ argument, at }: Log): Promise<void> {
  const { sources, problems } = await expandInputs([argument]);
  for (const problem of problems) if (problem.code !== 'not-found') refuse(problem, at);
  for (const path of sources.flatMap(({ files }) => files)) {
    try {
      systemDisk.open(path)?.close();
    } catch (error) {
      refuse(problemOf(error, path), at);
    }
  }
}

function refuse({ message, help }: InputProblem, at: string | undefined): never {
  return inPlace(at, () => {
    throw new Failure(ExitCode.input, message, help);
  });
}
