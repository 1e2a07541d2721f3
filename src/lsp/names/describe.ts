/** Describes a target. */

import { typeName } from '../../dsl/types.ts';
import type { Target } from './target.ts';

/** `field of sshd.failed: text?` */
export function detailOf({ of, type, optional }: Target): string {
  return type === undefined ? of : `${of}: ${typeName(type)}${optional ? '?' : ''}`;
}

/** The author's doc comment. */
export function docOf({ symbols = [] }: Target): string | undefined {
  return symbols.map(({ decl }) => decl.doc).find((doc) => doc !== undefined);
}
