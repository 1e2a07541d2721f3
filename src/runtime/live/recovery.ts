/** Restores a run as a crash, or a stop, has left it. */

import { dirname } from 'node:path';
import type { Checkpoints } from '../state/checkpoint.ts';
import type { Disk } from '../state/disk.ts';
import { endJournal, readSegments, segmentsIn } from '../state/journal.ts';
import { LiveRules, type RulesOptions } from './rules.ts';
import { isSavedLive, meaningsIn, type SavedLive } from './saved.ts';

/** Why a run cannot begin. */
export interface Refusal {
  message: string;
  /** What to do about it. */
  help: string;
}

interface Recovered {
  rules: LiveRules;
  /** The number of the next segment of the journal. */
  segment: number;
  /** The checkpoint that was restored; absent if there was none. */
  from?: SavedLive;
  /** Sentences that people should read. */
  notes: string[];
}

const OTHER_BUILD = 'Continue with that build, or start afresh with --from-start, which forgets what is open.';
const PUT_BACK =
  'If it was moved or compressed, put it back under its name. If it is lost, start once without it, or with another in its place.';
const FROM_START = 'Restore the folder from a copy, or start afresh with --from-start, which forgets what is open.';

/** Restores rules, using the program that they belong to. @throws Error of the disk. */
export async function recover(options: RulesOptions, checkpoints: Checkpoints<SavedLive>): Promise<Recovered | Refusal> {
  const { disk, folder, programs } = options;
  const segments = segmentsIn(disk, folder);
  const found = checkpoints.read(isSavedLive);
  if (found === 'damaged') return { message: `No checkpoint in '${folder}' is intact.`, help: FROM_START };
  if (found === 'other-format')
    return { message: `The state in '${folder}' was written by another build of the program, in another format.`, help: OTHER_BUILD };
  if (found === 'none') {
    if (segments.length > 0) return { message: `There is a journal in '${folder}', but no checkpoint.`, help: FROM_START };
    return closedUnlessRecovered(new LiveRules(options), async (rules) => {
      rules.begin();
      return { rules, segment: 0, notes: [] };
    });
  }
  const { content, damaged } = found;
  const plan = programs.get(content.plan);
  const missing: Refusal = {
    message: `The compiled rules that the state in '${folder}' belongs to are missing or damaged.`,
    help: `Start once with the rules that ran then. ${FROM_START}`,
  };
  if (!plan || meaningsIn(content).some((meaning) => !programs.get(meaning))) return missing;
  return closedUnlessRecovered(new LiveRules({ ...options, plan }), async (rules) => {
    const changed = rules.restore(content);
    if (changed !== undefined) {
      return {
        message: `'${changed}' is gone, shorter than it was, or changed at its end: it cannot be continued.`,
        help: dirname(changed) === folder ? FROM_START : `${PUT_BACK} ${FROM_START}`,
      };
    }
    const notes = damaged === undefined ? [] : [`${damaged} is damaged; the checkpoint before it is used.`];
    const applied = await applySegments(rules, disk, folder, content.segment);
    if (rules.isProgramMissing) return missing;
    if ('message' in applied) return applied;
    notes.push(...applied);
    return { rules, from: content, segment: Math.max(content.segment, ...segments.map((number) => number + 1)), notes };
  });
}

/** Another attempt may follow, or other applications go on: no file stays open where a run cannot begin. */
async function closedUnlessRecovered(
  rules: LiveRules,
  restore: (rules: LiveRules) => Promise<Recovered | Refusal>,
): Promise<Recovered | Refusal> {
  let found: Recovered | Refusal | undefined;
  try {
    found = await restore(rules);
    return found;
  } finally {
    if (!found || 'message' in found) rules.close();
  }
}

/** A frame is as it was written, and yet an entry in it cannot be read. */
function unknownIn(folder: string, error: unknown): Refusal {
  const what = error instanceof Error ? error.message : String(error);
  return {
    message: `The journal in '${folder}' has something that this version does not know: ${what}`,
    help: `It may come from a newer corr. ${OTHER_BUILD}`,
  };
}

/** Up to where the journal is torn or damaged. Writes no more once a program is missing, or an entry is unknown. */
async function applySegments(rules: LiveRules, disk: Disk, folder: string, from: number): Promise<string[] | Refusal> {
  const notes: string[] = [];
  for (const segment of readSegments(disk, folder, from)) {
    rules.applier.beginSegment();
    for (const frame of segment.frames) {
      try {
        rules.applier.apply(frame);
      } catch (error) {
        return unknownIn(folder, error);
      }
      if (rules.isProgramMissing) return notes;
      rules.flush();
    }
    if (segment.torn === 0) continue;
    const ignored = await endJournal(disk, folder, segment);
    notes.push(`The last ${ignored} bytes of the journal are incomplete or damaged, and were ignored.`);
    break;
  }
  rules.applier.beginSegment();
  return notes;
}
