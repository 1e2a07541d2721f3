/**
 * Standalone conditions on outcomes, as used by the outputs of a configuration: `severity >= error and rule ==
 * "checkout"`; and standalone values.
 */

import { OUTCOME_FIELDS, OUTCOMES_OF } from './builtins.ts';
import { type CompiledExpr, compileLone, paramNames, type Visible } from './condition.ts';
import { lowerCondition, lowerExpr } from './lower/expressions.ts';
import { valueNames } from './lower/names.ts';
import { callOf } from './lower/operators.ts';
import type { Names, Typed } from './lower/typed.ts';
import { type Plan, SEVERITIES, type Type } from './plan.ts';
import type { Source } from './source.ts';
import { eitherType } from './types.ts';
import type { Words } from './words.ts';

/**
 * Compiles the condition for outcomes of a plan's rules. It sees the fields of every outcome, then emitted fields and
 * parts of keys, then params. In `emitted` names, author-chosen ones have a prefix: `fields.tries`, `key.user`,
 * `labels.team`; those without a dot are of every outcome: `message`, `code`. Never throws, whatever the text.
 */
export function compileFilter(source: Source, plan: Plan): CompiledExpr {
  return compileLone(source, plan, visibleIn(plan), lowerCondition);
}

/** Compiles a value of outcomes of a plan's rules, which sees the same names: `user`, `lower(host)`. Never throws, whatever the text. */
export function compileOutcomeValue(source: Source, plan: Plan): CompiledExpr {
  return compileLone(source, plan, visibleIn(plan), lowerExpr);
}

const NAMES =
  'Every outcome has rule, outcome, name, severity, duration and others; what rules add is fields.NAME, key.NAME and labels.NAME.';

function visibleIn(plan: Plan): Visible {
  return { names: [outcomeNames, authorNames(plan), paramNames(plan)], words: wordsOf(plan), help: NAMES };
}

function wordsOf({ rules }: Plan): Words {
  return new Map<string, readonly string[]>([
    ['severity', SEVERITIES],
    ['outcome', [...new Set(rules.flatMap(({ kind }) => OUTCOMES_OF[kind]))]],
    ['rule', rules.map(({ name }) => name)],
  ]);
}

/** Fields of every outcome besides {@link OUTCOME_FIELDS}. */
const OTHER_FIELDS: readonly (readonly [string, Type, boolean])[] = [
  ['id', 'text', false],
  ['code', 'text', false],
  ['message', 'text', true],
  ['lastStep', 'text', true],
  ['recordCount', 'int', false],
  ['heldBack', 'int', false],
];

const outcomeNames = valueNames(
  new Map<string, Typed>([
    ...[...OUTCOME_FIELDS].map(([field, known]) => [field, { expr: { op: 'outcome', field }, ...known }] as const),
    ...OTHER_FIELDS.map(([name, type, optional]) => [name, { expr: { op: 'emitted', name }, type, optional }] as const),
  ]),
);

const PLACES = ['fields', 'key', 'labels'] as const;
type PlaceName = (typeof PLACES)[number];
const CONTENTS: Record<PlaceName, string> = {
  fields: 'What rules emit { … } is in fields.',
  key: 'The parts of the keys of rules are in key.',
  labels: 'What rules write into labels { … } is in labels.',
};

/**
 * `tries` or `fields.tries`, `user` or `key.user`, `labels.team`. A bare name is an emitted field, or else a part of a
 * key.
 */
function authorNames({ rules }: Plan): Names {
  const found = new Map<string, Typed>();
  const add = (place: PlaceName, name: string, type: Type) => {
    const path = `${place}.${name}`;
    found.set(path, { expr: { op: 'emitted', name: path }, type: eitherType(found.get(path)?.type ?? type, type), optional: true });
  };
  for (const { reporting, keys } of rules) {
    for (const { name, type } of reporting.emit) add('fields', name, type);
    for (const { name, type } of reporting.labels) add('labels', name, type);
    for (const { name, type } of keys.flatMap(({ parts }) => parts)) add('key', name, type);
  }
  const bareName = (name: string): Typed | undefined => {
    const [field, key] = [found.get(`fields.${name}`), found.get(`key.${name}`)];
    return field && key ? callOf('default', [field, key], eitherType(field.type, key.type), true) : (field ?? key);
  };
  return {
    find: ([first, second], report) => {
      const placed = second && found.get(`${first?.text}.${second.text}`);
      if (placed) return { value: placed, used: 2 };
      const value = bareName(first?.text ?? '');
      if (value) return { value, used: 1 };
      const place = PLACES.find((one) => one === first?.text);
      if (!place || !second) return undefined;
      const known = [...found.keys()].filter((path) => path.startsWith(`${place}.`)).map((path) => path.slice(place.length + 1));
      report.unknown(second, 'unknown-field', [second.text, place], second.text, known, CONTENTS[place]);
      return { used: 2 };
    },
    known: () => Array.from(found.keys(), (path) => path.replace(/^(?:fields|key)\./, '')),
  };
}
