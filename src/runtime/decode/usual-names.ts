/** The names under which records with named fields have their time and message, unless their format defines them. */

export const TIME_NAMES: readonly string[] = ['time', 'timestamp', '@timestamp', 'ts', 't', 'datetime', 'date'];
/** Names of a date, a time of day and an optional zone in separate fields, as written by firewalls. */
export const DATE_NAME = 'date';
export const TIME_NAME = 'time';
export const ZONE_NAMES = ['tz', 'timezone'] as const;
export const MESSAGE_NAMES: readonly string[] = ['message', 'msg'];

/** How named members are written, and the paths of time and message among them, the preferred first. */
export interface MemberNames {
  form: 'json' | 'logfmt';
  time: readonly (readonly string[])[];
  message: readonly (readonly string[])[];
  /** Members with the zone of a time that has none of its own; absent if zones are only in times. */
  zone?: readonly string[];
  /** The members from which a field is read verbatim; undefined if it is not that simple. */
  membersOf: (path: readonly string[]) => readonly string[] | undefined;
}
