/** Texts that name a file. */

import type { Span, StringLiteral } from '../../dsl/ast.ts';
import { resolvePath } from '../../dsl/imports.ts';
import { nodesIn } from '../../dsl/tree.ts';
import type { View } from '../view.ts';

export interface Link extends Span {
  /** Path of the file, as the compiler asks for it. */
  path: string;
}

/** Imports of files that exist, and the files of params, tables and logs. */
export function links(view: View): Link[] {
  const found: Link[] = [];
  const add = (literal: StringLiteral | undefined, path = literal && resolvePath(view.path, literal.value)) => {
    if (literal && path !== undefined) found.push({ start: literal.start, end: literal.end, path });
  };
  for (const node of nodesIn(view.file)) {
    if (node.kind === 'ImportDecl') add(node.from, view.module.imports.get(node)?.path);
    else if (node.kind === 'ParamDecl' || node.kind === 'TableDecl') add(node.from);
    else if (node.kind === 'LogStatement') add(node.file);
  }
  return found.sort((a, b) => a.start - b.start);
}
