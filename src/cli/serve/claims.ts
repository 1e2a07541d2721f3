/** What two applications of one process, or two outputs of an application, cannot share. */

import { isProblem, parseListenAddress } from '../../runtime/inputs/net/address.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { placeOf } from '../file-place.ts';
import { claimOutputs, refuseFile } from '../targets.ts';
import { type ApplicationSpec, inPlace } from './application-spec.ts';
import type { ConfiguredInputs } from './inputs.ts';
import type { ConfiguredOutputs, PlacedFile } from './outputs.ts';

export interface Claimant {
  spec: ApplicationSpec;
  outputs: ConfiguredOutputs | undefined;
}

interface Unfinished extends Claimant {
  /** The output files that its start will cut to what its state covers, and complete. */
  unfinished(): readonly string[];
}

/** An exclusive resource. */
interface Claim {
  /** What both would do with it: `listen on the UDP port 514`. */
  text: string;
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
      if (other) throw new Failure(ExitCode.usage, `'${other.name}' and '${name}' both ${claim.text}.`, 'Give each its own.');
    }
    taken.push(...claims.map((claim) => ({ name, claim })));
  }
}

/**
 * @throws Failure if one of all is to write to a file that another, which starts but was not stopped, has to cut and
 * complete first
 */
export function refuseUnfinished(starting: readonly Unfinished[], all: readonly Claimant[]): void {
  if (all.length < 2) return;
  for (const one of starting) {
    for (const path of one.unfinished()) {
      const taker = all.find((other) => other.spec !== one.spec && other.outputs?.files.some((file) => isSameFile(file.path, path)));
      if (taker) refuseTaking(path, one.spec.name, taker.spec.name);
    }
  }
}

function refuseTaking(path: string, from: string | undefined, by: string | undefined): never {
  const help = `Start once with it as an output of '${from}', stop, and then move it; or start afresh with --from-start.`;
  throw new Failure(ExitCode.usage, `'${from}' was not stopped and must complete '${path}', to which '${by}' is to write.`, help);
}

function isSameFile(one: string, other: string): boolean {
  return placeOf(one) === placeOf(other);
}

/**
 * @param read the files that its rules come from
 * @throws Failure if two outputs of an application write to one file, or one to a file that is read, with its position
 */
export function refuseOneFile(files: readonly PlacedFile[], read: Iterable<string>): void {
  const paths = new Set<string>();
  for (const { path, at } of files) {
    const place = placeOf(path);
    inPlace(at, () => claimOutputs([path], read));
    // Each would write over what the other has written.
    if (paths.has(place)) inPlace(at, () => refuseFile(path));
    paths.add(place);
  }
}

/** @throws Failure if an output writes to a log that the same application follows: it would go on for ever. */
export function refuseFeedback(files: readonly PlacedFile[], inputs: Pick<ConfiguredInputs, 'follows'>): void {
  for (const { path, at } of files) if (inputs.follows(path)) inPlace(at, () => refuseReader(path));
}

function refuseReader(path: string): never {
  throw new Failure(ExitCode.usage, `'${path}' is followed by the rules that write to it.`, 'Write it elsewhere, or follow other files.');
}

function overlap(a: Claim, b: Claim): boolean {
  return a.text === b.text && (a.host === b.host || a.host === '' || b.host === '');
}

function claimsOf({ spec, outputs }: Claimant): Claim[] {
  return [
    { text: `keep their state in '${spec.folder}'` },
    ...spec.addresses.flatMap(({ text }) => socketOf(text)),
    ...(outputs?.files ?? []).map(({ path }) => ({ text: `write to '${placeOf(path)}'` })),
  ];
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
