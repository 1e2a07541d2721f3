/**
 * The seed of every property test: it is fixed, so that a failure is caused by a change of the code and not by other
 * inputs. `CORR_PROPERTY_SEED=random` explores new inputs, and a number reproduces a failure.
 */

import fc from 'fast-check';

const FIXED = 20260301;
const asked = process.env.CORR_PROPERTY_SEED;

if (asked !== 'random') fc.configureGlobal({ seed: asked === undefined ? FIXED : Number(asked) });
