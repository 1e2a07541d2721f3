/** Pairs of a program and a log: many from one seed, and minimal ones from failures. */

import { type Compiled, compile } from '../../src/dsl/compiler.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import { type Line, matchedLog, randomLog, randomSetting, type Setting } from './generator/log.ts';
import { FILES } from './generator/params.ts';
import { randomProgram } from './generator/program.ts';
import { Random } from './generator/random.ts';
import { randomScale, scaled } from './generator/scale.ts';
import { render, smaller, type Text, without } from './generator/text.ts';
import { otherVersion } from './generator/versions.ts';
import type { LogItem } from './interpreter/interpreter.ts';

export interface Pair {
  program: Text;
  lines: readonly Line[];
  setting: Setting;
  /** The version of the program to which it changes, and from which it changes back. */
  other?: Text | undefined;
  /** The seed for all other choices about the pair. */
  seed: number;
}

export interface CompiledPair extends Pair {
  plan: Plan;
  otherPlan?: Plan | undefined;
  log: LogItem[];
}

/**
 * The number of logs per program, each with its own setting. To compile one takes as long as to try four: if a log shows a
 * fault, others of the same program mostly do, too, and another program tells more than a fifth log.
 */
const LOGS = 4;

export interface Drawn {
  programs: number;
  /** Programs that the compiler refused. */
  refused: number;
}

/**
 * `count` pairs; always the same for the same seed.
 * @param changing the share of programs that have another version, to which they change in most of their logs
 */
export function* pairs(seed: number, count: number, drawn: Drawn = { programs: 0, refused: 0 }, changing = 0.25): Generator<CompiledPair> {
  const random = new Random(seed);
  let left = count;
  while (left > 0) {
    const scale = randomScale(random);
    const { program, plan } = repaired(scaled(randomProgram(random), scale.unit));
    drawn.programs++;
    if (!plan) {
      drawn.refused++;
      continue;
    }
    const other = random.chance(changing) ? repaired(otherVersion(random, program)) : undefined;
    const text = render(program);
    for (let log = 0; log < LOGS && left > 0; log++, left--) {
      const seed = random.int(0, 2 ** 31);
      const pair = {
        program,
        lines: randomLog(random, text, scale, other?.plan !== undefined),
        setting: randomSetting(random, scale),
        seed,
      };
      yield compiled({ ...pair, other: other?.program }, plan, other?.plan);
    }
  }
}

/** The maximum number of attempts to remove what the compiler rejects. */
const REPAIRS = 8;

/** The compiler rejects whatever has no effect; without that a random program is usually valid. */
function repaired(program: Text): { program: Text; plan: Plan | undefined } {
  for (let left = REPAIRS; ; left--) {
    const { plan, diagnostics } = compiledText(program);
    if (plan || left === 0) return { program, plan };
    const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ start }) => start);
    const next = without(program, errors) ?? without(program, [Math.max(...errors)]);
    if (!next) return { program, plan };
    program = next;
  }
}

function compiledText(program: Text): Compiled {
  const text = render(program);
  return compile({ read: (path) => FILES[path] ?? text }, ['program.corr']);
}

export function planOf(program: Text): Plan | undefined {
  return compiledText(program).plan;
}

function compiled(pair: Pair, plan: Plan, otherPlan?: Plan): CompiledPair {
  return { ...pair, plan, otherPlan, log: matchedLog(plan, pair.lines, pair.setting, otherPlan) };
}

/** The pair of a text; undefined if it does not compile. */
export function pairOf(pair: Pair): CompiledPair | undefined {
  const plan = planOf(pair.program);
  const otherPlan = pair.other && planOf(pair.other);
  return plan && (otherPlan || !pair.other) ? compiled(pair, plan, otherPlan) : undefined;
}

/** The smallest failing pair found, by omitting parts one after another. */
export async function shrunk(pair: Pair, fails: (pair: CompiledPair) => boolean | Promise<boolean>): Promise<Pair> {
  for (let smallest = pair; ; ) {
    const next = await firstThat(smallerPairs(smallest), fails);
    if (!next) return smallest;
    smallest = next;
  }
}

async function firstThat(
  candidates: readonly Pair[],
  fails: (pair: CompiledPair) => boolean | Promise<boolean>,
): Promise<Pair | undefined> {
  for (const candidate of candidates) {
    const known = pairOf(candidate);
    if (known && (await fails(known))) return candidate;
  }
  return undefined;
}

function smallerPairs(pair: Pair): Pair[] {
  return [...smallerLogs(pair.lines).map((lines) => ({ ...pair, lines })), ...smallerPrograms(pair), ...simplerSettings(pair)];
}

function smallerPrograms(pair: Pair): Pair[] {
  const { program, other } = pair;
  if (!other) return [...smaller(program)].map((program) => ({ ...pair, program }));
  // Where both have the same parts, these are left out of both.
  const both = [...smaller(program)].flatMap((fewer, i) =>
    [...smaller(other)].slice(i, i + 1).map((less) => ({ ...pair, program: fewer, other: less })),
  );
  return [
    ...(pair.lines.some(({ reload }) => reload) ? [] : [{ ...pair, other: undefined }]),
    ...both,
    ...[...smaller(program)].map((program) => ({ ...pair, program })),
    ...[...smaller(other)].map((other) => ({ ...pair, other })),
  ];
}

function smallerLogs(lines: readonly Line[]): Line[][] {
  const found: Line[][] = [];
  for (let size = Math.ceil(lines.length / 2); size > 0; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < lines.length; at += size) found.push(lines.toSpliced(at, size));
  }
  for (const [i, line] of lines.entries()) for (const simpler of simplerLines(line)) found.push(lines.with(i, simpler));
  return found;
}

function simplerLines(line: Line): Line[] {
  const found: Line[] = line.weight > 1 ? [{ ...line, weight: 1 }] : [];
  if (line.kinds.length > 1) found.push(...line.kinds.map((kind) => ({ ...line, kinds: [kind] })));
  for (const field of Object.keys(line.fields)) {
    const { [field as keyof Line['fields']]: _, ...fields } = line.fields;
    found.push({ ...line, fields });
  }
  if (line.fields.l && line.fields.l.length > 1) found.push({ ...line, fields: { ...line.fields, l: line.fields.l.slice(1) } });
  return found;
}

function simplerSettings(pair: Pair): Pair[] {
  const { setting } = pair;
  const plain: Setting = { lateness: 0, late: 'deliver', atEnd: 'open' };
  const parts = Object.entries(plain).filter(([name, value]) => setting[name as keyof Setting] !== value);
  const fewer = (setting.given ?? []).map((_, i, given) => ({ given: given.toSpliced(i, 1) }));
  return [...parts.map(([name, value]) => ({ [name]: value })), ...fewer].map((part) => ({ ...pair, setting: { ...setting, ...part } }));
}
