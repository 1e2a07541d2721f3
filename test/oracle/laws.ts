/**
 * Metamorphic tests: reading as text, restarts, replaced rules that drain, unrelated rules, names, order of declaration, partitions, order
 * of arrival, and more lateness than is needed must not change the outcomes of an engine.
 */

import type { Plan, RulePlan } from '../../src/dsl/plan.ts';
import { LineSource } from '../../src/library/line-source.ts';
import { Intake } from '../../src/runtime/intake.ts';
import { isDrainable } from '../../src/runtime/live/changed-plan.ts';
import type { LogRecord, Match } from '../../src/runtime/record.ts';
import { engineLines, givenOf, type Lines } from './compare.ts';
import { bytesOf, matchedLog } from './generator/log.ts';
import { Random } from './generator/random.ts';
import { optional, type Text } from './generator/text.ts';
import { type LogItem, timeOf } from './interpreter/interpreter.ts';
import { canonical } from './interpreter/rule.ts';
import { type CompiledPair, planOf } from './pairs.ts';
import { Renaming } from './renaming.ts';

/** The outcomes of one run, and of one that must be equal; undefined if the law does not apply. */
export type Law = (pair: CompiledPair) => { expected: Lines; found: Lines } | undefined;

const run = ({ plan, log, setting }: CompiledPair, changed: readonly LogItem[] = log): Lines => engineLines(plan, changed, setting);

/** All state is saved and restored at some point of the log. */
const restart: Law = ({ plan, log, setting, seed }) => ({
  expected: engineLines(plan, log, setting, { counts: true }),
  found: engineLines(plan, log, setting, { counts: true, restartsAt: [new Random(seed).int(0, log.length)] }),
});

/** The log is read as bytes. */
const reading: Law = ({ plan, lines, setting }) => {
  const [format] = plan.formats;
  // Programs of before recognise kinds otherwise.
  if (!format || !lines.every(({ kinds }) => kinds.every((kind) => isMarked(plan, `r.${kind}`)))) return undefined;
  const intake = new Intake(plan, { params: givenOf(plan, setting), onOutcome: () => undefined });
  const matcher = intake.matcherOf(format.name);
  const found: string[] = [];
  const take = (record: LogRecord, line: number) => void found.push(shown(intake.recognise(record, matcher, 0, line) ?? []));
  const source = new LineSource(format, { received: 0, zone: 'UTC' }, { take, during: (work) => work() });
  for (const line of lines) source.write(bytesOf(plan, line));
  // Only a message of syslog can say that it stands for several.
  const weighted = format.base === 'syslog' ? lines : lines.map((line) => ({ ...line, weight: 1 }));
  const expected = matchedLog(plan, weighted, setting).map((item) => shown(item.kind === 'record' ? item.matches : []));
  return { expected, found };
};

const shown = (matches: readonly Match[]) =>
  JSON.stringify(matches.map(({ record, time, weight, line, values }) => [record, time, weight, line, values]));

/** Whether a record is one whose own field is true. */
function isMarked({ records }: Plan, name: string): boolean {
  const { alternatives = [] } = records.find((record) => record.name === name) ?? {};
  const tests = alternatives.flatMap((one) => (one.kind === 'fields' ? one.fields : []));
  return alternatives.length === 0 || alternatives[0]?.kind === 'template' || tests.some(({ equals }) => equals === true);
}

/** Rules are replaced, by themselves, and what they have open goes on by their former versions, some of it packed. */
const draining: Law = (pair) => {
  const { plan, log, setting } = pair;
  // What a version looks back on, limits and holds back is its own.
  const isWhole = ({ lookbacks, limit, reporting }: RulePlan) => lookbacks.length === 0 && limit > 1000 && !reporting.report?.oncePer;
  const rules = new Set(plan.rules.filter((rule) => isWhole(rule) && isDrainable(plan, plan, rule.name)).map(({ name }) => name));
  if (rules.size === 0) return undefined;
  const random = new Random(pair.seed);
  const before = [0, 0, 0].map(() => random.int(0, log.length));
  const treatment = {
    drains: { before, rules },
    restartsAt: [random.int(0, log.length)],
    unpacked: { initial: 0, most: random.int(0, 2) },
  };
  return {
    expected: engineLines(plan, log, setting, { counts: true }),
    found: engineLines(plan, log, setting, { ...treatment, counts: true }),
  };
};

