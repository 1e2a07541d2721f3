/** What a name in a file means. */

import type { Span } from '../../dsl/ast.ts';
import type { Place } from '../../dsl/diagnostic.ts';
import type { Type } from '../../dsl/plan.ts';
import type { AnySymbol } from '../../dsl/symbols.ts';
import { typeName } from '../../dsl/types.ts';

export type TargetKind = AnySymbol['kind'] | 'alias' | 'step' | 'field' | 'key' | 'emitted' | 'column' | 'outcome';

export interface Target {
  kind: TargetKind;
  name: string;
  /** The declarations of its name; a field may have several, one for each pattern, and built-ins have none. */
  declared: Place[];
  /** Where "go to definition" leads, if not to the declaration of the name: from an alias to its original. */
  definition?: Place[];
  /** Set if it is built into the language, at least in one of the places it is read from. */
  builtin?: true;
  /** A description: `field of sshd.failed`. */
  of: string;
  /** The type of its value. */
  type?: Type;
  optional?: boolean;
  /** The symbols that it is, or stands for. */
  symbols?: readonly AnySymbol[];
}

/** A name in a text with its meaning. */
export interface Resolved extends Span {
  target: Target;
}

/** A name with its meaning, if it has one. */
export function meant({ start, end }: Span, target: Target | undefined): Resolved[] {
  return target ? [{ start, end, target }] : [];
}

/** An occurrence of a name in a file. */
export interface Occurrence extends Resolved {
  /** Whether it declares the name. */
  declares: boolean;
}

/** Whether two targets are the same: their names are declared at one place. */
export function sameTarget(a: Target, b: Target): boolean {
  return a.declared.some((place) => b.declared.some((other) => isSamePlace(place, other)));
}

export function isSamePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end;
}

/** `field of sshd.failed: text?` */
export function detailOf({ of, type, optional }: Target): string {
  return type === undefined ? of : `${of}: ${typeName(type)}${optional ? '?' : ''}`;
}

/** The author's doc comment. */
export function docOf({ symbols = [] }: Target): string | undefined {
  return symbols.map(({ decl }) => decl.doc).find((doc) => doc !== undefined);
}
