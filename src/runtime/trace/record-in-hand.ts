import type { LogEvent } from '../engine/event.ts';

/** The record that is being delivered, and the rules of which it has reached nothing. */
export class RecordInHand {
  private event: LogEvent | undefined;
  private readonly missed = new Set<string>();

  begin(event: LogEvent): void {
    this.event = event;
    this.missed.clear();
  }

  end(): void {
    this.event = undefined;
  }

  /** When it was written, in microseconds since 1970; undefined while time passes. */
  get time(): number | undefined {
    return this.event?.time;
  }

  /** Notes that a record has reached nothing of a rule; returns false if it is another, which this one has freed. */
  miss(rule: string, { matches }: LogEvent): boolean {
    const isThis = this.event?.matches.some((match) => matches.includes(match)) ?? false;
    if (isThis) this.missed.add(rule);
    return isThis;
  }

  /** Also known once it has been delivered, until the next one is. */
  hasMissed(rule: string): boolean {
    return this.missed.has(rule);
  }
}
