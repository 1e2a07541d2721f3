/** Datagrams discarded by the kernel, as Linux reports in `/proc/net/udp` and `/proc/net/udp6`. */

import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { addressBits } from '../../../addresses.ts';

/** How many were discarded for the socket with this canonical address since it was bound; undefined if unknown. */
export function kernelDrops(address: string, port: number): number | undefined {
  const local = `${hexAddress(address)}:${hex(port, 4)}`;
  try {
    const table = readFileSync(address.includes(':') ? '/proc/net/udp6' : '/proc/net/udp', 'latin1');
    // `sl local_address rem_address st … drops`
    const row = table.split('\n').find((line) => line.trimStart().split(' ', 2)[1] === local);
    return row === undefined ? undefined : Number(row.trim().split(/\s+/).at(-1));
  } catch {
    return undefined;
  }
}

/** Words of 32 bits in the byte order of this machine: on most, `0100007F` is 127.0.0.1. */
function hexAddress(address: string): string {
  const bytes = addressBits(address).flatMap((bits) => [bits >> 8, bits & 255]);
  const words: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.slice(at, at + 4);
    words.push((endianness() === 'LE' ? word.reverse() : word).map((byte) => hex(byte, 2)).join(''));
  }
  return words.join('');
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
