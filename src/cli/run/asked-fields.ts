/**
 * Fields that rules ask for and that no record has. Nothing declares the fields of JSON and formats like it, so that a
 * misspelt name compiles; the pattern, condition or key that it stands in then never fits.
 */

import { FORMATS } from '../../dsl/builtins.ts';
import type { Plan } from '../../dsl/plan.ts';
import { nearest } from '../../dsl/suggest.ts';
import type { RunCounters } from '../../runtime/counters.ts';
import type { SourceCursor } from '../../runtime/inputs/cursor.ts';
import { grouped } from '../../runtime/outputs/figures.ts';
import type { Value } from '../../runtime/record.ts';

/** The names in so many records are gathered, to find the one that was meant. */
const MOST_NAMED = 1000;

/** A field of one format that no record has had so far. */
interface Asked {
  format: string;
  path: readonly string[];
  /** Which of the plan's records ask for it, by index. */
  by: Set<number>;
}

export interface MissingField {
  name: string;
  /** Names of the plan's records that ask for it. */
  by: readonly string[];
  /** A name that records have, and that is nearly the same. */
  meant: string | undefined;
}

export class AskedFields {
  /** How many records of formats without declared fields were looked at. */
  read = 0;
  private readonly unseen = new Map<string, Asked>();
  /** Names of fields that records have, by format. */
  private readonly names: ReadonlyMap<string, Set<string>>;

  constructor(private readonly plan: Plan) {
    const open = plan.formats.filter(({ base }) => base !== 'template' && FORMATS[base].open);
    this.names = new Map(open.map(({ name }) => [name, new Set()]));
    for (const [index, { format, header, alternatives }] of plan.records.entries()) {
      if (format === undefined || !this.names.has(format)) continue;
      for (const { path } of header) this.ask(format, path, index);
      for (const one of alternatives) if (one.kind === 'fields') for (const { path } of one.fields) this.ask(format, path, index);
    }
  }

  private ask(format: string, path: readonly string[], index: number): void {
    const id = JSON.stringify([format, path]);
    const asked = this.unseen.get(id) ?? { format, path, by: new Set() };
    asked.by.add(index);
    this.unseen.set(id, asked);
  }

  /** Whether something in a run would be explained by a field that is not there. */
  areSuspected({ perRecord, rules }: RunCounters): boolean {
    const isUnmatched = [...this.unseen.values()].some(({ by }) => [...by].some((index) => perRecord[index] === 0));
    return isUnmatched || (this.unseen.size > 0 && rules.some(({ noKey }) => noKey > 0));
  }

  /** Takes the record that a log is at. */
  note(cursor: Pick<SourceCursor, 'record' | 'info' | 'fields'>): void {
    const { record, info } = cursor;
    const { name } = info.format;
    const names = this.names.get(name);
    if (!names) return;
    for (const [id, { format, path }] of this.unseen) if (format === name && record.field(path) !== undefined) this.unseen.delete(id);
    if (this.read++ < MOST_NAMED) addNames(cursor.fields(), '', names);
  }

  /**
   * Those that are not there: where another name is near, and all of a format of which no pattern has matched a record.
   * Where some have, a field without such a name may be one that few records have.
   */
  missing({ perRecord }: Pick<RunCounters, 'perRecord'>): MissingField[] {
    const { records } = this.plan;
    const matched = new Set(records.filter((_, index) => (perRecord[index] ?? 0) > 0).map(({ format }) => format));
    return [...this.unseen.values()].flatMap(({ format, path, by }) => {
      const names = this.names.get(format) ?? new Set();
      const name = path.join('.');
      const meant = nearest(name, names);
      const isTold = names.size > 0 && (meant !== undefined || !matched.has(format));
      return isTold ? [{ name, by: Array.from(by, (index) => records[index]?.name ?? ''), meant }] : [];
    });
  }
}

/**
 * What is wrong, and the next step if it is known.
 * @param read how many records were looked at, where a log may have more
 */
export function missingFieldText({ name, by, meant }: MissingField, read?: number): { message: string; next?: string } {
  const [first = '', ...others] = by;
  const none = read === undefined ? 'no record' : `none of the first ${grouped(read)} records`;
  const asks = others.length === 0 ? `${first} asks` : `${first} and ${others.length} more ask`;
  return { message: `${none} has '${name}', which ${asks} for`, ...(meant === undefined ? {} : { next: `Did you mean '${meant}'?` }) };
}

/** Takes the first records of each log, and closes it. */
export async function noteFirst(asked: AskedFields, cursors: readonly SourceCursor[], most: number): Promise<void> {
  for (const cursor of cursors) {
    let left = most;
    while (left > 0 && (await cursor.fill())) {
      for (; left > 0 && cursor.next(); left--) asked.note(cursor);
    }
    await cursor.close();
  }
}

/** Those inside of others, too: `customer`, `customer.id`. */
function addNames(fields: ReadonlyMap<string, Value>, prefix: string, names: Set<string>): void {
  for (const [name, value] of fields) {
    names.add(prefix + name);
    if (value instanceof Map) addNames(value, `${prefix}${name}.`, names);
  }
}
