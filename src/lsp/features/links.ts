/** Strings that name a file. */

import type { Declaration, FileNode, Span, Statement, StringLiteral } from '../../dsl/ast.ts';
import { resolvePath } from '../../dsl/imports.ts';
import type { View } from '../view.ts';

export interface Link extends Span {
  /** The path of the file, as the compiler requests it. */
  path: string;
}

/** Imports of existing files, and the files of params, tables and logs. */
export function links(view: View): Link[] {
  return fileNames(view.file).flatMap(({ node, literal }) => {
    const path = node.kind === 'ImportDecl' ? view.module.imports.get(node)?.path : resolvePath(view.path, literal.value);
    return path === undefined ? [] : [{ start: literal.start, end: literal.end, path }];
  });
}

/** The strings of a text that name files, and the nodes that they are in. */
export function fileNames({ declarations }: FileNode): { node: Declaration | Statement; literal: StringLiteral }[] {
  const nodes = declarations.flatMap<Declaration | Statement>((declaration) =>
    declaration.kind === 'TestDecl' ? declaration.statements : [declaration],
  );
  return nodes.flatMap((node) => {
    const literal = literalIn(node);
    return literal ? [{ node, literal }] : [];
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
