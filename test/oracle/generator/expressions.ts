/** Random expressions for conditions and for `emit`. */

import type { Random } from './random.ts';
import { type Style, suited } from './records.ts';

export type Kind = 'transaction' | 'window' | 'schedule';

/** The names available to the expressions of one rule. */
export interface Names {
  /** Records that drive the rule, `r.a`, or outcomes, `other.failure`. */
  records: string[];
  style: Style;
  /** `as` names of earlier steps. */
  steps: string[];
  /** Names of keys and of their parts. */
  keys: readonly string[];
  /** Fields of chained outcomes: what their rules emit. */
  emitted: ReadonlyMap<string, readonly string[]>;
}

/** Conditions on fields of further types, also compared with those of a step. */
function typedCondition(random: Random, style: Style, step: string | undefined): string {
  const span = () => `${random.pick(['0s', '1s', '2s', '1500ms'])}`;
  const conditions = [
    `t ${random.pick(['==', '!=', '<', '>='])} ${span()}`,
    `t + ${span()} < 3s`,
    `${random.pick(['2 * t', 't / 2', 't - 1s', '-t', 'abs(t)', 'least(t, 1s)'])} <= ${span()}`,
    `seconds(t) > ${random.pick(['m', 'w', '1.5'])}`,
    `i ${random.pick(['==', '!='])} ${random.pick(['ip("10.0.0.1")', 'ip("2001:DB8::1")', 'home'])}`,
    `i ${random.pick(['in', 'not in'])} ${random.pick(['nets', '10.0.0.0/24', '[192.168.0.0/16, 2001:db8::/32]'])}`,
    'private(i)',
    `sites[i].site ${random.pick(['==', '!='])} "lab"`,
    ...['q', 'not q', 'q == true', 'q != false', 'q == none or not q'],
    `w ${random.pick(['<', '>=', '==', '!='])} ${random.pick(['m', '0.5', '1.0', 'share'])}`,
    `${random.pick(['round', 'floor', 'ceil'])}(w) == ${random.int(-1, 2)}`,
    `${random.pick(['w * 2', 'w + m', 'w / m', 'm % 2', '-w'])} > 0.5`,
    `i ${random.pick(['<', '>='])} ip("10.0.0.2")`,
    `i ${random.pick(['<', '>='])} ip("9.0.0.1")`,
    ...['s <= time', 's - time > 1s', 'hour(s) == 0', 's != none', 'lower(h) == "gw"', 'h == "gw"', 'n starts with "00:"', 'g != none'],
    ...(step ? [`t > ${step}.t`, `i == ${step}.i`, `q != ${step}.q`, `w - ${step}.w < 1.0`, `s > ${step}.s`, `i > ${step}.i`] : []),
    ...(step ? [`h == ${step}.h`, `n == ${step}.n`] : []),
  ];
  return random.pick(suited(style, conditions));
}

export const isOutcome = (record: string): boolean => !record.startsWith('r.');
const ordinary = ({ records }: Names) => records.filter((record) => !isOutcome(record));

export function seconds(random: Random, least: number, most: number): string {
  const span = random.int(least, most);
  return span === 5 && random.chance(0.1) ? 'span' : `${span}s`;
}

/** A number over the past of the key, with a comparison. */
export function pastCondition(random: Random, { records, style }: Names): string {
  const record = random.pick(records);
  const span = seconds(random, 2, 6);
  const where = random.chance(0.2) && !isOutcome(record) ? ` where ${random.pick(['m > 1', 'k == "x"', 'm in numbers'])}` : '';
  const count = `count(${record}${where}, ${span}) ${random.pick(['<', '>='])} ${random.int(1, 3)}`;
  if (isOutcome(record)) return count;
  const other = random.pick([
    `sum(${record}.m${where}, ${span}) ${random.pick(['<=', '>'])} ${random.int(1, 4)}`,
    `distinct(${record}.k${where}, ${span}) ${random.pick(['<', '>='])} 2`,
    `${random.pick(['first', 'last', 'min', 'max', 'p50', 'p95'])}(${record}.m${where}, ${span}) ${random.pick(['==', '>='])} ${random.int(1, 3)}`,
    `(avg(${record}.m${where}, ${span}) ?? 0) > 1`,
    `"x" ${random.pick(['in', 'not in'])} list(${record}.k${where}, ${span})`,
    ...suited(style, typedPast(random, record, `${where}, ${span}`)),
  ]);
  return random.chance(0.6) ? count : other;
}

/** @param rest what follows the field */
function typedPast(random: Random, record: string, rest: string): string[] {
  return [
    `${random.pick(['sum', 'avg', 'max', 'p50'])}(${record}.t${rest}) > ${random.int(0, 2)}s`,
    `${random.pick(['sum', 'avg', 'min', 'last'])}(${record}.w${rest}) >= 0.5`,
    `distinct(${record}.i${rest}) > 1`,
    `last(${record}.q${rest})`,
    `${random.pick(['min', 'max', 'last'])}(${record}.i${rest}) != ip("10.0.0.1")`,
    `${random.pick(['min', 'max', 'first'])}(${record}.s${rest}) < time`,
    `distinct(${record}.${random.pick([...'tsnlh'])}${rest}) >= 2`,
  ];
}

