/** Standard input as chunks of bytes. */

import { fstatSync, readSync } from 'node:fs';
import { stdin } from 'node:process';

/** @throws Error of the file system for what cannot be read, such as a folder: Node's stream would just be empty. */
export async function* standardInput(): AsyncGenerator<Uint8Array> {
  if (fstatSync(stdin.fd).isDirectory()) readSync(stdin.fd, Buffer.alloc(1));
  yield* stdin;
}
