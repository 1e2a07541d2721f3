/** The header of one syslog record, as offsets into its line: nothing is copied until it is asked for. */

import type { Priority } from './priority.ts';

export class SyslogHeader implements Priority {
  /** PRI; -1: the record has none. */
  value = -1;
  next = 0;
  padded = false;

  /** A field is missing where its end is not beyond its start. */
  hostStart = 0;
  hostEnd = 0;
  appStart = 0;
  appEnd = 0;
  pidStart = 0;
  pidEnd = 0;
  msgidStart = 0;
  msgidEnd = 0;
  /** Structured data with its brackets. */
  dataStart = 0;
  dataEnd = 0;
  messageStart = 0;
  /** Microseconds since 1970; NaN: no usable stamp. */
  time = Number.NaN;
  /** What follows the header is not of its format. */
  broken = false;

  reset(): void {
    this.value = -1;
    this.padded = false;
    this.hostEnd = this.appEnd = this.pidEnd = this.msgidEnd = this.dataEnd = 0;
    this.time = Number.NaN;
    this.broken = false;
  }
}
