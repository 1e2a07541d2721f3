/** Everything works where code generation from strings is disallowed, as on hardened systems. */

import { expect, it } from 'vitest';
import { corr, folderWith } from './corr.ts';

const RULES = `records app from json { done = { event: "done", id: text } }
window many { key id over every 1h emit { n = count(app.done) } }
test "counts" {
  log json """{"time":"2024-03-01T08:00:00Z","event":"done","id":"1"}"""
  end
  expect many.open
}
`;
const folder = folderWith({
  'job.corr': RULES,
  'log.jsonl': '{"time":"2024-03-01T08:00:00Z","event":"done","id":"1"}\n',
  'corr.config.json': '{ "check": { "fail-level": "error" } }\n',
});
corr(['compile', 'job.corr', '-o', 'plan.json'], { cwd: folder });

it.each([
  ['check', 'job.corr'],
  ['test', 'job.corr'],
  ['run', 'job.corr', 'log.jsonl'],
  ['run', 'plan.json', 'log.jsonl'],
])('corr %s %s', (...args) => {
  const usual = corr(args, { cwd: folder });
  const hardened = corr(args, { cwd: folder, env: { NODE_OPTIONS: '--disallow-code-generation-from-strings' } });
  expect(usual.code).toBe(0);
  expect({ ...hardened, stderr: '' }).toEqual({ ...usual, stderr: '' });
});
