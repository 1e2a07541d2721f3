/** Receives with hardly any file descriptors left; prints its addresses, and finally its counters. */

import { closeSync, openSync } from 'node:fs';
import { sumOf } from '../../../../src/runtime/inputs/net/receiver.ts';
import { until } from '../../../until.ts';
import { receiving } from './receiving.ts';

const PEERS = 100;

const [one, other] = [await receiving('tcp://127.0.0.1:0'), await receiving('tcp://127.0.0.1:0')];
const counted = () => sumOf(one.receiver.counters(), other.receiver.counters());
const addresses = [one, other].map(({ receiver }) => receiver.address);
process.stdout.write(`${JSON.stringify({ addresses, warnings: [...one.warnings, ...other.warnings] })}\n`);
await until(() => {
  const { connections, turnedAway, received } = counted();
  return connections + turnedAway === PEERS && received === connections;
});
// The reserved descriptors are available.
for (const file of Array.from({ length: 10 }, () => openSync('/dev/null', 'r'))) closeSync(file);
await Promise.all([one, other].map(({ receiver }) => receiver.close()));
process.stdout.write(`${JSON.stringify(counted())}\n`);
process.exit();
