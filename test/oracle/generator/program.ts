/** Random programs: small, but with every clause. */

import { emission, isOutcome, type Kind, type Names, pastCondition, recordCondition, seconds, wholeCondition } from './expressions.ts';
import { Fondness } from './fondness.ts';
import { PARAMS } from './params.ts';
import { PatternGenerator } from './pattern.ts';
import type { Random } from './random.ts';
import { KINDS, records, type Style, suited } from './records.ts';
import { reporting } from './reporting.ts';
import { optional, render, type Text } from './text.ts';
import { clock, ZONES } from './zones.ts';

/** Of rules. */
export const NAMES = ['alpha', 'beta', 'gamma', 'delta'] as const;
/** Of the other rules of a program that has many. */
const MORE_NAMES = ['able', 'baker', 'charlie', 'dog', 'easy', 'fox', 'george', 'how', 'item'] as const;

const OUTCOMES = {
  transaction: ['success', 'failure', 'timeout', 'abandoned', 'warning', 'open', 'orphan'],
  window: ['begin', 'end', 'fired', 'open'],
  schedule: ['met', 'missing'],
} as const;

interface Made {
  name: string;
  /** Its possible outcomes. */
  outcomes: string[];
  emitted: string[];
  /** Those of `k`, `j` and `m` that are parts of its keys. */
  parts: string[];
}

export function randomProgram(random: Random): Text {
  // In a chain each rule builds on the one before.
  const isChain = random.chance(0.15);
  const few = isChain ? random.int(3, 4) : random.pick([1, 1, 1, 2, 2, 3]);
  const names = random.chance(0.01) ? random.shuffled([...NAMES, ...MORE_NAMES]) : random.shuffled(NAMES).slice(0, few);
  const links = isChain ? 0.95 : 0.6;
  const style = random.pick<Style>(['plain', 'plain', 'plain', 'plain', 'typed', 'typed', 'text', 'text']);
  const fondness = new Fondness(random);
  const made: Made[] = [];
  const rules = names.map((name, i) => {
    const kind: Kind = random.pick(['transaction', 'transaction', 'transaction', 'transaction', 'window', 'window', 'schedule']);
    const rule = new RuleGenerator(random, made, style, links, fondness).rule(kind, name);
    return i === 0 ? optional(...rule) : optional('\n', ...rule);
  });
  return [...PARAMS.map((param) => optional(param)), ...records(random, style), ...rules];
}

/** The possible outcomes of a rule with this text. */
function outcomesOf(kind: Kind, text: string): string[] {
  const needs: Record<string, RegExp> = {
    failure: /failure|next|then no|without|else|unexpected fail/,
    timeout: /timeout|within/,
    abandoned: /abandon|overtake/,
    warning: /warning/,
    orphan: /orphan/,
    begin: /open when/,
    // A window with neither `open` nor `fire` reports its ends.
    end: /open when|^(?!.*\bfire )/s,
    fired: /fire/,
    open: /start|open when|^(?!.*\bfire )/s,
  };
  return OUTCOMES[kind].filter((outcome) => needs[outcome]?.test(text) ?? true);
}

/** Names of keys, and of their parts, that expressions can read. */
function keysIn(clauses: readonly Text[]): string[] {
  const names = clauses.map(render).flatMap((clause) => /^key ([kjmtiqwshngpu]|both)\b/.exec(clause)?.[1] ?? []);
  return names.flatMap((name) => (name === 'both' ? ['k', 'j'] : [name]));
}

class RuleGenerator {
  private readonly names: Names;

  constructor(
    private readonly random: Random,
    private readonly made: Made[],
    style: Style,
    links: number,
    private readonly fondness: Fondness,
  ) {
    const kinds = random.shuffled(KINDS).slice(0, random.int(2, KINDS.length));
    const records = kinds.map((kind) => `r.${kind}`);
    for (const { name, outcomes } of made.slice(-2)) if (random.chance(links)) records.push(`${name}.${random.pick(outcomes)}`);
    this.names = { records, style, steps: [], keys: [], emitted: new Map(made.map(({ name, emitted }) => [name, emitted])) };
  }

