/** The names that templates may use: members of the JSON of outcomes of a plan's rules, or of statistics. */

import { OUTCOME_WORDS, type Plan, type Type } from '../../../dsl/plan.ts';
import type { FieldName } from './template.ts';

interface KnownField {
  path: readonly string[];
  /** Whether members inside may have any name. */
  isOpen: boolean;
}

const PLAIN = ['schema', 'id', 'rule', 'outcome', 'name', 'code', 'reason', 'severity', 'key', 'begin', 'end', 'duration', 'lastStep'];
const MORE = ['fields', 'captures', 'recordCount', 'peak', 'message', 'labels', 'heldBack'];
const LISTS = ['keys', 'awaited', 'records'];

export class TemplateFields {
  private constructor(private readonly known: readonly KnownField[]) {}

  static ofStatistics(): TemplateFields {
    const plain = ['schema', 'id', 'period', 'rule', 'begin', 'end', 'outcomes'].map((name) => field([name], 'text'));
    return new TemplateFields([...plain, ...OUTCOME_WORDS.map((word) => field(['outcomes', word], 'int'))]);
  }

  static ofOutcomes({ rules, records }: Plan): TemplateFields {
    return new TemplateFields([
      ...[...PLAIN, ...MORE].map((name) => field([name], 'text')),
      ...LISTS.map((name) => field([name], 'json')),
      ...rules.flatMap(({ reporting, keys, captures }) => [
        ...reporting.emit.flatMap(({ name, type }) => placed('fields', name, type)),
        ...keys.flatMap(({ parts }) => parts.flatMap(({ name, type }) => placed('key', name, type))),
        ...reporting.labels.map(({ name, type }) => field(['labels', name], type)),
        ...captures.flatMap(({ name, records: taken }) => [
          field(['captures', name], 'text'),
          ...taken.flatMap((record) => records[record]?.fields ?? []).map((one) => field(['captures', name, one.name], one.type)),
        ]),
      ]),
    ]);
  }

  has({ path }: FieldName): boolean {
    return this.known.some(({ path: known, isOpen }) => {
      const isWithin = isOpen ? path.length >= known.length : path.length === known.length;
      return isWithin && known.every((name, index) => path[index] === name);
    });
  }

  /** All names, as templates write them. */
  names(): string[] {
    return this.known.map(({ path }) => path.join('.'));
  }
}

function field(path: readonly string[], type: Type): KnownField {
  return { path, isOpen: type === 'json' || typeof type !== 'string' };
}

/** Fields chosen by authors are also found without their place. */
function placed(place: string, name: string, type: Type): KnownField[] {
  return [field([name], type), field([place, name], type)];
}
