/** Receives while hardly a file may be opened; tells where, and in the end what was counted. */

import { receiving } from './receiving.ts';

const PEERS = 100;

const { receiver, warnings, until } = await receiving('tcp://127.0.0.1:0');
process.stdout.write(`${JSON.stringify({ address: receiver.address, warnings })}\n`);
await until(({ connections, turnedAway, received }) => connections + turnedAway === PEERS && received === connections);
await receiver.close();
process.stdout.write(`${JSON.stringify(receiver.counters())}\n`);
process.exit();
