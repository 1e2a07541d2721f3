/** The first pass over a log: finds the requested transactions by values in their records, keys or outcomes. */

import type { FieldPlan } from '../../dsl/pattern-plan.ts';
import type { OutcomeWord, Plan, Type } from '../../dsl/plan.ts';
import type { Location, Match, Outcome, Value } from '../record.ts';
import { canonicalKey } from '../values/canonical.ts';
import { renderValue } from '../values/render.ts';

/** `user=bob`: a field, a part of a key or an emitted field, and its value. */
export interface Wanted {
  name: string;
  /** As requested. */
  text: string;
  matches(value: Value, type: Type): boolean;
}

/** The most other values of a requested name to keep, as hints. */
const MOST_VALUES = 10_000;

/** Outcomes that leave nothing to explain. */
export const WELL: ReadonlySet<OutcomeWord> = new Set(['success', 'met']);

interface FoundInstance {
  /** The locations of its records. */
  places: string[];
  /** Whether all went well. */
  isWell: boolean;
  /** Of a schedule that is met: its rule and its key. */
  met: string | undefined;
}

export class Finder {
  /** By id, in order of ending. */
  readonly found = new Map<string, FoundInstance>();
  /** Values that the requested names have in this log, as text. */
  readonly values = new Set<string>();
  /** How many log records meet each request, whatever became of them, and the location of the first. */
  readonly carriers: { count: number; first?: Location } = { count: 0 };
  private readonly fields: readonly { wanted: number; slot: number; field: FieldPlan }[][];
  private readonly types: ReadonlyMap<string, { parts: Map<string, Type>; emitted: Map<string, Type> }>;
  /** By location: the indexes of the requests that its record meets. */
  private readonly carried = new Map<string, Set<number>>();

  constructor(
    plan: Plan,
    private readonly wanted: readonly Wanted[],
    private readonly rule: string | undefined,
  ) {
    this.fields = plan.records.map(({ fields }) =>
      wanted.flatMap(({ name }, index) => {
        const slot = fields.findIndex((field) => field.name === name);
        const field = fields[slot];
        return field ? [{ wanted: index, slot, field }] : [];
      }),
    );
    this.types = new Map(
      plan.rules.map(({ name, keys, reporting }) => [
        name,
        {
          parts: new Map(keys.flatMap(({ parts }) => parts.map((part) => [part.name, part.type] as const))),
          emitted: new Map(reporting.emit.map((field) => [field.name, field.type] as const)),
        },
      ]),
    );
  }

  /** Must be called for each log record. */
  look(matches: readonly Match[]): void {
    for (const match of matches) {
      for (const { wanted, slot, field } of this.fields[match.record] ?? []) {
        const value = match.values[slot];
        if (value === undefined || !this.fits(wanted, value, field.type)) continue;
        const place = placeKey(match);
        const carried = this.carried.get(place) ?? new Set();
        if (carried.has(wanted)) continue;
        this.carried.set(place, carried.add(wanted));
        if (carried.size === this.wanted.length) this.noteCarrier(match);
      }
    }
  }

  private noteCarrier({ source, line }: Location): void {
    this.carriers.count++;
    this.carriers.first ??= { source, line };
  }

  /** Whether each request is met by a part of a key. */
  wants(rule: string, keys: Outcome['keys']): boolean {
    if (this.wanted.length === 0 || !this.isAbout(rule)) return false;
    return this.wanted.every(({ name }, index) => this.isPart({ rule, keys }, index, name));
  }

  /** Handles an outcome; it is requested if each request is met by its records, its key or its emitted fields. */
  onOutcome(outcome: Outcome): void {
    if (outcome.code === 'orphan' || !this.isAbout(outcome.rule)) return;
    const carried = new Set(outcome.records.flatMap((place) => [...(this.carried.get(placeKey(place)) ?? [])]));
    const has = ({ name }: Wanted, index: number) => this.says(outcome, index, name) || carried.has(index);
    // Every request is evaluated, to collect other values of its name.
    if (this.wanted.filter(has).length < this.wanted.length) return;
    const met =
      outcome.outcome === 'met' ? `${outcome.rule} ${canonicalKey(outcome.keys.flatMap(({ values }) => values.flat()))}` : undefined;
    this.found.set(instanceOf(outcome), { places: outcome.records.map(placeKey), isWell: WELL.has(outcome.outcome), met });
  }

  isAbout(rule: string): boolean {
    return this.rule === undefined || rule === this.rule;
  }

  /** Whether the log record at a location meets each request. */
  carries(place: Location): boolean {
    return this.wanted.length > 0 && this.carried.get(placeKey(place))?.size === this.wanted.length;
  }

  private says(outcome: Outcome, wanted: number, name: string): boolean {
    const types = this.types.get(outcome.rule);
    const emitted = outcome.fields.get(name);
    if (emitted !== undefined && this.fits(wanted, emitted, types?.emitted.get(name) ?? 'json')) return true;
    return this.isPart(outcome, wanted, name);
  }

  private isPart({ rule, keys }: Pick<Outcome, 'rule' | 'keys'>, wanted: number, name: string): boolean {
    const type = this.types.get(rule)?.parts.get(name) ?? 'json';
    return keys.some(({ parts, values }) => {
      const part = parts.indexOf(name);
      return part >= 0 && values.some((tuple) => tuple[part] !== undefined && this.fits(wanted, tuple[part], type));
    });
  }

  private fits(wanted: number, value: Value, type: Type): boolean {
    if (this.wanted[wanted]?.matches(value, type)) return true;
    if (this.values.size < MOST_VALUES) this.values.add(renderValue(value, type));
    return false;
  }
}

/** The id of an instance: outcomes of one instance, warnings among them, have that id and a number. */
export function instanceOf({ id }: Outcome): string {
  return id.slice(0, id.lastIndexOf('.'));
}

export function placeKey({ source, line }: { source: number; line: number }): string {
  return `${source}:${line}`;
}
