type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that have a value: an optional member is absent, not undefined. */
export function given<T extends object>(members: T): Given<T> {
  const found: Partial<T> = {};
  for (const name in members) if (members[name] !== undefined) found[name] = members[name];
  return found as Given<T>;
}
