/** The path of a server's control socket. */

import { join, resolve } from 'node:path';
import { usageError } from '../exit-code.ts';

const NAME = 'control';

export interface PlaceOptions {
  state?: string;
  control?: string;
  /** If one server runs several applications. */
  application?: string;
}

/** Undefined if there is none. */
export function controlPath(control: string | undefined, folder: string): string | undefined {
  if (control === 'off') return undefined;
  return control === undefined ? join(folder, NAME) : resolve(control);
}

/**
 * The socket of the server to ask. Options that are not given are taken from the configuration of `serve`.
 * @throws Failure if nothing specifies it
 */
export function askedPath({ state, control, application = '' }: PlaceOptions): string {
  const path = state === undefined && control === undefined ? undefined : controlPath(control, resolve(state ?? '', application));
  if (path !== undefined) return path;
  if (control === 'off') throw usageError('The server has no control socket: its --control is off.', 'Start it without --control off.');
  throw usageError('No server was named.', "Name its folder: --state /var/lib/corr; or set 'state' of 'serve' in corr.config.yaml.");
}
