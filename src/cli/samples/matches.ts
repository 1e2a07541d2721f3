/**
 * Counts how many lines of the sample logs next to a rule file each record matches; editors show them above the record.
 */

import { basename, dirname, join } from 'node:path';
import type { Plan } from '../../dsl/plan.ts';
import { stateOf } from '../../library/cached-texts.ts';
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

interface Sample {
  path: string;
  state: string;
}

/** The first logs of a folder that are small enough. */
function sampleLogs(path: string): Sample[] {
  for (const folder of FOLDERS.map((name) => join(dirname(path), name))) {
    const logs = readableEntries(folder).filter(({ name }) => LOG.test(name));
    let left = MOST_BYTES;
    const small = logs.flatMap(({ name }): Sample[] => {
      const log = join(folder, name);
      const stats = statsOf(log);
      if (!stats?.isFile() || stats.size > left || isJournal(headOf(log))) return [];
      left -= stats.size;
      return [{ path: log, state: stateOf(stats) }];
    });
    if (small.length > 0) return small;
  }
  return [];
}

interface Counted {
  /** The samples at that time. */
  state: string;
  matches: Promise<SampleMatches | undefined>;
}

/** Cached until an edit creates a new plan, or the samples change. */
const known = new WeakMap<Plan, Counted>();

export function sampleMatches(path: string, plan: Plan): Promise<SampleMatches | undefined> {
  const logs = sampleLogs(path);
  const state = JSON.stringify(logs);
  const before = known.get(plan);
  if (before?.state === state) return before.matches;
  const matches = countMatches(
    plan,
    logs.map((log) => log.path),
  );
  known.set(plan, { state, matches });
  return matches;
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
