/** What two applications of one process, or two outputs of an application, cannot share. */

import { join } from 'node:path';
import { isProblem, parseListenAddress } from '../../runtime/inputs/net/address.ts';
import { Live } from '../../runtime/live.ts';
import { systemDisk } from '../../runtime/state/system-disk.ts';
import { usageError } from '../exit-code.ts';
import { contentsAt, placeOf } from '../file-place.ts';
import { claimOutputs, refuseFile } from '../targets.ts';
import { type ApplicationSpec, inPlace } from './application-spec.ts';
import type { ConfiguredInputs } from './inputs.ts';
import type { ConfiguredOutputs, PlacedFile } from './outputs.ts';

export interface Claimant {
  spec: ApplicationSpec;
  outputs: ConfiguredOutputs | undefined;
}

/** An application that may not have been stopped. */
interface Unfinished {
  name: string | undefined;
  /** The output files that its next start will cut to what its state covers, and complete. */
  unfinished(): readonly string[];
}

/** An exclusive resource. */
interface Claim {
  /** What both would do with it: `listen on the UDP port 514`. */
  text: string;
  /** Equal for the same, if the text may differ. */
  contents?: string;
  /** The host of a port; empty for all hosts. */
  host?: string;
}

/** @throws Failure that names both claimants. */
export function refuseSharing(all: readonly Claimant[]): void {
  const taken: { name: string; claim: Claim }[] = [];
  for (const one of all) {
    const name = one.spec.name ?? '';
    const claims = claimsOf(one);
    for (const claim of claims) {
      const other = taken.find((before) => overlap(before.claim, claim));
      if (other) throw usageError(`'${other.name}' and '${name}' both ${claim.text}.`, 'Give each its own.');
    }
    taken.push(...claims.map((claim) => ({ name, claim })));
  }
}

/**
 * Applications in an order in which each can take over the addresses that others release; those that swap some keep theirs.
 * @param after the spec that each is to have
 */
export function releasingFirst<T extends Claimant>(all: readonly T[], after: (one: T) => ApplicationSpec): T[] {
  const left = all.map((one) => ({ one, held: socketsOf(one.spec), wanted: socketsOf(after(one)) }));
  const takes = ({ wanted }: (typeof left)[number], other: (typeof left)[number]) =>
    wanted.some((claim) => other.held.some((held) => overlap(held, claim)));
  return all.map(() => {
    const free = left.findIndex((one) => left.every((other) => other === one || !takes(one, other)));
    return left.splice(Math.max(free, 0), 1)[0]!.one;
  });
}

/**
 * @param unfinished applications that were not stopped: they start now, or may come back
 * @throws Failure if another of all is to write to a file that one of them has to cut and complete first
 */
export function refuseUnfinished(unfinished: readonly Unfinished[], all: readonly Claimant[]): void {
  for (const one of unfinished) {
    const { name } = one;
    const others = all.filter(({ spec }) => spec.name !== name);
    for (const path of others.length > 0 ? one.unfinished() : []) {
      const taker = others.find(({ outputs }) => outputs?.files.some((file) => isSameFile(file.path, path)));
      if (taker) refuseTaking(path, name, taker.spec.name);
    }
  }
}

/** Those that have their state below the common folder, and have left the configuration: they may come back. */
export function forsaken(folder: string | undefined, known: readonly Pick<Claimant, 'spec'>[]): Unfinished[] {
  if (folder === undefined) return [];
  const names = systemDisk.list(folder).filter((name) => known.every(({ spec }) => spec.name !== name));
  return names.map((name) => ({ name, unfinished: () => filesToComplete(join(folder, name)) }));
}

/** Those of a state in a folder; none if that cannot be read. */
export function filesToComplete(folder: string): string[] {
  try {
    return Live.unfinished(systemDisk, folder);
  } catch {
    return [];
  }
}

function refuseTaking(path: string, from: string | undefined, by: string | undefined): never {
  const help = `Start once with it as an output of '${from}', stop, and then move it; or start afresh with --from-start.`;
  throw usageError(`'${from}' was not stopped and must complete '${path}', to which '${by}' is to write.`, help);
}

function isSameFile(one: string, other: string): boolean {
  return contentsAt(one) === contentsAt(other);
}

/**
 * @param read the files that its rules come from
 * @throws Failure if two outputs of an application write to one file, or one to a file that is read, with its position
 */
export function refuseOneFile(files: readonly PlacedFile[], read: Iterable<string>): void {
  const written = new Set<string>();
  for (const { path, at } of files) {
    const contents = contentsAt(path);
    inPlace(at, () => claimOutputs([path], read));
    // Each would write over what the other has written.
    if (written.has(contents)) inPlace(at, () => refuseFile(path));
    written.add(contents);
  }
}

/** @throws Failure if an output writes to a log that the same application follows: it would go on for ever. */
export function refuseFeedback(files: readonly PlacedFile[], inputs: Pick<ConfiguredInputs, 'follows'>): void {
  for (const { path, at } of files) if (inputs.follows(path)) inPlace(at, () => refuseReader(path));
}

function refuseReader(path: string): never {
  throw usageError(`'${path}' is followed by the rules that write to it.`, 'Write it elsewhere, or follow other files.');
}

function overlap(a: Claim, b: Claim): boolean {
  const isSame = a.contents === undefined ? a.text === b.text : a.contents === b.contents;
  return isSame && (a.host === b.host || a.host === '' || b.host === '');
}

function claimsOf({ spec, outputs }: Claimant): Claim[] {
  return [
    { text: `keep their state in '${spec.folder}'` },
    ...socketsOf(spec),
    ...(outputs?.files ?? []).map(({ path }) => ({ text: `write to '${placeOf(path)}'`, contents: contentsAt(path) })),
  ];
}

function socketsOf({ addresses }: ApplicationSpec): Claim[] {
  return addresses.flatMap(({ text }) => socketOf(text));
}

/**
 * TLS and RELP listen on TCP. Port 0 stands for any free port, and claims none. Invalid addresses are reported
 * elsewhere.
 */
function socketOf(text: string): Claim[] {
  const address = parseListenAddress(text);
  if (isProblem(address)) return [];
  const { transport, host, port, path } = address;
  if (transport === 'unix') return [{ text: `listen on unix://${path}` }];
  if (port === 0) return [];
  return [{ text: `listen on the ${transport === 'udp' ? 'UDP' : 'TCP'} port ${port}`, host: HOSTS.get(host) ?? host }];
}

/** Aliases of hosts; empty for all hosts. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ['localhost', '127.0.0.1'],
  ['0.0.0.0', ''],
  ['::', ''],
]);
