/** What no two applications of one process can both have. */

import { isProblem, type ListenAddress, parseListenAddress } from '../../runtime/inputs/net/address.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import type { ApplicationSpec } from './application-spec.ts';
import type { ConfiguredOutputs } from './outputs.ts';

export interface Claimant {
  spec: ApplicationSpec;
  outputs: ConfiguredOutputs | undefined;
}

/** @throws Failure that names both. */
export function refuseSharing(all: readonly Claimant[]): void {
  const taken = new Map<string, string>();
  for (const one of all) {
    const name = one.spec.name ?? '';
    for (const claim of new Set(claimsOf(one))) {
      const other = taken.get(claim);
      if (other !== undefined) throw new Failure(ExitCode.usage, `'${other}' and '${name}' both ${claim}.`, 'Each needs one of its own.');
      taken.set(claim, name);
    }
  }
}

function claimsOf({ spec, outputs }: Claimant): string[] {
  return [
    `keep their state in '${spec.folder}'`,
    ...spec.addresses.flatMap(({ text }) => socketOf(text)).map((socket) => `listen on ${socket}`),
    ...(outputs?.files ?? []).map(({ path }) => `write to '${path}'`),
  ];
}

/** TLS and RELP are TCP. What has no port yet is given one that is free; what is no address is told elsewhere. */
function socketOf(text: string): string[] {
  const address = parseListenAddress(text);
  if (isProblem(address)) return [];
  if (address.transport === 'unix') return [`unix://${address.path}`];
  return address.port === 0 ? [] : [`port ${address.port} of ${hostText(address)} (${address.transport === 'udp' ? 'UDP' : 'TCP'})`];
}

function hostText({ host }: ListenAddress): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}
