/** Edits as a unified diff for `patch` and `git apply`. No lines are compared: the edits determine what changes. */

import { applyEdits, type TextEdit } from '../../dsl/edits.ts';
import { Source } from '../../dsl/source.ts';

/** The number of unchanged lines shown before and after a change. */
const CONTEXT = 3;

/** Whole lines that are replaced; counted from 0, the end exclusive. */
interface Change {
  from: number;
  to: number;
  edits: TextEdit[];
}

/** Empty if nothing changes. Each line of the result ends with a line feed. */
export function unifiedDiff(source: Source, edits: readonly TextEdit[]): string {
  // For `patch` and git a line ends with a line feed alone.
  const lines = new Source(source.path, source.text.replaceAll('\r', ' '));
  const old = linesOf(source.text);
  const changes = changesOf(source.text, lines, edits);
  if (changes.length === 0) return '';
  let shift = 0;
  const hunks = hunksOf(changes, old.length).map((hunk) => {
    const text = hunkText(hunk, lines, old, shift);
    shift += text.grown;
    return text.told.join('');
  });
  return `--- ${source.path}\n+++ ${source.path}\n${hunks.join('')}`;
}

/** The changes made by edits, in order; edits on the same or adjacent lines are one change. */
function changesOf(text: string, lines: Source, edits: readonly TextEdit[]): Change[] {
  const changes: Change[] = [];
  for (const edit of edits) {
    const narrow = narrowed(text, edit);
    if (narrow.start === narrow.end && narrow.text === '') continue;
    const from = lines.positionOf(narrow.start).line - 1;
    const to = lines.positionOf(narrow.end).line;
    const last = changes[changes.length - 1];
    if (last && from <= last.to) {
      last.to = Math.max(last.to, to);
      last.edits.push(narrow);
    } else changes.push({ from, to, edits: [narrow] });
  }
  return changes;
}

/** The edit without its unchanged beginning and end. */
function narrowed(text: string, { start, end, text: written }: TextEdit): TextEdit {
  let from = 0;
  while (start + from < end && from < written.length && text[start + from] === written[from]) from++;
  let behind = 0;
  while (end - behind > start + from && written.length - behind > from && text[end - behind - 1] === written[written.length - behind - 1])
    behind++;
  return { start: start + from, end: end - behind, text: written.slice(from, written.length - behind) };
}

/** Groups changes that are near enough to share a hunk. */
function hunksOf(changes: readonly Change[], lineCount: number): { from: number; to: number; changes: Change[] }[] {
  const hunks: { from: number; to: number; changes: Change[] }[] = [];
  for (const change of changes) {
    const from = Math.max(0, change.from - CONTEXT);
    const to = Math.min(lineCount, change.to + CONTEXT);
    const last = hunks[hunks.length - 1];
    if (last && from <= last.to) {
      last.to = to;
      last.changes.push(change);
    } else hunks.push({ from, to, changes: [change] });
  }
  return hunks;
}

function hunkText(hunk: { from: number; to: number; changes: Change[] }, lines: Source, old: readonly string[], shift: number) {
  const told: string[] = [];
  let at = hunk.from;
  let grown = 0;
  const add = (sign: string, list: readonly string[]) => {
    for (const line of list) told.push(line.endsWith('\n') ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`);
  };
  for (const { from, to, edits } of hunk.changes) {
    const removed = old.slice(from, to);
    const start = lines.offsetOf(from + 1, 1);
    const moved = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    const written = linesOf(applyEdits(removed.join(''), moved));
    add(' ', old.slice(at, from));
    add('-', removed);
    add('+', written);
    at = Math.min(to, old.length);
    grown += written.length - removed.length;
  }
  add(' ', old.slice(at, hunk.to));
  const count = hunk.to - hunk.from;
  told.unshift(`@@ -${range(hunk.from, count)} +${range(hunk.from + shift, count + grown)} @@\n`);
  return { told, grown };
}

/** The range of a hunk; an empty one names the line before it. */
function range(from: number, count: number): string {
  return `${count === 0 ? from : from + 1},${count}`;
}

/** Lines with their line ends; none for an empty text. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