  rule(kind: Kind, name: string): Text {
    const clauses = kind === 'transaction' ? this.transaction() : kind === 'window' ? this.window() : this.schedule();
    const emitted = this.emitted(kind, clauses);
    const emit = emitted.length === 0 ? [] : [['emit { ', ...emitted.map(({ name, value }) => optional(`${name} = ${value}, `)), '}']];
    const known = [...clauses, ...emit];
    const text = known.map(render).join('\n');
    const outcomes = outcomesOf(kind, text);
    const fields = [...keysIn(known), ...emitted.map(({ name }) => name)];
    const all = [...known, ...reporting(this.random, { kind, text, outcomes, fields, steps: this.names.steps })];
    const parts = [...text.matchAll(/^key (?:both = )?([kjm](?:, [kjm])*)(?= |$)/gm)].flatMap(([, list]) => list?.split(', ') ?? []);
    this.made.push({ name, outcomes, emitted: emitted.map(({ name }) => name), parts });
    return [`${kind} ${name} {\n`, ...all.map((clause) => optional('  ', ...clause, '\n')), '}\n'];
  }

  /**
   * A window knows the records that it names, so that it always names one; other rules aggregate over the records that
   * drive them.
   */
  private emitted(kind: Kind, clauses: readonly Text[]): { name: string; value: string }[] {
    const { random } = this;
    const used = { ...(kind === 'window' ? this.names : this.usedIn(clauses)), keys: keysIn(clauses) };
    const spans = clauses.some((clause) => render(clause).startsWith('over'));
    const own = kind === 'window' && spans ? [{ name: 'seen', value: `count(${used.records[0]})` }] : [];
    if (kind === 'window' && !spans) return [];
    return used.records.length > 0 && random.chance(0.8) ? [...own, ...emission(random, used, kind)] : own;
  }

  private usedIn(clauses: readonly Text[]): Names {
    const text = clauses
      .filter(([first]) => typeof first !== 'string' || !first.startsWith('key'))
      .map(render)
      .join('\n');
    return { ...this.names, records: this.names.records.filter((record) => text.includes(record)) };
  }

  // ── transactions ──

  private transaction(): Text[] {
    const { random } = this;
    const pattern = new PatternGenerator(random, this.names, this.fondness);
    const steps = pattern.clauses();
    const endings = Array.from({ length: random.pick([0, 1, 1, 2, 2, 3]) }, () => this.ending(pattern));
    const bound: Text[] = random.chance(0.95)
      ? [[`${random.pick(['timeout', 'timeout', 'abandoned'])} after ${seconds(random, 6, 14)}`]]
      : [];
    const clauses = [...steps, ...endings, ...bound, ...this.policies()];
    const keys = this.keys(this.usedIn(clauses));
    const names = keysIn(keys);
    const otherwise = random.chance(0.6) ? optional(' else "bad"') : '';
    const complete: Text[] = random.chance(0.2)
      ? [[`success when ${wholeCondition(random, { ...this.usedIn(clauses), keys: names })}`, otherwise]]
      : [];
    const releases = Array.from({ length: this.fondness.has('releases', 0.15) ? random.int(1, 3) : 0 }, (): Text => {
      const key = names.length > 0 && random.chance(0.5) ? `${random.pick(names)} ` : '';
      return [`release ${key}on `, ...pattern.trigger()];
    });
    return [...keys, ...clauses, ...complete, ...releases];
  }

