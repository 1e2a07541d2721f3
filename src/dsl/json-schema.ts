/**
 * Holds values against JSON schemas (draft 07): the part of it that our schemas are written in, with `discriminator` of OpenAPI.
 * Schemas are walked, never turned into code, so that it works where code may not be made of strings.
 */

/** A schema as it is written; a keyword that is not known here is a mistake of ours. */
export type Schema = Readonly<Record<string, unknown>>;

/** Something that is wrong. */
export interface Fault {
  /** Where, as a JSON pointer (RFC 6901); '' is the whole. */
  path: string;
  message: string;
  /** What a property that must not be there is called, and which ones may be. */
  unknown?: { name: string; known: string[] };
  /** The values that may stand there. */
  allowed?: unknown[];
}

/** All that is wrong, as far as it can be told; nothing when the value fits. */
export function faultsIn(value: unknown, schema: Schema): Fault[] {
  const run = new Run(schema);
  run.check(value, schema);
  return run.faults;
}

class Run {
  faults: Fault[] = [];
  private readonly path: (string | number)[] = [];

  constructor(private readonly root: Schema) {}

  check(value: unknown, schema: Schema): void {
    for (const name in schema) {
      const keyword = KEYWORDS.get(name);
      if (keyword === undefined) throw new Error(`no keyword of a schema that is known here: ${name}`);
      keyword?.(this, value, schema[name] as never, schema);
    }
  }

  /** Checks what is inside a value. */
  inside(name: string | number, value: unknown, schema: Schema): void {
    this.path.push(name);
    this.check(value, schema);
    this.path.pop();
  }

  fault(message: string, more: Omit<Fault, 'path' | 'message'> = {}): void {
    const path = this.path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    this.faults.push({ path, message, ...more });
  }

  /** What a check would find, without being told of it. */
  trial(value: unknown, schema: Schema): Fault[] {
    const told = this.faults;
    this.faults = [];
    this.check(value, schema);
    const found = this.faults;
    this.faults = told;
    return found;
  }

  /** The schema that a `$ref` names, which is one of the `definitions`. */
  named(ref: string): Schema {
    const definitions = this.root['definitions'] as Record<string, Schema> | undefined;
    const found = definitions?.[ref.replace('#/definitions/', '')];
    if (!found) throw new Error(`no definition: ${ref}`);
    return found;
  }
}

type Keyword = (run: Run, value: unknown, argument: never, schema: Schema) => void;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES: Record<string, (value: unknown) => boolean> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

function ofType(run: Run, value: unknown, type: string | string[]): void {
  const types = Array.isArray(type) ? type : [type];
  if (!types.some((one) => TYPES[one]?.(value))) run.fault(`must be ${types.join(',')}`);
}

function properties(run: Run, value: unknown, known: Record<string, Schema>): void {
  if (!isObject(value)) return;
  for (const name of Object.keys(value)) if (Object.hasOwn(known, name)) run.inside(name, value[name], known[name] as Schema);
}

function additionalProperties(run: Run, value: unknown, others: boolean | Schema, schema: Schema): void {
  if (!isObject(value) || others === true) return;
  const known = (schema['properties'] ?? {}) as object;
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(known, name)) continue;
    if (others === false) run.fault('must NOT have additional properties', { unknown: { name, known: Object.keys(known) } });
    else run.inside(name, value[name], others);
  }
}

function required(run: Run, value: unknown, names: string[]): void {
  if (!isObject(value)) return;
  for (const name of names) if (!Object.hasOwn(value, name)) run.fault(`must have required property '${name}'`);
}

/** One schema for all, or one for each of the first. */
function items(run: Run, value: unknown, schemas: Schema | Schema[]): void {
  if (!Array.isArray(value)) return;
  for (const [i, item] of value.entries()) {
    const schema = Array.isArray(schemas) ? schemas[i] : schemas;
    if (schema) run.inside(i, item, schema);
  }
}

/** With a `discriminator`, the option whose constant a property has; otherwise exactly one of all. */
function oneOf(run: Run, value: unknown, options: Schema[], { discriminator }: Schema): void {
  if (discriminator) {
    if (isObject(value)) tagged(run, value, options, (discriminator as { propertyName: string }).propertyName);
    return;
  }
  const found = options.map((option) => run.trial(value, option));
  const fitting = found.filter(({ length }) => length === 0).length;
  if (fitting !== 1) run.fault('must match exactly one schema in oneOf');
  if (fitting === 0) run.faults.push(...found.flat());
}

function tagged(run: Run, value: Record<string, unknown>, options: Schema[], name: string): void {
  const option = options.map((one) => resolved(run, one)).find((one) => mayHave(one, name, value[name]));
  if (option) run.check(value, option);
  else run.fault(`value of tag "${name}" must be in oneOf`);
}

function resolved(run: Run, schema: Schema): Schema {
  return typeof schema['$ref'] === 'string' ? run.named(schema['$ref']) : schema;
}

function mayHave(schema: Schema, name: string, tag: unknown): boolean {
  const known = (schema['properties'] as Record<string, { const?: unknown; enum?: unknown[] }> | undefined)?.[name];
  return known !== undefined && typeof tag === 'string' && (known.const === tag || (known.enum?.includes(tag) ?? false));
}

function anyOf(run: Run, value: unknown, options: Schema[]): void {
  const found = options.map((option) => run.trial(value, option));
  if (found.every(({ length }) => length > 0)) run.faults.push(...found.flat());
}

function allOf(run: Run, value: unknown, schemas: Schema[]): void {
  for (const schema of schemas) run.check(value, schema);
}

/** What each keyword asks; null when it asks nothing by itself. */
const KEYWORDS = new Map<string, Keyword | null>([
  ...['$schema', '$id', 'title', 'description', 'definitions', 'discriminator'].map((name): [string, null] => [name, null]),
  ['type', ofType],
  ['properties', properties],
  ['additionalProperties', additionalProperties],
  ['required', required],
  ['items', items],
  ['oneOf', oneOf],
  ['anyOf', anyOf],
  ['allOf', allOf],
  ['$ref', (run, value, ref: string) => run.check(value, run.named(ref))],
  ['const', (run, value, constant: unknown) => value === constant || run.fault('must be equal to constant')],
  [
    'enum',
    (run, value, allowed: unknown[]) => allowed.includes(value) || run.fault('must be equal to one of the allowed values', { allowed }),
  ],
  [
    'pattern',
    (run, value, pattern: string) =>
      typeof value !== 'string' || new RegExp(pattern, 'u').test(value) || run.fault(`must match pattern "${pattern}"`),
  ],
  ['minimum', (run, value, least: number) => typeof value !== 'number' || value >= least || run.fault(`must be >= ${least}`)],
  [
    'minItems',
    (run, value, least: number) => !Array.isArray(value) || value.length >= least || run.fault(`must NOT have fewer than ${least} items`),
  ],
  [
    'maxItems',
    (run, value, most: number) => !Array.isArray(value) || value.length <= most || run.fault(`must NOT have more than ${most} items`),
  ],
]);
