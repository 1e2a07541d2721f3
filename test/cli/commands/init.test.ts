/** The first ten minutes, as described in the README. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { corr, folderWith } from '../corr.ts';

describe('corr init', () => {
  const folder = folderWith({});
  const made = corr(['init', 'demo'], { cwd: folder });
  const cwd = join(folder, 'demo');
  const summaryOf = (stderr: string) => /visit\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/.exec(stderr)?.slice(1).join(' ');

  it('writes rules, tests, logs and a file for a build service, and never over what is there', () => {
    expect(made.code).toBe(0);
    expect(made.stdout.split('\n')).toEqual([
      ...['demo/rules/ssh.corr', 'demo/samples/auth.log', 'demo/samples/auth.log.1.gz', 'demo/.github/workflows/corr.yml', ''],
    ]);
    expect(gunzipSync(readFileSync(join(cwd, 'samples/auth.log.1.gz'))).toString()).toContain('Accepted publickey for ann');
    expect(corr(['init', 'demo'], { cwd: folder })).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/', '.*' already exist\.\n.*move them away/),
    });
  });

  it('prints the next commands quoted for a shell', () => {
    expect(corr(['init', 'my demo'], { cwd: folderWith({}) }).stderr).toContain("  cd 'my demo'\n");
  });

  it.each([
    ['gitlab', '.gitlab-ci.yml'],
    ['pre-commit', '.pre-commit-config.yaml'],
  ])('writes the file that %s reads', (service, file) => {
    const other = folderWith({});
    expect(corr(['init', '--ci', service], { cwd: other }).code).toBe(0);
    expect(readFileSync(join(other, file), 'utf8')).toContain('corr');
  });

  it('has rules without problems, in style, whose tests reach all', () => {
    expect(corr(['check'], { cwd })).toMatchObject({ code: 0, stdout: '0 problems in 1 file\n' });
    expect(corr(['fmt', '--check'], { cwd }).code).toBe(0);
    const args = ['test', '--coverage', '--threshold', '100', '--format', 'text', '--format', 'junit=out.xml'];
    expect(corr(args, { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining('3 passed, 0 failed') });
    expect(readFileSync(join(cwd, 'out.xml'), 'utf8')).toContain('testcase');
  });

  it('tells what became of each visit: 18 in all, 12 well, 3 denied, 2 too long, 1 open', () => {
    const both = corr(['run', 'rules', 'samples/auth.log', 'samples/auth.log.1.gz'], { cwd });
    expect(summaryOf(both.stderr)).toBe('18 12 3 2 1');
    expect(both.stdout.trim().split('\n')).toHaveLength(18);
    const piped = corr(['run', 'rules', '-'], { cwd, input: readFileSync(join(cwd, 'samples/auth.log')) });
    const timeouts = piped.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ outcome }) => outcome === 'timeout');
    expect(timeouts.map(({ fields }) => fields.user)).toEqual(['bob', 'frank']);
    expect(corr(['run', 'rules', 'samples/auth.log', '--fail-on', 'timeout'], { cwd }).code).toBe(1);
  });

  it('explains why the visit of bob did not complete', () => {
    const { code, stdout } = corr(['explain', 'rules', 'samples/auth.log', '--key', 'user=bob'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('~ sshd.closed came 3s too late  samples/auth.log:21');
    expect(corr(['graph', 'rules/ssh.corr', '--counts', 'samples/auth.log'], { cwd }).stdout).toContain(
      '"denied" on sshd.refused as refusal',
    );
  });
});

describe('corr new', () => {
  it.each(['transaction', 'window', 'schedule'])('writes a %s that checks, is in style, and passes its test', (kind) => {
    const cwd = folderWith({});
    expect(corr(['new', kind, 'mine'], { cwd })).toMatchObject({ code: 0, stdout: 'rules/mine.corr\n' });
    expect(corr(['check'], { cwd }).code).toBe(0);
    expect(corr(['fmt', '--check'], { cwd }).code).toBe(0);
    expect(corr(['test'], { cwd }).code).toBe(0);
    expect(corr(['new', kind, 'mine'], { cwd }).code).toBe(3);
  });

  it('refuses other kinds and names', () => {
    expect(corr(['new', 'rule', 'mine']).code).toBe(3);
    expect(corr(['new', 'window', '../mine']).code).toBe(3);
    expect(corr(['new', 'window', 'window'])).toMatchObject({ code: 3, stderr: expect.stringContaining('is a keyword') });
  });
});

describe('corr completion', () => {
  const complete = (...words: string[]) => {
    const script = `source <("$0" "$1" completion bash); COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _corr; echo "\${COMPREPLY[@]}"`;
    const program = join(import.meta.dirname, '..', '..', '..', 'dist', 'corr.js');
    return spawnSync('bash', ['-c', script, process.execPath, program], { encoding: 'utf8' }).stdout.trim().split(' ');
  };

  it('completes commands, options and values in bash', () => {
    expect(complete('corr', 'ex')).toEqual(['explain']);
    expect(complete('corr', 'fmt', '--')).toEqual(expect.arrayContaining(['--check', '--diff', '--help']));
    expect(complete('corr', 'graph', '--format', 'm')).toEqual(['mermaid']);
    expect(complete('corr', 'fmt', '--co')).toEqual(['--color', '--config']);
    expect(complete('corr', 'fmt', '--color', 'n')).toEqual(['never']);
    // Then bash takes over, which can quote file names with blanks.
    expect(complete('corr', 'run', 'pack')).toEqual(['']);
  });

  it('completes the commands of a family, and the options of all of them', () => {
    expect(complete('corr', 'state', '')).toEqual(['ls', 'show', 'expire', 'resend']);
    expect(complete('corr', 'state', 'ls', '--f')).toEqual(['--format']);
  });

  it('knows every command in every shell', () => {
    for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
      const { code, stdout } = corr(['completion', shell]);
      expect(code).toBe(0);
      for (const command of ['check', 'explain', 'completion', 'expire']) expect(stdout).toContain(command);
    }
    expect(corr(['completion', 'bsh'])).toMatchObject({ code: 3, stderr: expect.stringContaining("'bash'") });
  });
});
