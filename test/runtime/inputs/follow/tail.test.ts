import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTail } from '../../../../src/runtime/inputs/follow/tail.ts';
import { temporaryFolder } from '../../../folder.ts';

describe.runIf(existsSync('/proc/self/fd'))('what cannot be followed', () => {
  it('is left closed, however often it is tried: a folder in the place of a log', () => {
    const folder = temporaryFolder();
    const opened = () => readdirSync('/proc/self/fd').length;
    const before = opened();
    for (let i = 0; i < 20; i++) expect(() => openTail({ path: folder, offset: 0 }, () => {})).toThrow('EISDIR');
    expect(opened()).toBe(before);
  });
});
