/** All goals, in their order. */

import type { Goal } from './goal.ts';
import { badInput } from './goals/bad-input.ts';
import { conformance } from './goals/conformance.ts';
import { crashFiles } from './goals/crash-files.ts';
import { crashNetwork } from './goals/crash-network.ts';
import { crashRelp } from './goals/crash-relp.ts';
import { datagrams } from './goals/datagrams.ts';
import { faults } from './goals/faults.ts';
import { injection } from './goals/injection.ts';
import { loadHeld } from './goals/load-held.ts';
import { memoryBound } from './goals/memory-bound.ts';
import { oracle } from './goals/oracle.ts';
import { supplyChain } from './goals/supply-chain.ts';
import { timeBound } from './goals/time-bound.ts';

export const GOALS: readonly Goal[] = [
  crashFiles,
  crashNetwork,
  crashRelp,
  loadHeld,
  datagrams,
  conformance,
  badInput,
  oracle,
  timeBound,
  memoryBound,
  injection,
  faults,
  supplyChain,
];
