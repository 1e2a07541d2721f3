/** The form of lines: with a syslog header, with named members, as JSON or as logfmt, or with that of a template, which any text has. */
export const LINE_FORMS = ['header', 'json', 'logfmt', 'template'] as const;
export type LineForm = (typeof LINE_FORMS)[number];

/** Skips lines that cannot be records. Its memory is laid out as in `layout.ts`. */
export interface Kernel {
  readonly memory: ArrayBuffer;
  /**
   * Skips lines from the start of one on; returns the start of the first line that may be a record, is in unusual
   * notation, or does not end before `end`.
   */
  scan(start: number, end: number): number;
}
