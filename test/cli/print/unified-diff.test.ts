import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../src/cli/print/unified-diff.ts';
import { applyEdits, type TextEdit } from '../../../src/dsl/edits.ts';
import { Source } from '../../../src/dsl/source.ts';
import { temporaryFolder } from '../../folder.ts';

const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', '\n', '\r'), { maxLength: 60 }).map((parts) => parts.join(''));

/** Non-overlapping edits of a text, in order. */
const edited = text.chain((before) => {
  const place = fc.nat({ max: before.length });
  return fc.array(fc.tuple(place, place, text), { maxLength: 4 }).map((list) => {
    const edits: TextEdit[] = [];
    const sorted = list
      .map(([a, b, written]) => ({ start: Math.min(a, b), end: Math.max(a, b), text: written }))
      .sort((a, b) => a.start - b.start);
    for (const edit of sorted) if (edit.start > (edits.at(-1)?.end ?? -1)) edits.push(edit);
    return { before, edits };
  });
});

describe('unified diff', () => {
  it('is what git apply needs to make the edits', () => {
    const cwd = temporaryFolder();
    const property = fc.property(edited, ({ before, edits }) => {
      const after = applyEdits(before, edits);
      const diff = unifiedDiff(new Source('text', before), edits);
      if (before === after && diff === '') return;
      writeFileSync(join(cwd, 'text'), before);
      execFileSync('git', ['apply', '-p0', '--unidiff-zero', '-'], { cwd, input: diff, stdio: ['pipe', 'ignore', 'pipe'] });
      expect(readFileSync(join(cwd, 'text'), 'utf8')).toBe(after);
    });
    fc.assert(property, { numRuns: 60 });
  });
});
