/** What a name in a file means. */

import type { Span } from '../../dsl/ast.ts';
import type { Place } from '../../dsl/diagnostic.ts';
import type { Type } from '../../dsl/plan.ts';
import type { AnySymbol } from '../../dsl/symbols.ts';

export type TargetKind = AnySymbol['kind'] | 'alias' | 'step' | 'field' | 'key' | 'emitted' | 'column' | 'outcome';

export interface Target {
  kind: TargetKind;
  name: string;
  /** Where it gets its name; a field may in several patterns, and what the language brings along has no place. */
  declared: Place[];
  /** Where to go from a use of it, if not to where it gets its name: from an alias to what it stands for. */
  definition?: Place[];
  /** The language brings it along, at least in one of the places it is read from. */
  builtin?: true;
  /** What it is, for a person: `field of sshd.failed`. */
  of: string;
  /** Of its value. */
  type?: Type;
  optional?: boolean;
  /** What it is, or stands for. */
  symbols?: readonly AnySymbol[];
}

/** A name in a text, and what it means. */
export interface Resolved extends Span {
  target: Target;
}

/** A name with its meaning, if it has one. */
export function meant({ start, end }: Span, target: Target | undefined): Resolved[] {
  return target ? [{ start, end, target }] : [];
}

/** A place in a file where a name is written. */
export interface Occurrence extends Resolved {
  /** The name is given here. */
  declares: boolean;
}

/** Whether two targets are one: they get their name in one place. */
export function sameTarget(a: Target, b: Target): boolean {
  return a.declared.some((place) => b.declared.some((other) => isSamePlace(place, other)));
}

export function isSamePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end;
}
