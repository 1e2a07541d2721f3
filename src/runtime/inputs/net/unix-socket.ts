import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';

/** The maximum length of the path of a socket in bytes, unix(7) and unix(4) of the BSDs and macOS. A longer one would be cut, without an error. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

export function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) > LONGEST_PATH;
}

/** Removes a socket left by a process that no longer exists. Anything else at that path is kept. */
export async function removeStaleSocket(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSocket() && !(await isAnswered(path))) await unlink(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const answer = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => answer(true));
    // With any other error, such as missing permissions, it is not known to be stale.
    socket.once('error', (error: NodeJS.ErrnoException) => answer(error.code !== 'ECONNREFUSED'));
  });
}
