/** Tables with what a scan looks for in lines with a syslog header. */

import { keyOf } from '../match/constraints.ts';
import { textsOf } from '../match/dispatch.ts';
import type { Hints } from '../match/hints.ts';
import { NAMES, OTHERS } from './layout.ts';
import { TableWriter } from './table-writer.ts';

const APP = keyOf(['app']);
/** A repeated message is nested in another one, so such lines are never skipped. */
const REPEATED: Hints = { constraints: [], beginnings: ['message repeated '], literals: [] };

/** The beginning of a kernel's memory; undefined if some record may have any text. */
export function headerTables(candidates: readonly Hints[]): Uint8Array | undefined {
  const all = [...candidates, REPEATED];
  const unnamed: number[] = [];
  const byName = new Map<string, number[]>();
  for (const [owner, hints] of all.entries()) {
    const names = namesOf(hints);
    if (!names) unnamed.push(owner);
    for (const name of new Set(names)) byName.set(name, [...(byName.get(name) ?? []), owner]);
  }
  if (textsOf(unnamed, all).always.length > 0) return undefined;
  const writer = new TableWriter();
  const write = (owners: readonly number[]) => writer.texts(textsOf([...owners, ...unnamed], all));
  return writer.memory([
    [NAMES, writer.names(new Map([...byName].map(([name, owners]) => [name, write(owners)])))],
    // The last of the unnamed is no record.
    [OTHERS, unnamed.length > 1 ? write([]) : 0],
  ]);
}

/** The programs (`app`) whose records a candidate is for; undefined if it does not restrict them. */
function namesOf({ constraints }: Hints): string[] | undefined {
  const values = constraints.find(({ path }) => keyOf(path) === APP)?.values;
  const names = values?.filter((value) => typeof value === 'string');
  return names?.length === values?.length ? names : undefined;
}
