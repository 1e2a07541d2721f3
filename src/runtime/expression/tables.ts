/** Look-ups in the tables of a program, by the value of the first column. */

import { parseNetwork } from '../../addresses.ts';
import type { TablePlan } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import type { Value } from '../record.ts';
import { NetworkMap } from '../values/network-map.ts';
import { constantValue } from './constants.ts';
import type { Environment } from './scope.ts';

type Row = TablePlan['rows'][number];
type Find = (key: Value) => Row | undefined;

/** Tables may be large, and are looked up from many places, so each is indexed once. */
const indices = new WeakMap<TablePlan, Find>();

/**
 * Returns a reader of a column by key; the first row with a key counts. In a column of networks, the smallest that
 * contains the address.
 */
export function tableReader(name: string, column: string, { tables }: Environment): (key: Value) => Value | undefined {
  const table = tables.find((one) => one.name === name);
  const slot = table?.columns.findIndex((one) => one.name === column) ?? -1;
  if (!table || slot < 0) return () => undefined;
  const find = findIn(table);
  return (key) => constantValue(find(key)?.[slot] ?? null);
}

function findIn(table: TablePlan): Find {
  return getOrMake(indices, table, () => (table.columns[0]?.type === 'network' ? byNetwork(table) : byValue(table)));
}

function byValue({ rows }: TablePlan): Find {
  const index = new Map<Value, Row>();
  for (const row of rows) {
    const key = constantValue(row[0] ?? null);
    if (key !== undefined && !index.has(key)) index.set(key, row);
  }
  return (key) => index.get(key);
}

function byNetwork({ rows }: TablePlan): Find {
  const index = new NetworkMap<Row>();
  for (const row of rows) {
    const network = typeof row[0] === 'string' ? parseNetwork(row[0]) : undefined;
    if (network !== undefined) index.add(network, row);
  }
  return (key) => (typeof key === 'string' ? index.find(key) : undefined);
}
