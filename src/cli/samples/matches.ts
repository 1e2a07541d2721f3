/**
 * Counts how many lines of the sample logs next to a rule file each record matches; editors show them above the record.
 */

import { basename, dirname, join } from 'node:path';
import type { Plan } from '../../dsl/plan.ts';
import { readableEntries, statsOf } from '../../library/disk-reader.ts';
import type { SampleMatches } from '../../lsp/documents.ts';
import { Pipeline } from '../../runtime/pipeline.ts';
import { isJournal } from '../../runtime/state/frame-splitter.ts';
import { headOf } from '../file-head.ts';
import { openLogs } from '../run/inputs.ts';

const LOG = /\.(?:log|jsonl|ndjson)$/;
/** The maximum total size of the samples in bytes: an editor waits for the answer. */
const MOST_BYTES = 1024 * 1024;

/** Next to the rules, as in the examples, or where `corr init` puts them. */
const FOLDERS = ['.', 'samples', '../samples'];

/** The first logs of a folder that are small enough. */
function sampleLogs(path: string): string[] {
  for (const folder of FOLDERS.map((name) => join(dirname(path), name))) {
    const logs = readableEntries(folder).filter(({ name }) => LOG.test(name));
    let left = MOST_BYTES;
    const small = logs
      .map(({ name }) => join(folder, name))
      .filter((log) => {
        const stats = statsOf(log);
        return stats?.isFile() && !isJournal(headOf(log)) && (left -= stats.size) >= 0;
      });
    if (small.length > 0) return small;
  }
  return [];
}

/** Cached as long as the plan: an edit creates a new one. */
const known = new WeakMap<Plan, Promise<SampleMatches | undefined>>();

export function sampleMatches(path: string, plan: Plan): Promise<SampleMatches | undefined> {
  const counted = known.get(plan) ?? countMatches(plan, sampleLogs(path));
  known.set(plan, counted);
  return counted;
}

async function countMatches(plan: Plan, logs: readonly string[]): Promise<SampleMatches | undefined> {
  if (logs.length === 0) return undefined;
  const counts = new Map(plan.records.map(({ name }) => [name, 0]));
  const { cursors } = await openLogs(logs, plan.formats, { zone: 'UTC', maxLine: '64KiB' }, () => {});
  const pipeline = new Pipeline(plan, {
    onOutcome: () => {},
    onRecord: (_, matches) => {
      for (const { record } of matches) {
        const name = plan.records[record]?.name ?? '';
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    },
  });
  await pipeline.run(cursors);
  const [only] = logs;
  return { where: only !== undefined && logs.length === 1 ? basename(only) : `${logs.length} sample logs`, counts };
}
