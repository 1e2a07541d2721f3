import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sampleMatches } from '../../../src/cli/samples/matches.ts';
import { compile } from '../../../src/dsl/compiler.ts';
import { MAGIC } from '../../../src/runtime/state/frame-splitter.ts';
import { folderWith } from '../corr.ts';

it('samples are counted, whatever else has a name as they have: links that lead nowhere or in circles, folders, captures', async () => {
  const folder = folderWith({ 'samples/app.log': 'began 1\nended 1\nbegan 2\n', 'samples/2.log': MAGIC });
  symlinkSync('b.log', join(folder, 'samples', 'a.log'));
  symlinkSync('a.log', join(folder, 'samples', 'b.log'));
  symlinkSync('nowhere', join(folder, 'samples', '0.log'));
  mkdirSync(join(folder, 'samples', '1.log'));
  const { plan } = compile({ read: () => 'records app from line {\n  began = "began {id}"\n  ended = "ended {id}"\n}\n' }, ['app.corr']);
  if (!plan) throw new Error('The rules do not compile.');
  const found = await sampleMatches(join(folder, 'app.corr'), plan);
  expect(found?.where).toBe('app.log');
  expect([...(found?.counts ?? [])]).toEqual([
    ['app.began', 2],
    ['app.ended', 1],
  ]);
});
