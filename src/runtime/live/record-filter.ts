/** Which records of a capture the rules see, as a condition in the rule language. */

import { parseAddress } from '../../addresses.ts';
import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { ExprPlan } from '../../dsl/plan.ts';
import { TextReader } from '../decode/text.ts';
import { compileExpression } from '../expression/compile.ts';
import { type Environment, type Evaluate, recordScope } from '../expression/scope.ts';
import type { LogRecord, Match, Value } from '../record.ts';
import type { Origin, RecordEntry } from '../state/entry.ts';

/** As compiled: `emitted` reads how the record came, `fields` those of its format. */
export interface RecordFilterPlan {
  where: ExprPlan;
  /** By format: the fields that the condition names. */
  records: readonly RecordPlan[];
}

/** `192.0.2.1:514`, `[2001:db8::1]:514`; the peer of a Unix socket has no port. */
const PORT = /^(?:\[(.*)\]|(.*)):\d+$/;

export class RecordFilter {
  private readonly where: Evaluate;
  private readonly records: readonly RecordPlan[];
  private readonly reader = new TextReader();

  constructor({ where, records }: RecordFilterPlan, environment: Environment) {
    this.records = records;
    this.where = compileExpression(where, { ...environment, records });
  }

  accepts(record: LogRecord, entry: RecordEntry, origin: Origin): boolean {
    const emitted = (name: string) => this.arrival(name, record, entry, origin);
    const match = this.matchOf(record, origin.format);
    return this.where({ ...recordScope(match), emitted }) === true;
  }

  /** A record of a format that no rule uses has only the fields common to all records. */
  private matchOf(record: LogRecord, format: string): Match {
    const index = this.records.findIndex((one) => one.format === format);
    const values: Match['values'] = [];
    for (const { slot, path } of this.records[index]?.header ?? []) values[slot] = record.field(path);
    return { record: index, time: record.time, weight: record.weight, values, source: 0, line: 0 };
  }

  private arrival(name: string, record: LogRecord, entry: RecordEntry, origin: Origin): Value | undefined {
    switch (name) {
      case 'received':
      case 'line':
        return entry[name];
      case 'source':
      case 'format':
      case 'peer':
      case 'certificate':
        return origin[name];
      case 'address':
        return origin.peer === undefined ? undefined : parseAddress(origin.peer.replace(PORT, '$1$2'));
      case 'transport':
        return origin.peer === undefined ? 'file' : origin.source.slice(0, origin.source.indexOf('://'));
      case 'message':
        return this.reader.text(record.bytes, record.messageStart, record.messageEnd);
      case 'text':
        return this.reader.text(record.bytes, record.start, record.end);
      default:
        return undefined;
    }
  }
}
