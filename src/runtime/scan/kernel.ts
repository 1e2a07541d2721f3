/** How lines are written: with a header of syslog, or with members that have names, as JSON or as logfmt. */
export type LineForm = 'header' | 'json' | 'logfmt';

/** A machine that passes over lines that cannot be records. What it works on lies as `layout.ts` says. */
export interface Kernel {
  readonly memory: ArrayBuffer;
  /**
   * Passes over lines from the start of one on; answers where the first line begins that may be a record, that is not
   * as most lines are, or that does not end before `end`.
   */
  scan(start: number, end: number): number;
}