/**
 * Almost no transaction or window is kept as an object: the others are packed, some of them when all state is saved.
 */
const packing: Law = ({ plan, log, setting, seed }) => {
  const random = new Random(seed);
  const restartsAt = [random.int(0, log.length * 2)];
  return {
    expected: engineLines(plan, log, setting, { counts: true }),
    found: engineLines(plan, log, setting, { counts: true, unpacked: { initial: 0, most: random.int(0, 2) }, restartsAt }),
  };
};

/**
 * Outcomes list fewer records, all of them among those that they list otherwise, in the same order, and the last. A late
 * record may be the last in a window only once others have left it: it need not be listed then.
 */
const listing: Law = (pair) => {
  const isInOrder = pair.log.every((item, i, { [i - 1]: before }) => before === undefined || timeOf(item) >= timeOf(before));
  const recordLimit = new Random(pair.seed).int(0, 3);
  const all = run(pair);
  const found = engineLines(pair.plan, pair.log, pair.setting, { recordLimit });
  const chosen = found.map((line) => recordsOf(line));
  const expected = all.map((line, i) => {
    const records = recordsOf(line);
    let from = 0;
    const isThere = (record: string) => {
      from = records.indexOf(record, from) + 1;
      return from > 0;
    };
    const isRight = chosen[i]?.length === Math.min(recordLimit, records.length) && chosen[i].every(isThere);
    const withLast = !isInOrder || recordLimit === 0 || chosen[i]?.at(-1) === records.at(-1);
    return withRecords(line, isRight && withLast ? chosen[i] : records.slice(-recordLimit));
  });
  return { expected, found };
};

const recordsOf = (line: string): string[] => (JSON.parse(line) as { records: string[] }).records;
const withRecords = (line: string, records: unknown) => JSON.stringify({ ...JSON.parse(line), records });

/** Records that no rule matches are inserted, none that moves the clock or comes before the first that is not late: a run begins with it. */
const strangers: Law = (pair) => {
  const random = new Random(pair.seed);
  let watermark = Number.NEGATIVE_INFINITY;
  let first = Number.POSITIVE_INFINITY;
  for (const item of pair.log) {
    if (item.kind === 'record' && !item.ahead && item.time >= watermark) first = Math.min(first, item.time);
    watermark = Math.max(watermark, timeOf(item) - pair.setting.lateness);
  }
  const changed: LogItem[] = [];
  let greatest = Number.NEGATIVE_INFINITY;
  for (const item of pair.log) {
    const latest = item.kind === 'record' ? Math.max(greatest, timeOf(item)) : greatest;
    const time = Math.max(first, latest - 1_000_000 * random.int(0, 2));
    const mayCome = first <= latest && changed.some(({ kind }) => kind === 'record');
    if (mayCome && random.chance(0.3)) changed.push({ kind: 'record', time, matches: [] });
    changed.push(item);
    greatest = Math.max(greatest, timeOf(item));
  }
  return { expected: run(pair), found: run(pair, changed) };
};

/** Records arrive in any order within the lateness; those with one stamp keep their order. */
const arrival: Law = (pair) => {
  const { lateness } = pair.setting;
  if (lateness === 0) return undefined;
  const random = new Random(pair.seed);
  const inTime = inTimeOf(pair.log);
  const delays = new Map(inTime.map(({ time }) => [time, random.int(0, lateness)]));
  const arrivalOf = ({ time }: { time: number }) => time + (delays.get(time) ?? 0);
  const shuffled = [...inTime].sort((a, b) => arrivalOf(a) - arrivalOf(b) || a.time - b.time);
  return { expected: run(pair, inTime), found: run(pair, shuffled) };
};

/** The records of a log whose stamps are believed, in order of time. */
const inTimeOf = (log: readonly LogItem[]) =>
  log.flatMap((item) => (item.kind === 'record' && !item.ahead ? [item] : [])).sort((a, b) => a.time - b.time);

/** A log in order of time needs no lateness: with more of it all happens later, and is the same. */
const patience: Law = ({ plan, log, setting, seed }) => {
  const lateness = new Random(seed).pick([1, 3_000_000, 86_400_000_000]);
  const told = (lateness: number) => engineLines(plan, inTimeOf(log), { ...setting, lateness }, { counts: true });
  return { expected: told(0), found: told(lateness) };
};

