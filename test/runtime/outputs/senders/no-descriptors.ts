/** Delivers to a command without any file descriptors left; prints the result. */

import { closeSync, openSync } from 'node:fs';
import { Command } from '../../../../src/runtime/outputs/senders/command.ts';
import { live, parcelOf } from './parcels.ts';

const descriptors: number[] = [];
try {
  for (;;) descriptors.push(openSync('/dev/null', 'r'));
} catch {
  // No descriptor is left.
}
const command = new Command({ argv: ['/bin/true'], env: new Map(), inherited: {}, timeout: 60_000 });
const delivery = await command.deliver(parcelOf(), live());
for (const descriptor of descriptors) closeSync(descriptor);
process.stdout.write(JSON.stringify(delivery));
