/** Where records whose fields have names keep their time and message, unless their format says so itself. */

export const TIME_NAMES: readonly string[] = ['time', 'timestamp', '@timestamp', 'ts', 't'];
export const MESSAGE_NAMES: readonly string[] = ['message', 'msg'];

/** Where records whose members have names have their time and message: paths, the best first. */
export interface MemberNames {
  time: readonly string[][];
  message: readonly string[][];
  /** The members that a field of this name may be read from as they stand; undefined: from others, too. Absent: from its own. */
  membersOf?: (field: string) => readonly string[] | undefined;
}
