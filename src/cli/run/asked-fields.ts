/**
 * Fields that rules use and no record has. Nothing declares the fields of JSON and similar formats, so that a misspelt
 * name compiles; its pattern, condition or key then never matches.
 */

import { FORMATS } from '../../dsl/builtins.ts';
import type { Plan } from '../../dsl/plan.ts';
import { didYouMean, mostSimilar } from '../../dsl/suggest.ts';
import { given } from '../../given.ts';
import type { RunCounters } from '../../runtime/counters.ts';
import type { SourceCursor } from '../../runtime/inputs/cursor.ts';
import { grouped } from '../../runtime/outputs/figures.ts';
import type { Value } from '../../runtime/record.ts';

/** The number of records whose names are collected, to find the one that was meant. */
const MOST_NAMED = 1000;

/** A field of one format that no record has had so far. */
interface Asked {
  format: string;
  path: readonly string[];
  /** The plan's records that use it, by index. */
  by: Set<number>;
}

interface MissingField {
  name: string;
  /** Names of the plan's records that use it. */
  by: readonly string[];
  /** A similar name that records have. */
  meant: string | undefined;
}

export class AskedFields {
  /** How many records of formats without declared fields were examined. */
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

  /** Whether a missing field would explain something in a run. */
  areSuspected({ perRecord, rules }: RunCounters): boolean {
    const isUnmatched = [...this.unseen.values()].some(({ by }) => [...by].some((index) => perRecord[index] === 0));
    return isUnmatched || (this.unseen.size > 0 && rules.some(({ noKey }) => noKey > 0));
  }

  /** Notes the current record of a log. */
  note(cursor: Pick<SourceCursor, 'record' | 'info' | 'fields'>): void {
    const { record, info } = cursor;
    const { name } = info.format;
    const names = this.names.get(name);
    if (!names) return;
    for (const [id, { format, path }] of this.unseen) if (format === name && record.field(path) !== undefined) this.unseen.delete(id);
    if (this.read++ < MOST_NAMED) addNames(cursor.fields(), '', names);
  }

  /**
   * The missing fields: those with a similar name, and all fields of a format of which no record has matched. In other
   * formats, a field without a similar name may just be rare.
   */
  missing({ perRecord }: Pick<RunCounters, 'perRecord'>): MissingField[] {
    const { records } = this.plan;
    const matched = new Set(records.filter((_, index) => (perRecord[index] ?? 0) > 0).map(({ format }) => format));
    return [...this.unseen.values()].flatMap(({ format, path, by }) => {
      const names = this.names.get(format) ?? new Set();
      const name = path.join('.');
      const meant = mostSimilar(name, names);
      const isTold = names.size > 0 && (meant !== undefined || !matched.has(format));
      return isTold ? [{ name, by: Array.from(by, (index) => records[index]?.name ?? ''), meant }] : [];
    });
  }
}

/**
 * What is wrong, and the next step if it is known.
 * @param read how many records were examined, if the log may have more
 */
export function missingFieldText({ name, by, meant }: MissingField, read?: number): { message: string; next?: string } {
  const [first = '', ...others] = by;
  const none = read === undefined ? 'no record' : `none of the first ${grouped(read)} records`;
  const asks = others.length === 0 ? `${first} asks` : `${first} and ${others.length} more ask`;
  const next = meant === undefined ? undefined : didYouMean(meant);
  return { message: `${none} has '${name}', which ${asks} for`, ...given({ next }) };
}

/** Notes the first records of each log, and closes it. */
export async function noteFirst(asked: AskedFields, cursors: readonly SourceCursor[], most: number): Promise<void> {
  for (const cursor of cursors) {
    let left = most;
    while (left > 0 && (await cursor.fill())) {
      for (; left > 0 && cursor.next(); left--) asked.note(cursor);
    }
    await cursor.close();
  }
}

/** Includes nested fields: `customer`, `customer.id`. */
function addNames(fields: ReadonlyMap<string, Value>, prefix: string, names: Set<string>): void {
  for (const [name, value] of fields) {
    names.add(prefix + name);
    if (value instanceof Map) addNames(value, `${prefix}${name}.`, names);
  }
}
