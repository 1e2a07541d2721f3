/** Zones by their abbreviations, and where their names in the IANA database end. */

import { CLOSE_BRACKET, isCapital } from '../../values/ascii.ts';
import { HOUR } from '../../values/time-units.ts';
import { find, hasAt, isOfWord } from '../text.ts';

/** Hours east of Greenwich of names that mean one zone (RFC 5322, 4.3, and the IANA time zone database). */
const HOURS: Readonly<Record<string, number>> = {
  ...{ UTC: 0, GMT: 0, BST: 1, WET: 0, WEST: 1, CET: 1, CEST: 2, MET: 1, MEST: 2, EET: 2, EEST: 3, MSK: 3 },
  ...{ EST: -5, EDT: -4, MST: -7, MDT: -6, PST: -8, PDT: -7, AKST: -9, AKDT: -8 },
  ...{ HST: -10, NST: -3.5, NDT: -2.5, SAST: 2, SGT: 8, HKT: 8, JST: 9, KST: 9 },
  ...{ AWST: 8, ACST: 9.5, ACDT: 10.5, AEST: 10, AEDT: 11, NZST: 12, NZDT: 13 },
};
/** Several zones have these names, at least in one half of the year: they say no more than that local time is meant. */
const AMBIGUOUS: readonly string[] = ['CST', 'CDT', 'IST'];

/** `America/Argentina/ComodRivadavia`, in bytes. */
const LONGEST = 32;

interface NamedZone {
  /** Of the name, in bytes; 0 if there is none. */
  length: number;
  /** In microseconds east of Greenwich; NaN if the name is ambiguous. */
  offset: number;
}

const NONE: NamedZone = { length: 0, offset: Number.NaN };
const ZONES: ReadonlyMap<string, NamedZone> = new Map([
  ...Object.entries(HOURS).map(([name, hours]) => [name, { length: name.length, offset: hours * HOUR }] as const),
  ...AMBIGUOUS.map((name) => [name, { length: name.length, offset: Number.NaN }] as const),
]);

/** All names that {@link zoneAt} knows. */
export const ZONE_NAMES: readonly string[] = [...ZONES.keys()];
/** What most names of the IANA database begin with. */
export const ZONE_AREAS: readonly string[] =
  'Africa/ America/ Antarctica/ Arctic/ Asia/ Atlantic/ Australia/ Europe/ Indian/ Pacific/'.split(' ');

/** The zone named here, in capitals. */
export function zoneAt(bytes: Uint8Array, at: number, end: number): NamedZone {
  // Most words end here: no text is made of them.
  if (at + 3 > end || !isCapital(bytes[at]) || !isCapital(bytes[at + 1]) || !isCapital(bytes[at + 2])) return NONE;
  const next = at + 3 < end && isCapital(bytes[at + 3]) ? at + 4 : at + 3;
  if (next < end && isOfWord(bytes[next]!)) return NONE;
  return ZONES.get(String.fromCharCode(...bytes.subarray(at, next))) ?? NONE;
}

/**
 * The end of a name of the IANA database, `Europe/Paris`, that a bracket or nothing follows, as PHP writes it behind its stamps;
 * `start` if there is none.
 */
export function endOfZoneName(bytes: Uint8Array, start: number, end: number): number {
  if (!ZONE_AREAS.some((area) => hasAt(bytes, start, end, area))) return start;
  const close = find(bytes, CLOSE_BRACKET, start, Math.min(end, start + LONGEST));
  return close >= 0 ? close : end <= start + LONGEST ? end : start;
}
