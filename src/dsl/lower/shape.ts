/** What a record carries: the fields that expressions and keys may name. Header fields join the plan when they are used. */

import type { Span } from '../ast.ts';
import { CHAINED_FIELDS, RECORD_FIELDS } from '../builtins.ts';
import type { Module } from '../imports.ts';
import { type Canonical, DERIVED, type FieldPlan, type RecordPlan } from '../pattern-plan.ts';
import type { ExprPlan, Origin, OutcomeWord, Type } from '../plan.ts';

/** The header of a format: its fields; `open`: any path is one. */
export interface Header {
  open: boolean;
  fields: ReadonlyMap<string, { type: Type; optional: boolean; canonical?: Canonical; words?: readonly string[] }>;
}

/** A field derived from others, for a key that is not a plain field. */
export function derivedField(type: Type, value: ExprPlan): FieldPlan {
  return { name: `${DERIVED}${JSON.stringify(value)}`, type, optional: true };
}

/** A field named by the leading parts of a path. */
export interface FoundField {
  field: FieldPlan;
  used: number;
}

export class RecordShape {
  /** Whether it may have a field of a name if an error, which is reported, were not. */
  mayHave: (name: string) => boolean = () => false;
  /** The names of the fields that its author declares. */
  readonly declared: string[] = [];
  private readonly byName = new Map<string, FieldPlan>();
  private readonly fromHeader = new Set<string>();

  constructor(
    /** Index into the plan's records. */
    readonly index: number,
    readonly plan: RecordPlan,
    private readonly header: Header,
  ) {
    for (const field of plan.fields) this.byName.set(field.name, field);
  }

  get name(): string {
    return this.plan.name;
  }

  /**
   * Adds a capture or a `let`; returns its slot. An existing field of that name stays, except one of the header that a
   * `let` has read: `let pid = int(pid)` replaces it.
   */
  add(field: FieldPlan): number {
    const known = this.byName.get(field.name);
    if (known && !this.fromHeader.delete(field.name)) return this.plan.fields.indexOf(known);
    this.declared.push(field.name);
    return known ? this.plan.fields.indexOf(Object.assign(known, field)) : this.place(field);
  }

  private place(field: FieldPlan): number {
    this.byName.set(field.name, field);
    return this.plan.fields.push(field) - 1;
  }

  own(name: string): FieldPlan | undefined {
    return this.fromHeader.has(name) ? undefined : this.byName.get(name);
  }

  /** Whether the author declares it in a pattern, or by `let`: not in `emit`. */
  declares(field: FieldPlan): boolean {
    return this.plan.outcome === undefined && this.own(field.name) === field;
  }

  /** Whether it is a field only because any name is one in its format. */
  isGuessed(name: string): boolean {
    return this.fromHeader.has(name) && !this.header.fields.has(name);
  }

  /** The only values that a field of its format can have; undefined if it can have any. */
  wordsOf(name: string): readonly string[] | undefined {
    return this.own(name) ? undefined : this.header.fields.get(name)?.words;
  }

  /** Whether its value is known before the text is looked at. */
  isHeader(name: string): boolean {
    return this.fromHeader.has(name) || (RECORD_FIELDS.has(name) && !this.byName.has(name));
  }

  /**
   * The field that a path begins with. A header field is copied to the slots from its first use on. With `anything`, a
   * record of an open format has any field, whether or not it was declared.
   */
  find(path: readonly string[], anything: boolean): FoundField | undefined {
    for (let used = path.length; used > 0; used--) {
      const field = this.byName.get(startOf(path, used));
      if (field) return { field, used };
    }
    const [first = ''] = path;
    const common = RECORD_FIELDS.get(first);
    if (common) return { field: { name: first, ...common }, used: 1 };
    const known = this.header.fields.get(first);
    if (known) {
      const { words: _, ...field } = known;
      return { field: this.copy(first, [first], field), used: 1 };
    }
    if (!anything || !this.header.open || first === '') return undefined;
    return { field: this.copy(startOf(path, path.length), [...path], { type: 'json', optional: true }), used: path.length };
  }

  private copy(name: string, path: string[], field: Omit<FieldPlan, 'name'>): FieldPlan {
    const added: FieldPlan = { name, ...field };
    this.plan.header.push({ slot: this.place(added), path });
    this.fromHeader.add(name);
    return added;
  }

  /** Adds a field of {@link derivedField}, unless it exists. */
  derive(field: FieldPlan, value: ExprPlan): void {
    if (!this.byName.has(field.name)) this.plan.lets.push({ slot: this.place(field), value });
  }

  /** Whether its format is open: any name is a field. */
  get open(): boolean {
    return this.header.open;
  }

  /** Names for "did you mean". */
  known(): string[] {
    return [...this.byName.keys(), ...this.header.fields.keys(), ...RECORD_FIELDS.keys()];
  }
}

/** The fields that records have, for "did you mean". */
export function knownFields(shapes: readonly RecordShape[]): Set<string> {
  return new Set(shapes.flatMap((shape) => shape.known()));
}

/** The name formed by the leading parts of a path. */
function startOf(path: readonly string[], used: number): string {
  const [first = ''] = path;
  return used === 1 ? first : path.slice(0, used).join('.');
}

/** The plan of a record without fields: of a format, or an outcome. */
export function emptyRecord(
  name: string,
  declared: { module: Module; decl: Span },
  of: Required<Pick<RecordPlan, 'format'>> | Required<Pick<RecordPlan, 'outcome'>>,
): RecordPlan {
  return { name, origin: originOf(declared), ...of, fields: [], header: [], before: [], alternatives: [], lets: [], where: [] };
}

export function originOf({ module, decl }: { module: Module; decl: Span }): Origin {
  return { file: module.path, line: module.source.positionOf(decl.start).line };
}

/** What a chained rule sees of an outcome. @param fields those of `emit`, then the parts of the keys */
export function outcomeShape(index: number, plan: RecordPlan, fields: readonly FieldPlan[]): RecordShape {
  const shape = new RecordShape(index, plan, { open: false, fields: new Map() });
  for (const field of fields) shape.add(field);
  for (const [name, field] of CHAINED_FIELDS) shape.add({ name, ...field });
  return shape;
}

export function outcomeName(rule: string, outcome: OutcomeWord): string {
  return `${rule}.${outcome}`;
}
