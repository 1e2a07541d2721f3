import type { OutcomeKey, Value } from './record.ts';

interface KeyPart {
  value: Value;
  /** Index of the key, and of the part in it. */
  key: number;
  part: number;
}

/** The first value of the first key that has one part, and this name; undefined if there is none. */
export function keyNamed(keys: readonly OutcomeKey[], name: string): Value | undefined {
  return keys.find((key) => key.name === name && key.parts.length === 1)?.values[0]?.[0];
}

/** The part of the keys with a name: the first value of the first key that has it; undefined if there is none. */
export function keyPartOf(keys: readonly OutcomeKey[], name: string): KeyPart | undefined {
  for (const [key, { parts, values }] of keys.entries()) {
    const part = parts.indexOf(name);
    const value = values[0]?.[part];
    if (value !== undefined) return { value, key, part };
  }
  return undefined;
}
