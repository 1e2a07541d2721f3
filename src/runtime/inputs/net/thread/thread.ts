/** The entry point of a receiving thread. */

import { parentPort, workerData } from 'node:worker_threads';
import type { ListenAddress } from '../address.ts';
import { DatagramReceiver } from '../datagram-receiver.ts';
import { type Asked, ReceiverHost, type Told } from './receiver-host.ts';

const receiver = new DatagramReceiver(workerData as ListenAddress, (problem) => tell({ kind: 'problem', problem }));
const host = new ReceiverHost(receiver, tell);

parentPort?.on('message', (asked: Asked) => host.do(asked));
await host.listen();

/** Once there is nothing more to send, nothing must keep the thread alive. */
function tell(told: Told): void {
  parentPort?.postMessage(told, told.kind === 'messages' ? [told.messages.bytes.buffer, told.messages.numbers.buffer] : []);
  if (told.kind === 'closed' || (told.kind === 'listening' && told.problem)) parentPort?.close();
}
