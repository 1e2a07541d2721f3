/** Paths of `file:` URIs, in the notation of imports: with slashes, and the letter of a drive in upper case. */

import { fileURLToPath } from 'node:url';

const WINDOWS = process.platform === 'win32';

/** @param windows whether the path is one of Windows; by default as the system. @throws TypeError if the URI has no path */
export function pathOfUri(uri: string, windows = WINDOWS): string {
  return slashed(fileURLToPath(uri, { windows }), windows);
}

/** A path of the system in the same notation. Only on Windows a backslash separates names: elsewhere it is part of one. */
export function slashed(path: string, windows = WINDOWS): string {
  return windows ? path.replaceAll('\\', '/').replace(/^[a-z](?=:)/, (drive) => drive.toUpperCase()) : path;
}
