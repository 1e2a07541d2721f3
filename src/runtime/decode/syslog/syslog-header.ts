/** The header of a syslog record, as offsets into its line: nothing is copied until it is asked for. */

import type { Priority } from './priority.ts';

export class SyslogHeader implements Priority {
  /** PRI; -1 if the record has none. */
  value = -1;
  next = 0;
  padded = false;

  /** A field is missing if its end is not greater than its start. */
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
  /** Microseconds since 1970; NaN if there is no usable stamp. */
  time = Number.NaN;
  /** Whether what follows the header does not have its format. */
  broken = false;

  reset(): void {
    this.value = -1;
    this.padded = false;
    this.hostEnd = this.appEnd = this.pidEnd = this.msgidEnd = this.dataEnd = 0;
    this.time = Number.NaN;
    this.broken = false;
  }
}
