import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corr, folderWith, ROOT } from '../corr.ts';

const UGLY = 'records  app from json {\n      done={ event:"done" }\n}\n';
const TIDY = 'records app from json {\n  done = { event: "done" }\n}\n';

describe('corr fmt', () => {
  it('writes files in the one style and names them; a second time nothing changes', () => {
    const cwd = folderWith({ 'a.corr': UGLY, 'sub/b.corr': TIDY });
    const first = corr(['fmt'], { cwd });
    expect(first).toMatchObject({ code: 0, stdout: 'a.corr\n' });
    expect(first.stderr).toContain('1 file formatted, 1 file in style already');
    const text = readFileSync(join(cwd, 'a.corr'), 'utf8');
    expect(corr(['fmt', '--check'], { cwd })).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(cwd, 'a.corr'), 'utf8')).toBe(text);
  });

  it('--check writes nothing and exits with 1', () => {
    const cwd = folderWith({ 'a.corr': UGLY });
    expect(corr(['fmt', '--check', 'a.corr'], { cwd })).toMatchObject({ code: 1, stdout: 'a.corr\n' });
    expect(readFileSync(join(cwd, 'a.corr'), 'utf8')).toBe(UGLY);
  });

  it('leaves a broken file alone, says why, and formats the others', () => {
    const broken = 'records app from {\n';
    const cwd = folderWith({ 'a.corr': broken, 'b.corr': UGLY });
    const { code, stdout, stderr } = corr(['fmt', '.'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: 'b.corr\n' });
    expect(stderr).toMatch(/^a\.corr:1:\d+: error:/);
    expect(readFileSync(join(cwd, 'a.corr'), 'utf8')).toBe(broken);
  });

  it('leaves a file alone that is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('//  '), Buffer.from([0xff]), Buffer.from('\n\n\n')]);
    const cwd = folderWith({ 'a.corr': bytes });
    expect(corr(['fmt', 'a.corr'], { cwd }).code).toBe(2);
    expect(readFileSync(join(cwd, 'a.corr'))).toEqual(bytes);
  });

  it('formats standard input to standard output, a broken one as it came', () => {
    const cwd = folderWith({ 'a.corr': UGLY });
    corr(['fmt', 'a.corr'], { cwd });
    const tidy = readFileSync(join(cwd, 'a.corr'), 'utf8');
    expect(corr(['fmt', '-'], { input: UGLY })).toMatchObject({ code: 0, stdout: tidy });
    expect(corr(['fmt', '-'], { input: 'transaction {' })).toMatchObject({ code: 2, stdout: 'transaction {' });
    expect(corr(['fmt', '-', '--check'], { input: UGLY })).toMatchObject({ code: 1, stdout: '' });
  });

  it('--diff shows what would change and writes nothing', () => {
    const cwd = folderWith({ 'a.corr': UGLY });
    const { code, stdout } = corr(['fmt', '--diff', 'a.corr'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('--- a.corr\n+++ a.corr\n@@ -1,3 +1,3 @@\n-records  app from json {\n');
    expect(readFileSync(join(cwd, 'a.corr'), 'utf8')).toBe(UGLY);
  });

  it('leaves a file as it was if the disk has no room for it, and rewrites it in place', () => {
    const short = 'records app from json {\ndone={event:"done"}\n}\n';
    const text = `//${'x'.repeat(4096 - short.length - 3)}\n${short}`;
    const cwd = folderWith({ 'a.corr': text });
    symlinkSync('a.corr', join(cwd, 'link.corr'));
    // Whoever ignores the signal is told that the file is too large.
    const limited = (blocks: string) =>
      spawnSync(
        'sh',
        ['-c', `trap '' XFSZ; ulimit -f ${blocks}; "$@"`, 'sh', process.execPath, join(ROOT, 'dist', 'corr.js'), 'fmt', 'link.corr'],
        {
          cwd,
          encoding: 'utf8',
        },
      );
    const full = limited('8');
    expect([full.status, full.stderr]).toEqual([3, expect.stringContaining("'link.corr' cannot be written: EFBIG")]);
    expect(readFileSync(join(cwd, 'a.corr'), 'utf8')).toBe(text);
    expect(limited('unlimited').status).toBe(0);
    expect(readFileSync(join(cwd, 'a.corr'), 'utf8')).toBe(text.replace(short, TIDY));
    expect(lstatSync(join(cwd, 'link.corr')).isSymbolicLink()).toBe(true);
  });

  it('refuses what is not there', () => {
    expect(corr(['fmt', 'nowhere.corr']).code).toBe(3);
    expect(corr(['fmt', '-', 'a.corr']).code).toBe(3);
  });
});