/** A condition on one record. */
export function recordCondition(random: Random, names: Names, record: string, repeats = false): string {
  if (isOutcome(record)) {
    const fields = emittedBy(names, record).map((field) => `${field} ${random.pick(['==', '!='])} none`);
    return random.pick(['duration >= 2s', 'name == "n1"', 'name == none', ...fields]);
  }
  const simple = [
    `m ${random.pick(['==', '!=', '<', '<=', '>', '>='])} ${random.int(0, 3)}`,
    `m in [${random.int(0, 2)}, 3]`,
    `m not in [1, 2]`,
    'm != none',
    'm == none or m > 1',
    `not m == ${random.int(0, 2)}`,
    `(m ?? ${random.int(0, 3)}) < 2`,
    ...['m >= least', 'k == word', 'time >= noon', 'strict or m == 1', 'm < share'],
    `${random.pick(['k', 'j'])} ${random.pick(['==', '!='])} "${random.pick(['x', 'y'])}"`,
    'l contains "x"',
    `${random.pick(['k', 'j'])} ${random.pick(['matches /^[xw]$/', 'not matches /Y/i', 'starts with "x"', 'ends with "y"'])}`,
    'weight == 1',
    `${random.pick(['k', 'j'])} ${random.pick(['in', 'not in'])} listed`,
    'm in numbers',
    `owners[${random.pick(['k', 'j'])}].team ${random.pick(['==', '!='])} "red"`,
    `m + 1 < ${random.int(2, 4)}`,
    `${random.pick(['m * 2', 'm / 2', '-m', 'm % 2', 'distance(0, 0, m, 1)'])} ${random.pick(['<', '>='])} ${random.int(-2, 3)}`,
    `${random.pick(['upper(k) == "X"', 'length(l) > 1', 'k + j == "xy"', 'l[0] == k', 'substring(k, 0, 1) == j', 'join(l, "+") != "x+y"'])}`,
  ];
  const [step] = random.shuffled(names.steps);
  if (names.style !== 'plain' && random.chance(0.4)) return typedCondition(random, names.style, step);
  const inContext = [
    pastCondition(random, names),
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
    ...['count() >= least', 'strict', 'begin < noon'],
    `count(${random.pick(names.records)}) < ${random.int(1, 3)}`,
    `duration < ${random.int(1, 6)}s`,
    'hours(duration) < 0.001',
    pastCondition(random, names),
    ...(names.keys.length > 0 ? [`${random.pick(names.keys)} != none`] : []),
    ...(ordinary(names).length > 0 ? ['first(m) != none', `sum(m) < ${random.int(1, 5)}`, 'last(m) == first(m)', 'distinct(k) == 1'] : []),
    ...(step ? [`${step}.m != none`, `${step}.m > 0 and count(${step}) < 3`] : []),
  ]);
}

/** A field of `emit`: a name and a value. */
export function emission(random: Random, names: Names, kind: Kind): { name: string; value: string }[] {
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
    ...(kind === 'window' ? [['top', 'peak']] : []),
    ['level', 'severity'],
    ['called', 'name ?? "-"'],
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
          ['ss', `sum(${step}.m where ${step}.m > 0)`],
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

function typedSummaries(random: Random, record: string): string[][] {
  const back = random.chance(0.4) ? `, ${seconds(random, 2, 8)}` : '';
  return [
    ['ts', `sum(${record}.t${back})`],
    ['ta', `${random.pick(['avg', 'min', 'p95', 'last'])}(${record}.t${back})`],
    ['wa', `${random.pick(['avg', 'sum', 'max', 'p50'])}(${record}.w where w != 1.0${back})`],
    ['il', `${random.pick(['list', 'last', 'first', 'distinct'])}(${record}.i${back})`],
    ['ql', `${random.pick(['list', 'last', 'distinct'])}(${record}.q${back})`],
    ['site', `sites[last(${record}.i)].site`],
    ['ie', `${random.pick(['min', 'max'])}(${record}.i${back})`],
    ['se', `${random.pick(['min', 'max'])}(${record}.s${back})`],
    ['te', `${random.pick(['min', 'max', 'p50'])}(${record}.t${back})`],
    ['sl', `${random.pick(['list', 'distinct', 'first'])}(${record}.s${back})`],
    ['tl', `list(${record}.t${back})`],
    ['ll', `${random.pick(['list', 'distinct', 'first', 'last'])}(${record}.l${back})`],
    ['nl', `${random.pick(['list', 'distinct', 'last'])}(${record}.${random.pick([...'hng'])}${back})`],
  ];
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
    ['mean', `${random.pick(['avg', 'sum', 'min', 'p50'])}(${record}.m where m != 1, ${seconds(random, 2, 8)})`],
    ['was', `${random.pick(['first', 'last'])}(${record}.k, ${seconds(random, 2, 8)})`],
    ['team', `owners[last(${record}.k)].team`],
    ...typedSummaries(random, record).filter(([, value = '']) => suited(names.style, [value]).length > 0),
  ];
}
