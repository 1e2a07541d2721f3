/** The content of a checkpoint. Only the writer of each part knows its structure; the checksum ensures that it is as written. */

import validate from '../../../schema/checkpoint.schema.json?validate';
import type { Version } from '../engine/transaction/rule-versions.ts';
import type { SavedDelivery } from './deliveries.ts';
import type { SavedOutputs } from './outputs.ts';
import type { SavedCounts } from './period-counts.ts';
import type { SavedSource } from './source.ts';

export interface SavedLive {
  version: 1;
  /** The meaning of the program that wrote it. */
  plan: string;
  /** The first segment of the journal after it. */
  segment: number;
  intake: unknown;
  totals: unknown;
  /** By hour and by day, what is not yet reported. */
  counts?: SavedCounts;
  sources: SavedSource[];
  /** The logs that are followed of which nothing was read, each with the time since when. */
  awaited?: [source: string, since: number][];
  outputs: SavedOutputs;
  outboxes: SavedDelivery[];
  /** Former versions of rules that still have something open. */
  versions?: SavedVersion[];
  /** Whether the run has ended with it: what is in a file beyond its mark was written by others. */
  closed?: boolean;
}

interface SavedVersion extends Pick<Version, 'rule' | 'state'> {
  /** The meaning of the program it belongs to. */
  plan: string;
}

export function isSavedLive(content: unknown): content is SavedLive {
  return validate(content) === true;
}

/** The meanings of the programs it belongs to. */
export function meaningsIn({ plan, versions = [] }: Pick<SavedLive, 'plan' | 'versions'>): string[] {
  return [plan, ...versions.map((version) => version.plan)];
}
