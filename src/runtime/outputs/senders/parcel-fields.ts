import type { Parcel } from './sender.ts';

/** Where a name is looked up, in order: the object itself, then what authors chose. */
const PLACES: readonly (readonly string[])[] = [[], ['fields'], ['key']];

/** The members of a parcel's object, for templates. */
export class ParcelFields {
  private readonly object: unknown;

  constructor({ line }: Parcel) {
    this.object = JSON.parse(line);
  }

  /**
   * The value at a path, as text: `rule`, `key.user`, `labels.team`; `user` alone also means `fields.user` or
   * `key.user`. Undefined if there is none. A list is its items with commas between them, as in messages; objects are JSON.
   */
  text(path: readonly string[]): string | undefined {
    for (const place of PLACES) {
      const found = [...place, ...path].reduce(member, this.object);
      if (Array.isArray(found)) return found.map((item) => asText(item) ?? '').join(', ');
      const text = asText(found);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** The members of one of its objects, for programs: `key`, `fields`, `labels`. Lists and objects are JSON. */
  members(place: string): [name: string, text: string | undefined][] {
    return Object.entries(member(this.object, place) ?? {}).map(([name, value]) => [name, asText(value)]);
  }
}

function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A field may be called `constructor`. */
function member(object: unknown, name: string): unknown {
  return object !== null && typeof object === 'object' && Object.hasOwn(object, name)
    ? (object as Record<string, unknown>)[name]
    : undefined;
}
