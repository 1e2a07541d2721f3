import { appendFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sampleMatches } from '../../../src/cli/samples/matches.ts';
import { compile } from '../../../src/dsl/compiler.ts';
import type { Plan } from '../../../src/dsl/plan.ts';
import { MAGIC } from '../../../src/runtime/state/frame-splitter.ts';
import { folderWith } from '../corr.ts';

const RULES = 'records app from line {\n  began = "began {id}"\n  ended = "ended {id}"\n}\n';

function compiled(): Plan {
  const { plan } = compile({ read: () => RULES }, ['app.corr']);
  if (!plan) throw new Error('The rules do not compile.');
  return plan;
}

it('samples are counted, whatever else has a name as they have: links that lead nowhere or in circles, folders, captures', async () => {
  const folder = folderWith({ 'samples/app.log': 'began 1\nended 1\nbegan 2\n', 'samples/2.log': MAGIC });
  symlinkSync('b.log', join(folder, 'samples', 'a.log'));
  symlinkSync('a.log', join(folder, 'samples', 'b.log'));
  symlinkSync('nowhere', join(folder, 'samples', '0.log'));
  mkdirSync(join(folder, 'samples', '1.log'));
  const found = await sampleMatches(join(folder, 'app.corr'), compiled());
  expect(found?.where).toBe('app.log');
  expect([...(found?.counts ?? [])]).toEqual([
    ['app.began', 2],
    ['app.ended', 1],
  ]);
});

it('samples are counted anew once they have changed, and one that is too large hides no other', async () => {
  const folder = folderWith({ 'a.log': 'began 1\n'.repeat(200_000), 'b.log': 'began 1\n' });
  const plan = compiled();
  const began = async () => {
    const { where, counts } = (await sampleMatches(join(folder, 'app.corr'), plan)) ?? {};
    return [where, counts?.get('app.began')];
  };
  expect(await began()).toEqual(['b.log', 1]);
  appendFileSync(join(folder, 'b.log'), 'began 2\n');
  expect(await began()).toEqual(['b.log', 2]);
});
