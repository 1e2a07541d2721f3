/** Names for values that occur under several names: what one service calls `id` is the `order_id` of another. */

/** Values of the fields of structured records, by name. */
export type ValuesByName = ReadonlyMap<string, ReadonlySet<string>>;

/** With fewer different values, equality may be coincidence. */
export const LEAST_VALUES = 3;

/** More of the values are not compared. */
const MOST_COMPARED = 1000;

/** Whether values tell things apart: most have a digit, as few words of a program have. */
export function areIds(values: ReadonlySet<string>): boolean {
  let numbered = 0;
  for (const value of values) if (/\d/.test(value)) numbered++;
  return values.size >= LEAST_VALUES && numbered * 2 > values.size;
}

/** Whether most values of the smaller set are in the larger one. */
export function shareValues(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  let compared = 0;
  for (const value of few) {
    if (many.has(value)) common++;
    if (++compared === MOST_COMPARED) break;
  }
  return common * 2 > compared;
}

/** The name under which fields have these values, preferably one like the given; undefined if none has. */
export function sharedName(name: string, values: ReadonlySet<string>, fields: ValuesByName): string | undefined {
  const names = [...fields].filter(([, those]) => shareValues(values, those)).map(([other]) => other);
  const alike = names.find((other) => other === name || isPartOf(name, other)) ?? names[0];
  return alike === undefined ? undefined : fullName(alike, values, fields);
}

/** The longest name of a field with these values that has the given name as a part: `order_id` for `order`, and for `id`. */
export function fullName(name: string, values: ReadonlySet<string>, fields: ValuesByName): string {
  let longest = name;
  for (const [other, those] of fields) {
    if (other.length > longest.length && isPartOf(name, other) && shareValues(values, those)) longest = other;
  }
  return longest;
}

function isPartOf(name: string, other: string): boolean {
  return `_${other}_`.includes(`_${name}_`);
}