  private keys({ records }: Names): Text[] {
    const { random, fondness } = this;
    const hold = () => (fondness.has('holds', 0.15) ? [optional(` hold ${random.int(1, 4)}s`)] : []);
    const where = random.chance(0.06) ? [optional(' where m != 2')] : [];
    const carried = this.partsOf(records);
    if (carried.length === 0) return [['key none']];
    if (carried.length === 1) return [[`key ${carried[0]}`, ...hold()]];
    const shapes = ['one', 'one', 'one', 'two', 'two', 'tuple', 'each', 'either', 'list', 'none', 'mixed', 'int'] as const;
    const shape = this.names.style === 'text' && random.chance(0.3) ? 'int' : fondness.has('lists', 0) ? 'list' : random.pick(shapes);
    if (records.some(isOutcome) && ['either', 'list', 'mixed', 'int'].includes(shape))
      return [
        ['key k', ...hold()],
        ['key j', ...hold()],
      ];
    switch (shape) {
      case 'one':
        return [['key k', ...hold(), ...where]];
      case 'two':
        return [
          ['key k', ...hold()],
          ['key j', ...hold(), ...where],
        ];
      case 'tuple':
        return [['key both = k, j', ...hold(), ...where], ...(random.chance(0.4) ? [['key j', ...hold()]] : [])];
      case 'each':
        return [['key p = each(k, j)', ...hold(), ...where], ...(random.chance(0.2) ? [['key every l', ...hold()]] : [])];
      case 'either':
        return [[this.either(records), ...hold()]];
      case 'mixed':
        return [
          [`key u = m, each(k, j)`, ...hold(), ...where],
          ['key k', ...hold()],
        ];
      case 'int':
        return [[`key ${this.single()}`, ...hold(), ...where], ...(random.chance(0.4) ? [['key k']] : [])];
      case 'list':
        return [['key every l', ...hold(), ...where], ...(random.chance(0.3) ? [['key k', ...hold()]] : [])];
      case 'none':
        return [['key none']];
    }
  }

  /** A field whose values are no texts, or are texts in several notations. */
  private single(): string {
    return this.random.pick(suited(this.names.style, ['m', ...'tiqwshng', ...'ihng']));
  }

  private either(records: readonly string[] = this.names.records): string {
    const fields = records.filter((record) => !isOutcome(record)).map((record) => `${record}.${this.random.pick(['k', 'j'])}`);
    return `key u = ${fields.join(' | ')}`;
  }

  /** Which of `k` and `j` all records carry; if neither, whether they carry `m`. */
  private partsOf(records: readonly string[]): string[] {
    const rules = records.filter(isOutcome).map((record) => this.made.find(({ name }) => record.startsWith(`${name}.`)));
    const common = (parts: readonly string[]) => parts.filter((part) => rules.every((rule) => rule?.parts.includes(part)));
    const texts = common(['k', 'j']);
    return texts.length > 0 ? texts : common(['m']);
  }

  private ending(pattern: PatternGenerator): Text {
    const { random } = this;
    const isTimed = random.chance(0.45);
    const words = ['success', 'failure', 'failure', 'timeout', 'abandoned', 'warning', 'warning'];
    // Of two deadlines the later would never be reached, unless it is a warning.
    const word = isTimed && random.chance(0.5) ? 'warning' : random.pick(words);
    const name = random.chance(0.6) ? [optional(` "n${random.int(1, 3)}"`)] : [];
    const [step] = random.shuffled(this.names.steps);
    const since = step && random.chance(0.3) ? [optional(` since ${step}`)] : [];
    const before = step && random.chance(0.3) ? [optional(` before ${random.pick(this.names.steps)}`)] : [];
    if (isTimed && step && random.chance(0.25)) {
      const told = random.pick(suited(this.names.style, ['d', 't']));
      return [word, ...name, ` after ${step}.${told}`, random.chance(0.3) ? optional(' idle') : '', ...before];
    }
    if (isTimed) {
      const idle = since.length === 0 && random.chance(0.3) ? [optional(' idle')] : [];
      const due = random.chance(0.12) ? clock(random, 0, 15) : `after ${seconds(random, 1, 5)}`;
      return [word, ...name, ` ${due}`, ...(due.startsWith('by') ? [] : idle), ...since, ...before];
    }
    const all = random.chance(0.12) ? [optional(' all')] : [];
    const as = random.chance(0.15) ? [optional(` as e${this.names.steps.length}${random.int(1, 99)}`)] : [];
    const record = random.pick(this.names.records);
    const where = random.chance(0.5) ? [optional(` where ${recordCondition(random, this.names, record)}`)] : [];
    const on: Text = random.chance(0.8) ? [` on ${record}`, ...as, ...where] : [' on ', ...pattern.trigger()];
    return [word, ...all, ...name, ...on, ...since, ...before];
  }

