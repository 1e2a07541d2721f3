/** The checkpoints of a live run: when one is due, what it holds, and what is kept for as long as one needs it. */

import type { Checkpoints } from '../state/checkpoint.ts';
import type { Clock } from '../state/clock.ts';
import { isFull } from '../state/disk.ts';
import type { Journal } from '../state/journal.ts';
import type { Pace } from './pace.ts';
import type { Programs } from './programs.ts';
import type { LiveRules } from './rules.ts';
import { meaningsIn, type SavedLive } from './saved.ts';

interface Saved {
  rules: LiveRules;
  checkpoints: Checkpoints<SavedLive>;
  programs: Programs;
  journal: Journal;
  clock: Clock;
  pace: Pace;
  /** Receives an error of a checkpoint in the background, except that the disk is full. */
  fail(error: unknown): void;
}

/** What a checkpoint needs to be resumed: its journal, its outboxes, and the programs it names. */
interface Kept extends Pick<SavedLive, 'segment' | 'outboxes'> {
  plans: readonly string[];
}

export class Saves {
  /** The programs named in the journal, by meaning, each with the last segment that names it. */
  private readonly named = new Map<string, number>();
  /** What the last checkpoint needs, kept while the next one is written to the other slot. */
  private older: Kept | undefined;
  private running: Promise<void> | undefined;
  private lastTaken: number;

  /** @param from the checkpoint that the run resumes from, if any */
  constructor(
    private readonly saved: Saved,
    from: SavedLive | undefined,
  ) {
    this.older = from && keptOf(from);
    this.lastTaken = saved.clock.elapsed();
  }

  /** The age of the last checkpoint in microseconds. */
  get age(): number {
    return Math.round((this.saved.clock.elapsed() - this.lastTaken) * 1000);
  }

  /** Keeps a program that a segment of the journal names. */
  keepProgram(meaning: string, segment: number): void {
    this.named.set(meaning, segment);
  }

  /** Begins a checkpoint in the background if one is due and none is in progress. */
  beginIfDue(): void {
    if (!this.running && this.isDue()) this.running = this.inBackground();
  }

  /** Resolves when no checkpoint is in progress. */
  async ended(): Promise<void> {
    await this.running;
  }

  /** @throws Error of the disk */
  async checkpoint(): Promise<void> {
    await this.save(this.take());
  }

  /** Writes the last checkpoint of a run. @throws Error of the disk */
  async close(): Promise<void> {
    await this.save({ ...this.take(), closed: true });
  }

  /** The whole current state. Must be called when no writes are pending. */
  take(): SavedLive {
    const { rules, journal, clock } = this.saved;
    this.lastTaken = clock.elapsed();
    journal.next();
    rules.applier.beginSegment();
    return rules.save(journal.segment);
  }

  /** Writes a checkpoint, then removes what neither checkpoint needs. Waits for the disk. @throws Error of the disk */
  async save(content: SavedLive): Promise<void> {
    const { rules, journal, checkpoints } = this.saved;
    await Promise.all([rules.sync(), journal.sync()]);
    await checkpoints.write(content);
    journal.trim(this.older?.segment ?? 0);
    rules.deliveries.trim(this.older?.outboxes ?? []);
    this.keepPrograms([rules.meaning, ...meaningsIn(content)], this.older);
    this.older = keptOf(content);
  }

  /** Writes a checkpoint to both slots. @throws Error of the disk */
  async saveTwice(content: SavedLive): Promise<void> {
    await this.save(content);
    await this.save(content);
  }

  private isDue(): boolean {
    const { pace, journal, clock, rules } = this.saved;
    if (journal.size === 0 && !rules.deliveries.isAhead) return false;
    return journal.size >= pace.segment || clock.elapsed() - this.lastTaken >= pace.checkpoint;
  }

  private async inBackground(): Promise<void> {
    try {
      await this.checkpoint();
    } catch (error) {
      // A full disk is tolerable: the older slot is good, and its journal is kept.
      if (!isFull(error)) this.saved.fail(error);
    } finally {
      this.running = undefined;
    }
  }

  /** Keeps the programs named by either checkpoint, or by the journal from the older one on. */
  private keepPrograms(newer: readonly string[], { plans, segment }: Pick<Kept, 'plans' | 'segment'> = { plans: [], segment: 0 }): void {
    for (const [meaning, last] of this.named) if (last < segment) this.named.delete(meaning);
    this.saved.programs.keep(new Set([...newer, ...plans, ...this.named.keys()]));
  }
}

function keptOf(content: SavedLive): Kept {
  const { segment, outboxes } = content;
  return { plans: meaningsIn(content), segment, outboxes };
}
