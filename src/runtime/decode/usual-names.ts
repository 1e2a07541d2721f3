/** Where records whose fields have names keep their time and message, unless their format says so itself. */

export const TIME_NAMES: readonly string[] = ['time', 'timestamp', '@timestamp', 'ts', 't', 'datetime', 'date'];
/** Where a date, a time of day and perhaps an offset stand apart, as firewalls write them. */
export const TIME_PARTS = ['date', 'time', 'tz'] as const;
export const MESSAGE_NAMES: readonly string[] = ['message', 'msg'];

/** How members with names are written, and where time and message are among them: paths, the best first. */
export interface MemberNames {
  form: 'json' | 'logfmt';
  time: readonly (readonly string[])[];
  message: readonly (readonly string[])[];
  /** The members that a field is read from, each as it stands; undefined: it is not so simple. */
  membersOf: (path: readonly string[]) => readonly string[] | undefined;
}
