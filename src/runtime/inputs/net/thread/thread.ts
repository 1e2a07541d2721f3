/** The entry point of a receiving thread. */

import { parentPort, workerData } from 'node:worker_threads';
import type { ListenAddress } from '../address.ts';
import { DatagramReceiver } from '../datagram-receiver.ts';
import { type Command, ReceiverHost, type ThreadEvent } from './receiver-host.ts';

const receiver = new DatagramReceiver(workerData as ListenAddress, (problem) => send({ kind: 'problem', problem }));
const host = new ReceiverHost(receiver, send);

parentPort?.on('message', (command: Command) => host.execute(command));
await host.listen();

/** Once there is nothing more to send, nothing must keep the thread alive. */
function send(event: ThreadEvent): void {
  parentPort?.postMessage(event, event.kind === 'messages' ? [event.messages.bytes.buffer, event.messages.numbers.buffer] : []);
  if (event.kind === 'closed' || (event.kind === 'listening' && event.problem)) parentPort?.close();
}
