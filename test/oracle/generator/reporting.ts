/** Random clauses about how outcomes are reported. */

import { type Kind, seconds } from './expressions.ts';
import type { Random } from './random.ts';
import { optional, type Text } from './text.ts';

/** What the clauses of one rule can refer to. */
interface Known {
  kind: Kind;
  /** The text of its other clauses. */
  text: string;
  outcomes: readonly string[];
  /** Names of keys and of fields of `emit`. */
  fields: readonly string[];
  steps: readonly string[];
}

export function reporting(random: Random, known: Known): Text[] {
  const named = [...known.text.matchAll(/^(success|failure|timeout|abandoned|warning)(?: all)? ("\w+")/gm)];
  const outcomes = [...known.outcomes, ...named.map(([, word, name]) => `${word} ${name}`)];
  const clauses: Text[] = [];
  if (random.chance(0.1)) clauses.push([`severity ${random.chance(0.6) ? `${random.pick(outcomes)} ` : ''}= critical`]);
  if (random.chance(0.1)) clauses.push([`severity ${random.pick(outcomes)} = debug`]);
  if (random.chance(0.15)) clauses.push(['message = "', ...holes(random, known), '"']);
  if (random.chance(0.1)) clauses.push([`message ${random.pick(outcomes)} = "`, ...holes(random, known), '"']);
  if (random.chance(0.12)) clauses.push(labels(random, known));
  if (random.chance(0.15)) clauses.push(report(random, known, random.shuffled(outcomes)));
  return random.shuffled(clauses);
}

function holes(random: Random, { kind, fields, steps }: Known): Text {
  const own = { transaction: ['awaited', 'count()', 'duration'], window: ['peak', 'duration'], schedule: ['end'] };
  const pool = ['begin', 'outcome', 'name', 'severity', ...own[kind], ...fields, ...steps.map((step) => `${step}.m`)];
  const chosen = random.shuffled(pool).slice(0, random.int(1, 3));
  return chosen.map((hole) => optional(` {${hole}};`));
}

function labels(random: Random, { fields }: Known): Text {
  const value = fields.length > 0 && random.chance(0.5) ? random.pick(fields) : random.pick(['outcome', '"one"', 'begin']);
  return ['labels { ', optional('team = "red", '), `about = ${value}`, ' }'];
}

function report(random: Random, { fields }: Known, [word = '', other]: readonly string[]): Text {
  const chosen = random.shuffled(fields).slice(0, random.int(1, 2));
  const by = chosen.length > 0 && random.chance(0.5) ? optional(` by ${chosen.join(', ')}`) : '';
  const once = random.chance(0.7) ? optional(` once per ${seconds(random, 1, 8)}`, by) : '';
  return [`report ${other && random.chance(0.5) ? `${word}, ${other}` : word}`, once];
}
