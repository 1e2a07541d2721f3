/** The project's own workflows: runs those steps of a release that affect nothing outside. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, ROOT } from '../cli/corr.ts';
import { readYaml } from './planted.ts';

interface Job {
  permissions: Record<string, string>;
  steps: { name?: string; uses?: string; run?: string }[];
}

it('every change is checked on each Node that it must run on, and the check may only read', () => {
  const { on, permissions, jobs } = readYaml('.github/workflows/check.yml') as {
    on: object;
    permissions: object;
    jobs: { check: { strategy: { matrix: { node: number[] } }; steps: { uses?: string; run?: string }[] } };
  };
  expect(Object.keys(on)).toEqual(['push', 'pull_request']);
  expect(permissions).toEqual({ contents: 'read' });
  const { strategy, steps } = jobs.check;
  const [, named = ''] = /^Node ([\d, or]+) and npm/m.exec(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')) ?? [];
  expect(strategy.matrix.node.map(String)).toEqual(named.match(/\d+/g));
  expect(steps.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run']);
  expect(statSync(join(ROOT, '.ci', 'run')).mode & 0o111).not.toBe(0);
});

describe('the release', () => {
  const { permissions, jobs } = readYaml('.github/workflows/release.yml') as { permissions: object; jobs: { release: Job } };
  const { steps } = jobs.release;
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const runOf = (name: string) => steps.find((step) => step.name === name)?.run ?? '';
  const run = (name: string, cwd: string, env: Record<string, string>) =>
    spawnSync('bash', ['-e', '-o', 'pipefail', '-c', runOf(name)], { cwd, env: { ...process.env, ...env }, encoding: 'utf8' });

  it('may do no more than it has to, and no text of others becomes a part of a script', () => {
    expect(permissions).toEqual({});
    expect(jobs.release.permissions).toEqual({ contents: 'write', 'id-token': 'write' });
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });

  it('is of the version that its tag names', () => {
    expect(run('Version', ROOT, { GITHUB_REF_NAME: `v${version}` }).status).toBe(0);
    expect(run('Version', ROOT, { GITHUB_REF_NAME: `v${version}0` }).status).toBe(1);
  });

  it('is tested before anything is published, and has the package, its parts and their checksums', () => {
    const names = steps.flatMap(({ name }) => name ?? []);
    expect(names).toEqual(['Version', 'Test', 'Files', 'Publish', 'Page']);
    const folder = folderWith({ 'dist/corr.js': '' });
    for (const file of ['package.json', 'dist/parts.cdx.json']) copyFileSync(join(ROOT, file), join(folder, file));
    const files = join(folder, 'release');
    // Nothing is built here before it is packed.
    const env = { FILES: files, GITHUB_REF_NAME: `v${version}`, GITHUB_REPOSITORY: 'corr/corr', npm_config_ignore_scripts: 'true' };
    expect(run('Files', folder, env)).toMatchObject({ status: 0 });
    expect(readdirSync(files).sort()).toEqual(['SHA256SUMS', `corr-${version}.tgz`, `corr-v${version}.cdx.json`]);
    expect(spawnSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: files }).status).toBe(0);
    // The origin of the build is compared with the repository named in the package.
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain('"repository": "github:corr/corr"');
    expect(runOf('Publish')).toMatch(/npm publish "\$FILES"\/corr-\*\.tgz --provenance/);
  });
});
