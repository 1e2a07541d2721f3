/** What is told when the machine's clock was set back. */

import { writeDuration } from '../values/duration.ts';
import { MINUTE, SECOND } from '../values/time-units.ts';

const MEANWHILE =
  'Until it has caught up, records stamped by it are late, and no deadline fires in silence; only a run that begins anew (corr serve --from-start) does not wait for that.';

/** @param micros by how much, as measured while the run went on; undefined if that is no more than a minute */
export function setBack(micros: number): string | undefined {
  return micros > MINUTE ? `The machine's clock was set back by ${roughly(micros)}. ${MEANWHILE}` : undefined;
}

/**
 * The same at a start. Only the newest time of the rules tells then, which was at most the skew beyond the clock when it was
 * read. Times are microseconds since 1970. Undefined if it may still be so.
 */
export function setBackBefore(newest: number, now: number, maxSkew: number): string | undefined {
  const behind = newest - now;
  return behind > maxSkew + MINUTE
    ? `The machine's clock is ${roughly(behind)} behind the newest time in the state: it was set back since. ${MEANWHILE}`
    : undefined;
}

function roughly(micros: number): string {
  return writeDuration(Math.round(micros / SECOND) * SECOND);
}
