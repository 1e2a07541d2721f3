import type { Match, Value } from '../record.ts';
import type { Environment } from './scope.ts';

/** Returns a reader of a field, by name, from a match of any record. Every record has `time` and `weight` unless it captures its own. */
export function fieldReader(name: string, { records }: Environment): (match: Match) => Value | undefined {
  const slots = records.map(({ fields }) => fields.findIndex((field) => field.name === name));
  const common = name === 'time' || name === 'weight' ? name : undefined;
  return (match) => {
    const slot = slots[match.record] ?? -1;
    if (slot >= 0) return match.values[slot];
    return common && match[common];
  };
}
