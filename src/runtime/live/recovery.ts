/** Back to where a crash, or a stop, has left off. */

import type { Checkpoints } from '../state/checkpoint.ts';
import type { Disk } from '../state/disk.ts';
import { readSegments, segmentsIn } from '../state/journal.ts';
import type { LiveRules } from './rules.ts';
import { isSavedLive, type SavedLive } from './saved.ts';

/** Why a run does not begin. */
export interface Refusal {
  message: string;
  /** The next step. */
  help: string;
}

export interface Recovered {
  /** The number of the segment of the journal that comes next. */
  segment: number;
  /** The checkpoint that was taken; absent: there was nothing. */
  from?: SavedLive;
  /** What people should know, in sentences. */
  notes: string[];
}

const FROM_START = 'Put a copy of the folder in its place, or begin anew with --from-start: what is open is then forgotten.';

/** Brings rules that have seen nothing to where they were. */
export async function recover(
  rules: LiveRules,
  checkpoints: Checkpoints<SavedLive>,
  disk: Disk,
  folder: string,
): Promise<Recovered | Refusal> {
  const segments = segmentsIn(disk, folder);
  const found = checkpoints.read(isSavedLive);
  if (found === 'damaged') return { message: `No checkpoint in '${folder}' is whole.`, help: FROM_START };
  if (found === 'none') {
    if (segments.length > 0) return { message: `There is a journal in '${folder}', but no checkpoint.`, help: FROM_START };
    rules.begin();
    return { segment: 0, notes: [] };
  }
  const { content, damaged } = found;
  const notes = damaged === undefined ? [] : [`${damaged} is damaged; the checkpoint before it was taken.`];
  const changed = rules.restore(content);
  if (changed !== undefined) {
    return { message: `'${changed}' is shorter than it was, or its end was changed: it cannot be gone on with.`, help: FROM_START };
  }
  rules.begin();
  notes.push(...applySegments(rules, disk, folder, content.segment));
  const segment = Math.max(content.segment, ...segments.map((number) => number + 1));
  return { segment, from: content, notes };
}

function applySegments(rules: LiveRules, disk: Disk, folder: string, from: number): string[] {
  const notes: string[] = [];
  for (const segment of readSegments(disk, folder, from)) {
    rules.applier.beginSegment();
    for (const frame of segment.frames) {
      rules.applier.apply(frame);
      rules.flush();
    }
    if (segment.torn > 0) notes.push(`The last ${segment.torn} bytes of the journal were cut off in the middle, and are left out.`);
  }
  rules.applier.beginSegment();
  return notes;
}