  private policies(): Text[] {
    const { random, fondness } = this;
    const clauses: Text[] = [];
    const name = random.chance(0.3) ? [optional(' "again"')] : [];
    const shares = fondness.has('sharing', 0);
    const restart = random.pick([...(shares ? [] : ['abandon', 'ignore']), 'overlap', 'overtake']);
    if (shares || random.chance(0.5))
      clauses.push([`on restart ${restart}`, ...(restart === 'abandon' || restart === 'overtake' ? name : [])]);
    if (fondness.has('conflicts', 0.15)) clauses.push(['on conflict take']);
    if (random.chance(0.12)) clauses.push(['on unexpected fail', ...(random.chance(0.4) ? [optional(' "odd"')] : [])]);
    if (random.chance(0.4)) clauses.push(['on orphan report']);
    if (random.chance(0.3)) clauses.push([`linger ${seconds(random, 1, 6)}`, random.chance(0.4) ? optional(' all') : '']);
    if (fondness.has('limits', 0.08)) clauses.push([`limit ${random.int(1, 3)}`]);
    return clauses;
  }

  // ── windows ──

  private window(): Text[] {
    const { random } = this;
    const shape = random.pick(['every', 'session', 'open', 'open', 'fire', 'back'] as const);
    const carried = this.partsOf(this.names.records);
    const shapes = this.names.records.some(isOutcome)
      ? carried.map((part) => `key ${part}`)
      : [
          'key k',
          'key k',
          'key j',
          'key both = k, j',
          'key every l',
          `key ${this.single()}`,
          'key p = each(k, j)',
          'key p = m, each(k, j)',
          this.either(),
        ];
    const [key] = random.chance(0.8) ? random.shuffled(shapes) : [];
    const where = random.chance(0.08) && !this.names.records.some(isOutcome) ? [optional(' where m != 2')] : [];
    const limit: Text[] = this.fondness.has('limits', 0.2) ? [[`limit ${random.int(1, 2)}`]] : [];
    // A record counts for the first key that it carries.
    const other = key === 'key k' && carried.includes('j') && random.chance(0.3) ? [['key j']] : [];
    return [...(key ? [[key, ...where]] : []), ...other, ...this.windowBody(shape), ...limit];
  }

  private windowBody(shape: 'every' | 'session' | 'open' | 'fire' | 'back'): Text[] {
    const { random } = this;
    const { records } = this.names;
    const span = seconds(random, 2, 6);
    const known = random.pick(records);
    const forget = random.chance(0.4) ? [optional(' forget')] : [];
    const named = random.chance(0.3) && !isOutcome(known) ? optional(' as f1') : '';
    const where = random.chance(0.3) ? optional(` where ${recordCondition(random, { ...this.names, steps: [] }, known)}`) : '';
    const other = random.pick(records.filter((record) => record === known || (!isOutcome(record) && !isOutcome(known))));
    const taken = other !== known && random.chance(0.4) ? `any { ${known}, ${other} }` : known;
    const on = shape === 'back' || random.chance(0.5) ? [optional(` on ${taken}`, named, where)] : [];
    if (['fire', 'back'].includes(shape) && on.length > 0 && named !== '') this.names.steps.push('f1');
    switch (shape) {
      case 'every':
        return [['over ', ...this.bucket(span)]];
      case 'session':
        return [[`over session ${span}`, random.chance(0.4) ? optional(` max ${seconds(random, 6, 9)}`) : '']];
      case 'open':
        return [['over ', ...this.span(span)], ...this.episodes()];
      case 'fire':
        return [
          ['over ', ...this.span(span)],
          ['fire', ...on, ` when ${this.level(false)}`, ...forget],
        ];
      case 'back':
        return [['fire', ...on, ` when ${pastCondition(random, this.names)}`, ...forget]];
    }
  }

