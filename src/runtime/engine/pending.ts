/** Records that wait for the watermark, in order of time; records of one time in order of arrival. */

import type { LogEvent } from './event.ts';
import { restoreEvent, type SavedEvent, saveEvent } from './saved.ts';

export class Pending {
  private events: LogEvent[] = [];
  private head = 0;

  get first(): LogEvent | undefined {
    return this.events[this.head];
  }

  /** Records come nearly in order, so the place is near the end. */
  add(event: LogEvent): void {
    let at = this.events.length;
    while (at > this.head && (this.events[at - 1] as LogEvent).time > event.time) at--;
    if (at === this.events.length) this.events.push(event);
    else this.events.splice(at, 0, event);
  }

  shift(): void {
    // Nearly always it is the only one, and a list that is cut to nothing lets go of its room.
    if (this.events.length === 1) {
      this.events.pop();
      return;
    }
    this.head++;
    if (this.head === this.events.length) {
      this.events.length = 0;
      this.head = 0;
    } else if (this.head > 1024 && this.head * 2 > this.events.length) {
      this.events = this.events.slice(this.head);
      this.head = 0;
    }
  }

  save(): SavedEvent[] {
    return this.events.slice(this.head).map(saveEvent);
  }

  restore(saved: readonly SavedEvent[]): void {
    this.events = saved.map(restoreEvent);
    this.head = 0;
  }
}
