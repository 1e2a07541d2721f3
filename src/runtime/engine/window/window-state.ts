/** One window of one key: its content and, while its condition holds, its episode. */

import type { SummaryPlan } from '../../../dsl/plan.ts';
import type { Match, RecordLocation, Value } from '../../record.ts';
import { restoreValue, type SavedValue, saveValue } from '../../values/saved.ts';
import type { Subject } from '../deadlines.ts';
import { type KeyValue, ownedBy } from '../key-value.ts';
import type { LruNode } from '../lru-list.ts';
import { type SavedKeyValue, saveKeyValue } from '../saved.ts';
import type { ScopeSubject } from '../scope.ts';
import { type Accumulator, createAccumulator } from '../summaries/summaries.ts';
import type { WindowContent } from './content.ts';

export interface Episode {
  id: string;
  begin: number;
  /** Accumulators over all records from the window at the begin to the end of the episode. */
  totals: Accumulator[];
  places: RecordLocation[];
  count: number;
  peak: Value | undefined;
}

/** A window as plain JSON. */
export interface SavedWindow {
  opened: number;
  value: SavedKeyValue;
  begin: number;
  sessionStart: number;
  holdsSince: number | null;
  lookAt: number | null;
  content: unknown;
  episode: (Pick<Episode, 'id' | 'begin' | 'places' | 'count'> & { totals: unknown[]; peak: SavedValue }) | null;
}

export class WindowState implements Subject, ScopeSubject, LruNode<WindowState> {
  due = Number.POSITIVE_INFINITY;
  place = -1;
  slot = -1;
  older: WindowState | undefined;
  newer: WindowState | undefined;
  episode: Episode | undefined;
  /** Since when the condition of `open … for` or `close … for` has held at the ends of instants. */
  holdsSince: number | undefined;
  /** The instant at whose end the condition must be evaluated; only with `for`. */
  lookAt: number | undefined;
  /** When it begins: by the clock for a tumbling window, with the first record for a session. */
  begin = 0;
  /** The instant of the first record of a session. */
  sessionStart = 0;
  /** Whether summaries refer to the episode rather than the window. */
  reportedEpisode = false;
  /** The record that `fire on R as x` has in hand. */
  capture: { index: number; match: Match } | undefined;

  constructor(
    readonly rule: number,
    readonly opened: number,
    readonly id: string,
    readonly value: KeyValue,
    readonly content: WindowContent,
    private readonly onDue: (state: WindowState, at: number) => void,
  ) {}

  fire(at: number): void {
    this.onDue(this, at);
  }

  get owned(): readonly KeyValue[] {
    return ownedBy(this.value);
  }

  get lookbackKey(): string {
    return this.value.id;
  }

  captureAt(index: number): Match | undefined {
    return this.capture?.index === index ? this.capture.match : undefined;
  }

  summaryAt(index: number): Value | undefined {
    return this.reportedEpisode ? this.episode?.totals[index]?.result() : this.content.result(index);
  }

  /** Whether it holds nothing, so that it need not be kept. */
  get idle(): boolean {
    return this.content.count === 0 && !this.episode && this.holdsSince === undefined && this.lookAt === undefined;
  }

  save(): SavedWindow {
    const { opened, value, begin, sessionStart, holdsSince = null, lookAt = null, episode } = this;
    return {
      opened,
      begin,
      sessionStart,
      holdsSince,
      lookAt,
      value: saveKeyValue(value),
      content: this.content.save(),
      episode: episode
        ? { ...episode, places: [...episode.places], totals: episode.totals.map((total) => total.save()), peak: saveValue(episode.peak) }
        : null,
    };
  }

  restore({ begin, sessionStart, holdsSince, lookAt, content, episode }: SavedWindow, plans: readonly SummaryPlan[]): void {
    this.begin = begin;
    this.sessionStart = sessionStart;
    this.holdsSince = holdsSince ?? undefined;
    this.lookAt = lookAt ?? undefined;
    this.content.restore(content);
    if (!episode) return;
    const totals = plans.map(createAccumulator);
    for (const [i, total] of totals.entries()) total.restore(episode.totals[i]);
    this.episode = { ...episode, totals, peak: restoreValue(episode.peak) };
  }
}
