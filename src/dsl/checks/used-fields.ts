import { getOrMake } from '../../get-or-make.ts';
import { forEachPart } from '../lower/parts.ts';
import type { LoweredProgram } from '../lower/program.ts';
import type { RecordPlan } from '../pattern-plan.ts';
import type { RulePlan } from '../plan.ts';

/** The fields of each record that are read somewhere in the program, or reported with an outcome. */
export class UsedFields {
  private readonly records: readonly RecordPlan[];
  /** By record. */
  private readonly read = new Map<number, Set<string>>();
  /** By record, what each rule that takes it reads: one set for all records of a rule, as both may be thousands. */
  private readonly readByRules = new Map<number, ReadonlySet<string>[]>();
  /** Records that a named step takes: all of their fields are reported with the outcome. */
  private readonly told = new Set<number>();

  constructor({ records, rules }: LoweredProgram) {
    this.records = records;
    // Only these properties contain expressions. Records have many fields if rules have many keys.
    for (const [index, { before, alternatives, lets, where, weight }] of records.entries())
      this.add(index, fieldsIn({ before, alternatives, lets, where, weight }));
    for (const { plan } of rules) this.addRule(plan);
  }

  has(record: number, field: string): boolean {
    if (this.told.has(record) || this.read.get(record)?.has(field)) return true;
    return this.readByRules.get(record)?.some((fields) => fields.has(field)) ?? false;
  }

  hasAll(record: number): boolean {
    return this.records[record]?.fields.every(({ name }) => this.has(record, name)) ?? true;
  }

  private add(record: number, fields: Iterable<string>): void {
    const known = getOrMake(this.read, record, () => new Set());
    for (const field of fields) known.add(field);
  }

  private addRule(plan: RulePlan): void {
    // The carriers of a key contain only names, for each key and record: only its condition has to be walked.
    const keys = plan.keys.map(({ where }) => where);
    const fields = fieldsIn({ ...plan, keys });
    for (const record of new Set([...plan.known, ...plan.lookbacks.flatMap(({ records }) => records)]))
      getOrMake(this.readByRules, record, () => []).push(fields);
    for (const { carriers } of plan.keys) for (const { record, tuples } of carriers) for (const names of tuples) this.add(record, names);
    for (const { name, records } of plan.captures) if (name !== '') for (const record of records) this.told.add(record);
  }
}

/** The names of all fields that the expressions in a plan read. */
function fieldsIn(plan: object): Set<string> {
  const fields = new Set<string>();
  forEachPart(plan, (part) => {
    if ('op' in part && part.op === 'field' && 'name' in part) fields.add(part.name as string);
    if ('op' in part && part.op === 'capture' && 'field' in part) fields.add(part.field as string);
  });
  return fields;
}
