/** The parts of Node's buffers that the runtime needs, in a browser. */

import { Buffer } from 'buffer/index.js';

export { Buffer };

const strict = new TextDecoder('utf-8', { fatal: true });

/** As in `node:buffer`. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
