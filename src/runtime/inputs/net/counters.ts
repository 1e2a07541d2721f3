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
