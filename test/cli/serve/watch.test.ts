import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { RULES } from '../control/served.ts';
import { folderWith } from '../corr.ts';
import { Running } from '../running.ts';

const LIBRARY = RULES.slice(0, RULES.indexOf('transaction'));
const MAIN = `import { app } from "lib.corr"

table names (id: text, name: text) from "names.csv"

${RULES.slice(RULES.indexOf('transaction')).replace(/\}\n$/, '  emit { name = names[use.id].name }\n}\n')}`;
const LINES = ['open b', 'use b x', 'close b'].map((text) => `2024-05-01 12:00:00 ${text}\n`).join('');

it('--watch reads rules again when they change, and what they import and look up', async () => {
  const folder = folderWith({ 'shop.corr': MAIN, 'lib.corr': LIBRARY, 'names.csv': 'id,name\nb,Bea\n', 'shop.log': '' });
  const out = join(folder, 'shop.ndjson');
  const options = '--watch --state state --follow shop.log --out shop.ndjson --lateness 0s --idle 1h'.split(' ');
  const served = new Running(['serve', 'shop.corr', ...options], folder);
  onTestFinished(() => served.signal('SIGKILL'));
  await served.says(/Started/);
  const changed = async (name: string, text: string, said: RegExp) => {
    const before = served.stderr.length;
    writeFileSync(join(folder, name), text);
    await served.until(() => said.test(served.stderr.slice(before)));
  };
  await changed('names.csv', 'id,name\nb,Bob\n', /were read again/);
  appendFileSync(join(folder, 'shop.log'), LINES);
  await served.until(() => existsSync(out) && readFileSync(out, 'utf8').endsWith('\n'));
  expect(readFileSync(out, 'utf8')).toContain('"name":"Bob"');
  await changed('lib.corr', 'records {', /Nothing was changed/);
  await changed('lib.corr', LIBRARY.replace('closed =', 'shut   ='), /Nothing was changed/);
  await changed('lib.corr', LIBRARY, /were read again/);
  expect(await served.end()).toBe(0);
});
