/** Names of a stranger's rules, and values of a log, do nothing to the terminal they are shown on. */

import { expect, it } from 'vitest';
import { ACTS } from '../../runtime/outputs/sample.ts';
import { corr, folderWith } from '../corr.ts';

const EVIL = '\u001b[31mX\u009b31m\u202e';
const RECORDS = ['a', 'b'].map((e) => JSON.stringify({ ts: `2024-05-01T10:00:0${e === 'a' ? 0 : 1}Z`, e, id: EVIL }));
const RULES = `records \`app${EVIL}\` from json {
  \`first${EVIL}\` = { e: "a", id: text }
  b = { e: "b", id: text }
}
transaction \`job${EVIL}\` {
  key id
  start \`app${EVIL}\`.\`first${EVIL}\` as \`step${EVIL}\`
  then \`app${EVIL}\`.b within 5m
}
window \`busy${EVIL}\` {
  key id
  over 5m
  open when count(\`app${EVIL}\`.b) > 9
}
test "t${EVIL}" {
  log json file "a.jsonl"
  expect \`job${EVIL}\`.timeout "n${EVIL}" { id = "q" }
  expect no \`job${EVIL}\`.success
  expect \`busy${EVIL}\`.begin
}
`;
const LOG = `${RECORDS.join('\n')}\n{"e":"c","id":"${'x'.repeat(9)}"}\n`;
const cwd = folderWith({ 'a.corr': RULES, 'a.jsonl': LOG });

it.each([
  ['check', 'a.corr'],
  ['check', '--format', 'json', 'a.corr'],
  ['check', '--format', 'github', 'a.corr'],
  ['test', '--coverage', 'a.corr'],
  ['test', '--format', 'json', 'a.corr'],
  ['test', '--format', 'junit', 'a.corr'],
  ['test', '--format', 'github', 'a.corr'],
  ['run', 'a.corr', 'a.jsonl'],
  ['run', 'a.corr', 'a.jsonl', '--format', 'text'],
  ['run', 'a.corr', 'a.jsonl', '--summary', 'json'],
  ['explain', 'a.corr', 'a.jsonl', '--key', `id=${EVIL}`],
  ['explain', 'a.corr', 'a.jsonl', '--key', `id=${EVIL}`, '--format', 'json'],
  ['explain', 'a.corr', 'a.jsonl', '--line', '1'],
  ['explain', 'a.corr', 'a.jsonl', '--line', '3'],
  ['explain', 'a.corr', 'a.jsonl', '--line', '3', '--rule', `job${EVIL}`],
  ['explain', 'a.corr', 'a.jsonl', '--near'],
  ['graph', 'a.corr'],
  ['graph', 'a.corr', '--format', 'dot'],
  ['graph', 'a.corr', '--format', 'mermaid'],
  ['graph', 'a.corr', '--format', 'svg'],
  ['profile', 'a.corr', 'a.jsonl'],
  ['profile', 'a.corr', 'a.jsonl', '--format', 'json'],
  ['diff', 'a.corr', 'a.corr'],
  ['doctor', 'a.corr', 'a.jsonl'],
  ['decode', 'a.jsonl'],
  ['draft', 'a.jsonl'],
])('%j', (...args) => {
  const { stdout, stderr } = corr(args, { cwd });
  for (const line of (stdout + stderr).split('\n')) expect(line).not.toMatch(ACTS);
});
