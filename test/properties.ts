/**
 * The seed of every property test: a change is judged on inputs that the last one was judged on, so that what fails is
 * the change. `CORR_PROPERTY_SEED=random` goes where nobody has been, and a number back to where something was found.
 */

import fc from 'fast-check';

const FIXED = 20260301;
const asked = process.env.CORR_PROPERTY_SEED;

if (asked !== 'random') fc.configureGlobal({ seed: asked === undefined ? FIXED : Number(asked) });