  private span(span: string): Text {
    const { random } = this;
    const mode = random.pick(['slide', 'slide', 'slide', 'every', 'session']);
    if (mode === 'every') return this.bucket(span);
    return mode === 'slide' ? [span] : [`session ${span}`, random.chance(0.4) ? optional(` max ${seconds(random, 6, 9)}`) : ''];
  }

  private bucket(span: string): Text {
    const { random } = this;
    const { name } = random.pick(ZONES);
    return random.chance(0.3) ? [`every ${random.pick(['7s', '11s', span])}`, optional(` zone "${name}"`)] : [`every ${span}`];
  }

  private episodes(): Text[] {
    const { random } = this;
    const open = this.level(false);
    const delay = () => (random.chance(0.3) ? [optional(` for ${seconds(random, 1, 4)}`)] : []);
    const close: Text[] = random.chance(0.6) ? [[`close when ${this.level(true)}`, ...delay()]] : [];
    return [[`open when ${open}`, ...delay()], ...close];
  }

  /** @param low whether it is true for an empty window */
  private level(low: boolean): string {
    const { random } = this;
    const record = random.pick(this.names.records);
    const field = isOutcome(record) ? '' : random.pick(['', '.m']);
    if (low)
      return random.pick([
        `count(${record}) < ${random.int(1, 3)}`,
        `count(${record}) == 0`,
        `count() <= 1 and count(${record}) < 3`,
        `count(${record}) == 0 or ${pastCondition(random, this.names)}`,
      ]);
    return random.pick([
      `count(${record}) >= ${random.int(1, 3)}`,
      `count(${record}) >= ${random.int(1, 3)}`,
      `count() >= ${random.int(2, 4)} and count(${record}) > 0`,
      `${pastCondition(random, this.names)} and count(${record}) > 0`,
      ...(field === ''
        ? []
        : [
            `sum(${record}.m) > ${random.int(1, 4)}`,
            `distinct(${record}.m) >= 2`,
            `max(${record}.m) >= 2`,
            `avg(${record}.m) > 1`,
            `last(${record}.m) == 2`,
          ]),
    ]);
  }

  // ── schedules ──

  private schedule(): Text[] {
    const { random } = this;
    const record = random.pick(this.names.records);
    const where = random.chance(0.3) ? [optional(` where ${recordCondition(random, { ...this.names, steps: [] }, record)}`)] : [];
    const grace = random.chance(0.6) ? [optional(` grace ${random.int(1, 3)}s`)] : [];
    const period = random.chance(0.25) ? `daily ${clock(random, 0, 9)}` : `every ${seconds(random, 2, 6)}`;
    const other = random.pick(this.names.records);
    const taken = other !== record && isOutcome(other) === isOutcome(record) && random.chance(0.3) ? `any { ${record}, ${other} }` : record;
    const key = random.pick([
      ...['key k', 'key k', 'key p = each(k, j)', 'key every l'].map((key) => `${key} from listed`),
      'key m from numbers',
      ...['key k', 'key k', `key ${this.single()}`, 'key both = k, j', 'key p = each(k, j)', 'key every l'].map(
        (key) => `${key} learn ${random.int(6, 15)}s`,
      ),
      'key none',
      undefined,
    ]);
    const which = key && key !== 'key none' && !isOutcome(record) && random.chance(0.08) ? optional(' where m != 2') : '';
    const limit: Text[] = key?.includes('learn') && this.fondness.has('limits', 0.2) ? [[`limit ${random.int(1, 2)}`]] : [];
    return [...(key ? [[key, which]] : []), [`await ${taken}`, ...where, ` ${period}`, ...grace], ...limit];
  }
}
