/** Records that wait for the watermark, in order of time; records of one time in order of arrival. */

import type { LogEvent } from './event.ts';
import { restoreEvent, type SavedEvent, saveEvent } from './saved.ts';
import { Timeline } from './timeline.ts';

export class Pending {
  /** Nearly always it is the only one: there are no others then. */
  private only: LogEvent | undefined;
  private readonly events = Timeline.of<LogEvent>();

  get first(): LogEvent | undefined {
    return this.only ?? this.events.first;
  }

  add(event: LogEvent): void {
    const { only, events } = this;
    if (!only && events.size === 0) {
      this.only = event;
      return;
    }
    if (only) events.add(only.time, only);
    this.only = undefined;
    events.add(event.time, event);
  }

  shift(): void {
    if (this.only) this.only = undefined;
    else this.events.shift();
  }

  save(): SavedEvent[] {
    const events = this.only ? [this.only] : Array.from(this.events.entries(), ([, event]) => event);
    return events.map(saveEvent);
  }

  restore(saved: readonly SavedEvent[]): void {
    for (const event of saved) this.add(restoreEvent(event));
  }
}
