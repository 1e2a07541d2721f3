import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTail } from '../../../../src/runtime/inputs/follow/tail.ts';

describe.runIf(existsSync('/proc/self/fd'))('what cannot be followed', () => {
  it('is left closed, however often it is tried: a folder in the place of a log', () => {
    const folder = mkdtempSync(join(tmpdir(), 'corr-tail-'));
    const opened = () => readdirSync('/proc/self/fd').length;
    const before = opened();
    for (let i = 0; i < 20; i++) expect(() => openTail({ path: folder, offset: 0 }, () => {})).toThrow('EISDIR');
    expect(opened()).toBe(before);
  });
});