/** Rules, steps and fields have other names. */
const renaming: Law = ({ program, plan, lines, log, setting, seed }) => {
  const renaming = new Renaming(seed);
  const renamed = planOf(renaming.program(program));
  const inOther = (told: Lines) => told.map((line) => renaming.in(line)).sort();
  const ofRenamed = (renamed: Plan) =>
    engineLines(
      renamed,
      matchedLog(
        renamed,
        lines.map((line) => renaming.line(line)),
        setting,
      ),
      setting,
      { counts: true },
    );
  return { expected: inOther(engineLines(plan, log, setting, { counts: true })), found: renamed ? inOther(ofRenamed(renamed)) : [] };
};

const STRANGER = optional(`
transaction zulu { key k start r.a then r.b timeout after 3s on orphan report }
window yankee { key j over 4s open when count(r.c) + count(r.d) >= 2 }
`);

/** Two more rules that are unrelated to the others. */
const neighbours: Law = (pair) => {
  const plan = planOf([...pair.program, STRANGER]);
  if (!plan) return undefined;
  const own = new Set(pair.plan.rules.map(({ name }) => name));
  const found = engineLines(plan, matchedLog(plan, pair.lines, pair.setting), pair.setting);
  return { expected: run(pair), found: found.filter((line) => own.has(ruleOf(line))) };
};

const ruleOf = (line: string): string => (JSON.parse(line) as { rule: string }).rule;

/** The rules are declared in reverse order. */
const writing: Law = (pair) => {
  const isRule = (part: Text[number]) => typeof part !== 'string';
  const turned = [...pair.program.filter((part) => !isRule(part)), ...pair.program.filter(isRule).reverse()];
  const plan = planOf(turned.flatMap((part): Text => [part, '\n']));
  return plan && { expected: run(pair), found: engineLines(plan, matchedLog(plan, pair.lines, pair.setting), pair.setting) };
};

/** Each partition runs alone, on the clock of all. Limits on reports are applied when they are merged. */
const partitions: Law = (pair) => {
  const field = partitionOf(pair.plan);
  if (field === undefined) return undefined;
  const partOf = ({ record, values }: Match) => {
    const fields = pair.plan.records[record]?.fields ?? [];
    const slot = fields.findIndex(({ name }) => name === field);
    return values[slot] === undefined ? undefined : canonical(values[slot], fields[slot]?.canonical);
  };
  // Which of all that is open is ended by hand depends on all of it.
  const log = pair.log.filter(({ kind }) => kind !== 'expire');
  const values = new Set(log.flatMap((item) => (item.kind === 'record' ? item.matches.map(partOf) : [])));
  const found = [...values].flatMap((value) =>
    run(
      pair,
      log.map((item) => (item.kind === 'record' ? { ...item, matches: item.matches.filter((match) => partOf(match) === value) } : item)),
    ),
  );
  return { expected: withoutReports(run(pair, log)), found: withoutReports(found) };
};

/** A field that partitions all rules of a program; undefined if lists of keys or limits tie partitions together. */
function partitionOf({ rules }: Plan): string | undefined {
  const tied = rules.some((rule) => rule.limit < 1000 || rule.keys.some(({ from }) => from !== undefined));
  const [first] = rules;
  return tied ? undefined : first?.partition.find((field) => rules.every(({ partition }) => partition.includes(field)));
}

function withoutReports(lines: Lines): Lines {
  return lines.map((line) => line.replace(/,"isReported":.*$/, '')).sort();
}

/** A law about logs in which the program does not change. */
function steady(law: Law): Law {
  return (pair) => (pair.other ? undefined : law(pair));
}

/** Laws whose other run uses the same program, and those that compile another. */
export const laws: Record<string, Law> = {
  ...{ reading, restart, packing, listing, strangers },
  ...{ draining: steady(draining), arrival: steady(arrival), patience: steady(patience), partitions: steady(partitions) },
};
export const costlyLaws: Record<string, Law> = {
  ...{ neighbours: steady(neighbours), writing: steady(writing), renaming: steady(renaming) },
};

/** One of them, by the pair's own chance. */
export function lawFor({ seed }: CompiledPair, from: Record<string, Law>): [string, Law] {
  return new Random(seed).pick(Object.entries(from));
}
