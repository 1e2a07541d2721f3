/** The open transactions that a request is about. */

import type { Live } from '../../runtime/live.ts';
import { OutcomeTypes } from '../../runtime/outputs/outcome-types.ts';
import type { OpenTransaction } from '../../runtime/record.ts';
import type { Wanted } from '../../runtime/trace/finder.ts';
import { openTransactions } from '../../runtime/trace/open-transactions.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { checkRule, wantedOf } from '../explain/wanted.ts';
import type { Selection } from './request.ts';

/**
 * Open transactions of one rule or of all that have all of these values, in a part of a key or in a capture.
 * @throws Failure for an unknown rule or name
 */
export function* selected(live: Live, { rule, keys = [] }: Selection): Generator<OpenTransaction> {
  const { plan, intake } = live.rules.running;
  checkRule(rule, plan);
  const wanted = wantedOf(keys, plan);
  const types = new OutcomeTypes(plan);
  for (const open of openTransactions(intake.engine, rule)) {
    if (wanted.every((one) => carries(open, one, types))) yield open;
  }
}

/** @throws Failure if no open transaction has this id. */
export function openWith(live: Live, id: string): OpenTransaction {
  for (const open of openTransactions(live.rules.running.intake.engine)) if (open.id === id) return open;
  throw new Failure(ExitCode.findings, `No transaction '${id}' is open.`, 'List the open transactions with: corr state ls');
}

function carries({ rule, keys, captures }: OpenTransaction, { name, matches }: Wanted, types: OutcomeTypes): boolean {
  const of = types.of(rule);
  const inKey = keys.some(({ parts, values }, key) => {
    const part = parts.indexOf(name);
    const type = of.keys[key]?.[part] ?? 'json';
    return part >= 0 && values.some((tuple) => tuple[part] !== undefined && matches(tuple[part], type));
  });
  if (inKey) return true;
  return Array.from(captures).some(([capture, fields]) => {
    const value = fields.get(name);
    return value !== undefined && matches(value, of.captures.get(capture)?.get(name) ?? 'json');
  });
}
