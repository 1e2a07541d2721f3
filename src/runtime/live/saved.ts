/** What a checkpoint holds. Only those who wrote a part know what is in it: the checksum proves that it is as they wrote it. */

import validate from '../../../schema/checkpoint.schema.json?validate';
import type { Version } from '../engine/succession.ts';
import type { SavedDelivery } from './deliveries.ts';
import type { SavedOutputs } from './outputs.ts';
import type { SavedCounts } from './period-counts.ts';
import type { SavedSource } from './source.ts';

export interface SavedLive {
  version: 1;
  /** The meaning of the program that wrote it. */
  plan: string;
  /** The first segment of the journal behind it. */
  segment: number;
  intake: unknown;
  totals: unknown;
  /** By hour and by day, what is not told yet. */
  counts?: SavedCounts;
  sources: SavedSource[];
  outputs: SavedOutputs;
  outboxes: SavedDelivery[];
  /** Rules as they were, of which something is open still. */
  versions?: SavedVersion[];
}

export interface SavedVersion extends Pick<Version, 'rule' | 'state'> {
  /** The meaning of the program that it is of. */
  plan: string;
}

export function isSavedLive(content: unknown): content is SavedLive {
  return validate(content) === true;
}

/** The programs that it is of. */
export function meaningsIn({ plan, versions = [] }: Pick<SavedLive, 'plan' | 'versions'>): string[] {
  return [plan, ...versions.map((version) => version.plan)];
}
