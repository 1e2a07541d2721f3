/** Another version of a generated program, to which a run changes. */

import type { Random } from './random.ts';
import { optional, render, smaller, type Text } from './text.ts';

/** Up to three changes of its rules: something is left out, or limited, or takes longer or less, or ends in another way. */
export function otherVersion(random: Random, program: Text): Text {
  let changed = program;
  for (let count = random.int(1, 3); count > 0; count--) {
    const [at] = random.shuffled([...changed.keys()].filter((part) => isRule(changed[part])));
    const rule = at === undefined ? undefined : changed[at];
    if (at === undefined || rule === undefined || typeof rule === 'string') return changed;
    changed = changed.with(at, optional(...changedRule(random, rule.optional)));
  }
  return changed;
}

const isRule = (part: Text[number] | undefined) =>
  part !== undefined && typeof part !== 'string' && /^\s*(transaction|window|schedule) /.test(render([part]));

function changedRule(random: Random, rule: Text): Text {
  const way = random.next();
  if (way < 0.35) return replacedOne(random, rule, /\b\d+(?=(?:ms|[smhd])\b)/g, () => `${random.int(1, 9)}`);
  if (way < 0.45) return replacedOne(random, rule, /\b(?:failure|timeout|abandoned|warning)(?= (?:"n|on|after|all|by))/g, () => 'failure');
  if (way < 0.55) return replacedOne(random, rule, /\b(?:>=|<|==|>|<=)(?= )/g, () => random.pick(['>=', '<']));
  if (way < 0.65) return [...rule.slice(0, -1), optional(`  limit ${random.int(1, 2)}\n`), ...rule.slice(-1)];
  const fewer = [...smaller(rule)];
  return fewer.length > 0 ? random.pick(fewer) : rule;
}

/** One of the places in its strings that an expression finds is replaced. */
function replacedOne(random: Random, text: Text, places: RegExp, by: () => string): Text {
  let left = random.int(0, Math.max(0, (render(text).match(places) ?? []).length - 1));
  const replaced = (part: Text[number]): Text[number] =>
    typeof part === 'string' ? part.replace(places, (found) => (left-- === 0 ? by() : found)) : { optional: part.optional.map(replaced) };
  return text.map(replaced);
}
