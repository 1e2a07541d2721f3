/** One window of one key: its content and, while its condition holds, its episode. */

import type { RecordLocation, Value } from '../record.ts';
import type { Subject } from './deadlines.ts';
import type { KeyValue } from './keys.ts';
import type { Subjective } from './scope.ts';
import type { Accumulator } from './summaries.ts';
import type { WindowContent } from './window-content.ts';

export interface Episode {
  id: string;
  begin: number;
  /** Over all records from the window at begin to the end. */
  totals: Accumulator[];
  places: RecordLocation[];
  count: number;
  peak: Value | undefined;
}

export class WindowState implements Subject, Subjective {
  due = Number.POSITIVE_INFINITY;
  queued = Number.POSITIVE_INFINITY;
  episode: Episode | undefined;
  /** Since when the condition of `open … for` or `close … for` has held at the ends of instants. */
  holdsSince: number | undefined;
  /** The instant at whose end the condition must be looked at; only with `for`. */
  lookAt: number | undefined;
  /** Of a window that only tells its end: its stretch of time. */
  begin = 0;
  /** Of a session: the instant of its first record. */
  sessionStart = 0;
  /** Summaries answer for the episode, not for the window. */
  tellingEpisode = false;
  capture: Subjective['captureAt'] = () => undefined;

  constructor(
    readonly rule: number,
    readonly opened: number,
    readonly id: string,
    readonly owned: readonly KeyValue[],
    readonly content: WindowContent,
    private readonly onDue: (state: WindowState, at: number) => void,
  ) {}

  fire(at: number): void {
    this.onDue(this, at);
  }

  captureAt(index: number) {
    return this.capture(index);
  }

  summaryAt(index: number): Value | undefined {
    if (this.tellingEpisode) return this.episode?.totals[index]?.result();
    return this.content.result(index);
  }

  keyAt(_key: number, part: number): Value | undefined {
    return this.owned[0]?.values[part];
  }

  get idle(): boolean {
    return this.content.empty && !this.episode && this.holdsSince === undefined && this.lookAt === undefined;
  }
}
