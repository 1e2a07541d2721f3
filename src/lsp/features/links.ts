/** Strings that name a file. */

import type { Declaration, Span, Statement, StringLiteral } from '../../dsl/ast.ts';
import { resolvePath } from '../../dsl/imports.ts';
import type { View } from '../view.ts';

export interface Link extends Span {
  /** The path of the file, as the compiler requests it. */
  path: string;
}

/** Imports of existing files, and the files of params, tables and logs. */
export function links(view: View): Link[] {
  const nodes = view.file.declarations.flatMap<Declaration | Statement>((declaration) =>
    declaration.kind === 'TestDecl' ? declaration.statements : [declaration],
  );
  return nodes.flatMap((node) => {
    const literal = literalIn(node);
    if (!literal) return [];
    const path = node.kind === 'ImportDecl' ? view.module.imports.get(node)?.path : resolvePath(view.path, literal.value);
    return path === undefined ? [] : [{ start: literal.start, end: literal.end, path }];
  });
}

function literalIn(node: Declaration | Statement): StringLiteral | undefined {
  switch (node.kind) {
    case 'ImportDecl':
    case 'ParamDecl':
    case 'TableDecl':
      return node.from;
    case 'LogStatement':
      return node.file;
    default:
      return undefined;
  }
}
