/** The generator makes every form of the language that rules can have; `CORR_TABLE=1` prints how often. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { randomProgram } from './generator/program.ts';
import { Random } from './generator/random.ts';
import { render } from './generator/text.ts';
import { countForms } from './syntax.ts';

const PROGRAMS = 400;

/** What the reference and the examples have, without what is not about rules: tests, imports, formats. */
function known(): Map<string, number> {
  const page = readFileSync('docs/reference/language.md', 'utf8');
  const blocks = [...page.matchAll(/```corr\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.corr'));
  const counts = new Map<string, number>();
  for (const program of [...blocks, ...files.map((path) => readFileSync(join('examples', path), 'utf8'))]) countForms(program, counts);
  for (const form of counts.keys()) if (BESIDE.test(form)) counts.delete(form);
  return counts;
}

const BESIDE = /^(File|Test|Log|Advance|Restart|End|Expect|Import|Format|Multiline)/;

it('the generator makes every form that the reference and the examples have', () => {
  const random = new Random(1);
  const drawn = new Map<string, number>();
  for (let i = 0; i < PROGRAMS; i++) countForms(render(randomProgram(random)), drawn);
  const forms = known();
  if (process.env.CORR_TABLE) {
    const all = [...new Set([...drawn.keys(), ...forms.keys()])].sort((a, b) => (drawn.get(a) ?? 0) - (drawn.get(b) ?? 0));
    for (const form of all) process.stdout.write(`${drawn.get(form) ?? 0}\t${forms.get(form) ?? 0}\t${form}\n`);
  }
  expect([...forms.keys()].filter((form) => !drawn.has(form))).toEqual([]);
});
