import type { ReceiverCounters } from './receiver.ts';

export function noneCounted(): ReceiverCounters {
  return {
    received: 0,
    blank: 0,
    refused: 0,
    bytes: 0,
    frameErrors: 0,
    truncated: 0,
    incomplete: 0,
    kernelDrops: 0,
    open: 0,
    connections: 0,
    turnedAway: 0,
    broken: 0,
  };
}

/** The sum of two sets of counters. */
export function sumOf(before: Readonly<ReceiverCounters>, after: Readonly<ReceiverCounters>): ReceiverCounters {
  const sum = { ...before };
  for (const name of Object.keys(after) as (keyof ReceiverCounters)[]) sum[name] += after[name];
  return sum;
}
