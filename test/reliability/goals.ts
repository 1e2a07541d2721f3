/** All goals, in their order. */

import type { Goal } from './goal.ts';
import { conformance } from './goals/conformance.ts';
import { injection } from './goals/injection.ts';
import { timeBound } from './goals/time-bound.ts';

export const GOALS: readonly Goal[] = [conformance, timeBound, injection];
