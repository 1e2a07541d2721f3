/** `--rule`, `--key user=bob`: the transactions to explain. */

import { DERIVED } from '../../dsl/pattern-plan.ts';
import type { Plan } from '../../dsl/plan.ts';
import { readConstant } from '../../dsl/types.ts';
import { shellText } from '../../runtime/outputs/escape.ts';
import type { Wanted } from '../../runtime/trace/finder.ts';
import { keyForm } from '../../runtime/values/key-form.ts';
import { renderValue } from '../../runtime/values/render.ts';
import { type Failure, usageError } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';

/** @throws Failure for an unknown rule; absent means all rules. */
export function checkRule(rule: string | undefined, { rules }: Plan): void {
  const names = rules.map(({ name }) => name);
  if (rule === undefined || names.includes(rule)) return;
  throw usageError(`There is no rule '${rule}'.`, meantOrAll(rule, names, 'The rules are'));
}

/** @throws Failure if it is not `name=value`, or no rule knows the name. */
export function wantedOf(keys: readonly string[], plan: Plan): Wanted[] {
  const known = knownNames(plan);
  return keys.map((key) => {
    const equals = key.indexOf('=');
    if (equals < 1) throw usageError(`'${key}' is not a name and a value.`, exampleOf(key.slice(equals + 1), plan));
    const name = key.slice(0, equals);
    if (!known.has(name)) throw unknownName(name, [...known]);
    return wantedValue(name, key.slice(equals + 1), plan);
  });
}

/** A value without a name may belong to any key. */
function exampleOf(value: string, { rules }: Plan): string {
  const names = new Set(rules.flatMap(({ keys }) => keys.flatMap(({ parts }) => parts)).map(({ name }) => name));
  const examples = Array.from(names, (name) => `--key ${name}=${shellText(value)}`);
  return `Write it as ${examples.slice(0, 3).join(', or ') || '--key user=bob'}.`;
}

/** Host names, hardware addresses and UUIDs are compared in one form, addresses by value. */
function wantedValue(name: string, text: string, { rules }: Plan): Wanted {
  const parts = rules.flatMap(({ keys }) => keys.flatMap((key) => key.parts));
  const canonical = parts.find((part) => part.name === name && part.canonical)?.canonical ?? (name === 'host' ? 'host' : undefined);
  return {
    name,
    text,
    matches: (value, type) => {
      if (renderValue(value, type) === text || readConstant(text, type) === value) return true;
      return canonical !== undefined && keyForm(String(value), canonical) === keyForm(text, canonical);
    },
  };
}

function knownNames({ records, rules }: Plan): Set<string> {
  const named = [
    ...rules.flatMap(({ keys, reporting }) => [...keys.flatMap(({ parts }) => parts), ...reporting.emit]),
    ...records.flatMap(({ fields }) => fields),
  ];
  return new Set(named.map(({ name }) => name).filter((name) => !name.startsWith(DERIVED)));
}

function unknownName(name: string, known: readonly string[]): Failure {
  const help = known.length === 0 ? 'They have no names at all.' : meantOrAll(name, known.toSorted(), 'They have');
  return usageError(`No record, key or 'emit' of these rules has a '${name}'.`, help);
}
