/** An outcome in words; each output does its own escaping. */

import type { Severity, Type } from '../../dsl/plan.ts';
import type { Outcome, OutcomeKey, Value } from '../record.ts';
import { renderValue } from '../values/render.ts';
import { jsonString } from './escape.ts';
import type { RuleTypes } from './outcome-types.ts';
import type { Palette } from './palette.ts';
import { widthOf } from './terminal.ts';

/**
 * The first value of the first key that has one: `bob`, or `host=gw pid=10` for a key of several parts.
 * @param room the width in which the names of the parts must fit; otherwise they are left out: `gw 10`
 */
export function keyText(keys: readonly OutcomeKey[], types: RuleTypes, room = Number.POSITIVE_INFINITY): string {
  for (const [index, { parts, values }] of keys.entries()) {
    const [first] = values;
    if (!first || parts.length === 0) continue;
    const words = first.map((value, part) => word(value, types.keys[index]?.[part] ?? 'json'));
    const named = words.map((text, part) => `${parts[part]}=${text}`).join(' ');
    return words.length === 1 || widthOf(named) > room ? words.join(' ') : named;
  }
  return '';
}

/** Quoted if it would otherwise run into its neighbours. */
function word(value: Value, type: Type): string {
  const text = renderValue(value, type);
  return /^[^\s"=]+$/.test(text) ? text : jsonString(text);
}

/** What happened: the author's name for it, and the message or the reason. */
export function storyOf({ name, message, reason, heldBack }: Outcome): string {
  const told = message ?? reason;
  const held = heldBack === 0 ? '' : ` (${heldBack} more held back)`;
  return `${name === undefined ? '' : `${name}: `}${told}${held}`;
}

/** The colour for a severity. */
export function paintOf(severity: Severity, palette: Palette): (text: string) => string {
  switch (severity) {
    case 'debug':
      return palette.dim;
    case 'info':
      return palette.green;
    case 'notice':
      return palette.cyan;
    case 'warning':
      return palette.yellow;
    default:
      return palette.red;
  }
}
