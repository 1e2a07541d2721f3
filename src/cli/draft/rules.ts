/** The text of drafted rules and their tests. */

import { writeDuration } from '../../runtime/values/duration.ts';
import type { DraftEvent } from './events.ts';
import { nameOf, UniqueNames } from './names.ts';
import { STRANGE } from './tokens.ts';
import type { DraftedTransaction } from './transaction.ts';

export function transactionText(name: string, { proposed, starts, isRepeated, links, ends, failures, limit }: DraftedTransaction): string {
  const first = `start ${either(starts)}${isRepeated ? ' +' : ''} as begun`;
  const failing = failures.map((record) => `failure "${(record.split('.')[1] ?? record).replaceAll('_', ' ')}" on ${record}`);
  return [
    `/// From the first record of one ${proposed.keys.flat().join(' and ')} to the one that ends it.`,
    `transaction ${name} {`,
    ...proposed.keys.map((parts) => `key ${parts.length > 1 ? `who = ${parts.join(', ')}` : parts[0]}`),
    first,
    ...(links.length > 0 ? [`then ${either(links)} *`] : []),
    `then ${either(ends)} as ended`,
    '',
    ...failing,
    `timeout "too slow" after ${writeDuration(limit)}`,
    'emit { took = ended.time - first(begun.time) }',
    '}',
    '',
  ].join('\n');
}

function either(records: readonly string[]): string {
  return records.length === 1 ? (records[0] ?? '') : `any { ${records.join(', ')} }`;
}

/** For records that no key correlates: a count of them. */
export function volumeText(name: string, records: readonly string[]): string {
  const names = new UniqueNames();
  const counts = records.map((record) => `${names.take(nameOf(record.split('.')[1] ?? record) ?? 'count')} = count(${record})`);
  return [
    '/// How often each record comes, hour by hour: no value was found that ties several records together.',
    `window ${name} {`,
    'over every 1h',
    `emit { ${counts.join(', ')} }`,
    '}',
    '',
  ].join('\n');
}

/** A test with the lines of some events; undefined if a test cannot contain one of the lines. */
export function testText(title: string, events: readonly DraftEvent[], expected: readonly string[]): string | undefined {
  const lines = linesOf(events);
  if (!lines.every(({ text }) => isWritable(text))) return undefined;
  const log = lines.flatMap(({ from, text }, i) => [
    ...(from === lines[i - 1]?.from ? [] : [`  log ${from} """`]),
    ...text.split('\n').map((line) => `    ${line}`),
    ...(from === lines[i + 1]?.from ? [] : ['  """']),
  ]);
  return [`test "${title}" {`, ...log, '  end', ...expected.map((one) => `  expect ${one}`), '}', ''].join('\n');
}

const LONGEST_LINE = 2000;

function isWritable(line: string): boolean {
  return line.length <= LONGEST_LINE && !line.includes('"""') && !/^\s/.test(line) && !line.split('\n').some((part) => STRANGE.test(part));
}

/** The distinct lines of some events. */
function linesOf(events: readonly DraftEvent[]): { from: string; text: string }[] {
  const lines = new Map(events.map(({ line, from }) => [line, from]));
  return Array.from(lines, ([{ text }, from]) => ({ from, text }));
}
