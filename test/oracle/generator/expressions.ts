/** Random expressions for conditions and for `emit`. */

import type { Random } from './random.ts';

/** The names available to the expressions of one rule. */
export interface Names {
  /** Records that drive the rule, `r.a`, or outcomes, `other.failure`. */
  records: string[];
  /** `as` names of earlier steps. */
  steps: string[];
  /** Names of keys and of their parts. */
  keys: readonly string[];
  /** Fields of chained outcomes: what their rules emit. */
  emitted: ReadonlyMap<string, readonly string[]>;
}

/** A clock within a log: logs begin at midnight of UTC, which is one o'clock in Paris in March. */
export function clock(random: Random, least: number, most: number): string {
  const second = 10 + random.int(least, most);
  return random.chance(0.3) ? `by 01:00:${second} zone "Europe/Paris"` : `by 00:00:${second}`;
}

export const isOutcome = (record: string): boolean => !record.startsWith('r.');
const ordinary = ({ records }: Names) => records.filter((record) => !isOutcome(record));

export function seconds(random: Random, least: number, most: number): string {
  const span = random.int(least, most);
  return span === 5 && random.chance(0.1) ? 'span' : `${span}s`;
}

/** A condition on one record. */
export function recordCondition(random: Random, names: Names, record: string, repeats = false): string {
  if (isOutcome(record)) return random.pick(['duration >= 2s', 'name == "n1"', 'name == none']);
  const simple = [
    `m ${random.pick(['==', '!=', '<', '<=', '>', '>='])} ${random.int(0, 3)}`,
    `m in [${random.int(0, 2)}, 3]`,
    `m not in [1, 2]`,
    'm != none',
    'm == none or m > 1',
    `not m == ${random.int(0, 2)}`,
    `(m ?? ${random.int(0, 3)}) < 2`,
    `${random.pick(['k', 'j'])} ${random.pick(['==', '!='])} "${random.pick(['x', 'y'])}"`,
    'l contains "x"',
    `${random.pick(['k', 'j'])} ${random.pick(['matches /^[xw]$/', 'not matches /Y/i', 'starts with "x"', 'ends with "y"'])}`,
    'weight == 1',
    `m + 1 < ${random.int(2, 4)}`,
  ];
  const [step] = random.shuffled(names.steps);
  const inContext = [
    `count(${random.pick(names.records)}, ${seconds(random, 2, 6)}) ${random.pick(['<', '>='])} ${random.int(1, 3)}`,
    ...(step ? [`m ${random.pick(['==', '>=', '<'])} ${step}.m`, `count(${step}) < ${random.int(1, 3)}`, `time - ${step}.time < 4s`] : []),
    ...(repeats ? ['m > previous.m', 'previous.m == none or previous.m <= m', 'previous.k == k'] : []),
  ];
  const one = () => (random.chance(repeats ? 0.5 : 0.25) ? random.pick(inContext) : random.pick(simple));
  return random.chance(0.12) ? `${one()} ${random.pick(['and', 'or'])} ${one()}` : one();
}

/** A condition on a whole instance. */
export function wholeCondition(random: Random, names: Names): string {
  const [step] = random.shuffled(names.steps);
  return random.pick([
    `count() ${random.pick(['>', '<='])} ${random.int(1, 4)}`,
    `count(${random.pick(names.records)}) < ${random.int(1, 3)}`,
    `duration < ${random.int(1, 6)}s`,
    `count(${random.pick(names.records)}, ${seconds(random, 2, 6)}) <= ${random.int(1, 3)}`,
    ...(ordinary(names).length > 0 ? ['first(m) != none', `sum(m) < ${random.int(1, 5)}`, 'last(m) == first(m)', 'distinct(k) == 1'] : []),
    ...(step ? [`${step}.m != none`, `${step}.m > 0 and count(${step}) < 3`] : []),
  ]);
}

/** A field of `emit`: a name and a value. */
export function emission(random: Random, names: Names, kind: 'transaction' | 'window' | 'schedule'): { name: string; value: string }[] {
  const records = ordinary(names);
  const [record = ''] = random.shuffled(records);
  const [step] = random.shuffled(names.steps);
  const outcomes = names.records.filter(isOutcome);
  const pool = [
    ['took', 'duration'],
    ['what', 'outcome'],
    ['from', 'begin'],
    ['back', `count(${random.pick(names.records)}, ${seconds(random, 2, 8)})`],
    ...(kind === 'transaction' ? [['left', 'awaited']] : []),
    ...names.keys.map((key) => [`by${key}`, key]),
    ...(kind === 'schedule' ? [] : summaries(random, names, record)),
    ...(step
      ? [
          ['sm', `${step}.m`],
          ['st', `${step}.time`],
          ['sk', `${step}.k ?? "?"`],
        ]
      : []),
    // `fire on` takes a single record, so that there is nothing to aggregate.
    ...(step && kind === 'transaction'
      ? [
          ['sc', `count(${step})`],
          ['sl', `list(${step}.m)`],
        ]
      : []),
    ...outcomes.flatMap((outcome) => emittedBy(names, outcome).map((field) => [`${field}s`, `list(${outcome}.${field})`])),
  ];
  const chosen = random.shuffled(pool).slice(0, random.int(1, 4));
  return chosen.map(([name = '', value = '']) => ({ name, value }));
}

function emittedBy({ emitted }: Names, outcome: string): readonly string[] {
  return emitted.get(outcome.split('.')[0] ?? '') ?? [];
}

function summaries(random: Random, names: Names, record: string): string[][] {
  const any = random.pick(names.records);
  const own = [
    ['n', 'count()'],
    ['c', `count(${any})`],
  ];
  if (record === '') return own;
  const field = random.pick(['m', 'm', 'k', 'time']);
  return [
    ...own,
    ['f', `first(${field})`],
    ['la', `last(${record}.${field})`],
    ['li', `list(${field})`],
    ['two', `list(${record}.m, 2)`],
    ['su', `sum(${record}.m where ${random.pick(['m > 1', 'k == "x"', 'm != 2'])})`],
    ['lo', `min(${random.pick(['m', 'time'])})`],
    ['hi', `max(${record}.m)`],
    ['pc', `${random.pick(['p50', 'p95', 'p99'])}(${random.pick(['m', `${record}.m`])})`],
    ['di', `distinct(${record}.k)`],
    ['av', `avg(m)`],
    ['cw', `count(${record} where m >= 1)`],
    ['past', `list(${record}.m, ${seconds(random, 2, 8)})`],
  ];
}
