import { forEachPart } from '../lower/parts.ts';
import type { LoweredProgram } from '../lower/program.ts';
import type { RecordPlan } from '../pattern-plan.ts';
import type { RulePlan } from '../plan.ts';

/** Which fields of each record are read somewhere in the program, or told with an outcome. */
export class UsedFields {
  private readonly records: readonly RecordPlan[];
  private readonly read = new Map<number, Set<string>>();
  /** Records that a step with a name takes: all that is in them is told with the outcome. */
  private readonly told = new Set<number>();

  constructor({ records, rules }: LoweredProgram) {
    this.records = records;
    // Only these hold expressions. The fields of a record are many where rules have many keys.
    for (const [index, { before, alternatives, lets, where, weight }] of records.entries())
      this.add([index], fieldsIn({ before, alternatives, lets, where, weight }));
    for (const { plan } of rules) this.addRule(plan);
  }

  has(record: number, field: string): boolean {
    return this.told.has(record) || (this.read.get(record)?.has(field) ?? false);
  }

  hasAll(record: number): boolean {
    return this.records[record]?.fields.every(({ name }) => this.has(record, name)) ?? true;
  }

  private add(records: readonly number[], fields: Iterable<string>): void {
    for (const record of records) {
      const known = this.read.get(record) ?? new Set();
      for (const field of fields) known.add(field);
      this.read.set(record, known);
    }
  }

  private addRule(plan: RulePlan): void {
    // The carriers of a key hold names only, for each key and record: of a key, only the condition has to be walked.
    const keys = plan.keys.map(({ where }) => where);
    this.add([...plan.known, ...plan.lookbacks.flatMap(({ records }) => records)], fieldsIn({ ...plan, keys }));
    for (const { carriers } of plan.keys) for (const { record, tuples } of carriers) for (const names of tuples) this.add([record], names);
    for (const { name, records } of plan.captures) if (name !== '') for (const record of records) this.told.add(record);
  }
}

/** The names of all fields that the expressions of a plan read. */
function fieldsIn(plan: object): Set<string> {
  const fields = new Set<string>();
  forEachPart(plan, (part) => {
    if ('op' in part && part.op === 'field' && 'name' in part) fields.add(part.name as string);
    if ('op' in part && part.op === 'capture' && 'field' in part) fields.add(part.field as string);
  });
  return fields;
}
