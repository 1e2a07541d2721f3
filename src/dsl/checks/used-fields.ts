import type { LoweredProgram } from '../lower/program.ts';
import type { RecordPlan } from '../pattern-plan.ts';
import type { RulePlan } from '../plan.ts';

/** Which fields of each record anything in the program reads, or tells. */
export class UsedFields {
  private readonly read = new Map<number, Set<string>>();
  /** Records that a step with a name takes: all that is in them is told with the outcome. */
  private readonly told = new Set<number>();

  constructor({ records, rules }: LoweredProgram) {
    for (const [index, record] of records.entries()) this.add([index], fieldsIn(record));
    for (const { plan } of rules) this.addRule(plan);
  }

  has(record: number, field: string): boolean {
    return this.told.has(record) || (this.read.get(record)?.has(field) ?? false);
  }

  private add(records: readonly number[], fields: Iterable<string>): void {
    for (const record of records) {
      const known = this.read.get(record) ?? new Set();
      for (const field of fields) known.add(field);
      this.read.set(record, known);
    }
  }

  private addRule(plan: RulePlan): void {
    this.add([...plan.known, ...plan.lookbacks.flatMap(({ records }) => records)], fieldsIn(plan));
    for (const { carriers } of plan.keys) for (const { record, tuples } of carriers) this.add([record], tuples.flat());
    for (const { name, records } of plan.captures) if (name !== '') for (const record of records) this.told.add(record);
  }
}

/** The names of all fields that the expressions of a plan read. */
function fieldsIn(plan: RulePlan | RecordPlan): Set<string> {
  const fields = new Set<string>();
  const open: unknown[] = [plan];
  while (open.length > 0) {
    const node = open.pop();
    if (node === null || typeof node !== 'object') continue;
    if ('op' in node && node.op === 'field' && 'name' in node) fields.add(node.name as string);
    if ('op' in node && node.op === 'capture' && 'field' in node) fields.add(node.field as string);
    for (const child of Object.values(node)) open.push(child);
  }
  return fields;
}
