import { expect, it } from 'vitest';
import { type StatusLine, statusText } from '../../../src/cli/control/status-text.ts';
import { given } from '../../../src/given.ts';
import { terminalText } from '../../../src/runtime/outputs/escape.ts';
import { PLAIN } from '../../../src/runtime/outputs/palette.ts';
import { PAYLOADS } from '../../runtime/outputs/payloads.ts';

const statusWith = (text: string): StatusLine => ({
  application: text,
  at: '2024-05-01T12:00:00.000000Z',
  trouble: text,
  checkpointAge: 1,
  journal: 0,
  deadLetters: 0,
  faultyRules: [],
  inputs: [{ address: text, received: 1, open: 1, kernelDrops: 0 }],
  outputs: [{ name: text, waiting: 0, sent: 0, dead: 0, resent: 0, failing: text }],
  summary: { input: { read: 1, matched: 1, late: 0, undecodable: 0 }, rules: [{ rule: text, live: 0, outcomes: {} }] },
});

const linesOf = (text: string, lag?: number) =>
  statusText({ ...statusWith(text), ...given({ lag }) }, undefined, {
    ...{ write: () => {}, isTerminal: true, columns: undefined, palette: PLAIN },
  }).split('\n');

it.each([
  [12.3, '12.3s behind'],
  [-31, '31s ahead'],
])('a status says how far the rules are from the wall clock: %d s is %s', (lag, text) => {
  expect(linesOf('x', lag)[0]).toContain(`   ${text}   `);
});

it.each(PAYLOADS)('a status shows %j, from a path or from a peer, as one harmless line', (text) => {
  const lines = linesOf(text);
  expect(lines.map(terminalText)).toEqual(lines);
  expect(lines).toHaveLength(linesOf('x').length);
});
