/** Files that are renamed, or moved to another folder: what names them follows. */

import type { Edit } from '../../dsl/diagnostic.ts';
import { normalPath, resolvePath } from '../../dsl/imports.ts';
import type { Parsed } from '../../dsl/parser.ts';
import type { Workspace } from '../../dsl/workspace.ts';
import { fileNames } from './links.ts';

/** A file or folder, and the path that it will have. */
export interface Move {
  from: string;
  to: string;
}

/** The edits, before the moves, after which imports, and the files of params, tables and logs, are found again. */
export function editsFor(moves: readonly Move[], workspace: Workspace): Edit[] {
  return workspace.files.flatMap((file) => {
    const tree = workspace.tree(file);
    return tree ? editsIn(tree, file, moves, workspace) : [];
  });
}

function editsIn({ file: tree }: Parsed, file: string, moves: readonly Move[], workspace: Workspace): Edit[] {
  const own = moved(file, moves);
  return fileNames(tree).flatMap(({ node, literal: { value, start, end } }) => {
    if (value === '' || value.startsWith('std/')) return [];
    const named = resolvePath(file, value);
    const isShort = node.kind === 'ImportDecl' && workspace.text(named) === undefined;
    const extension = isShort ? '.corr' : '';
    const now = moved(named + extension, moves);
    if (resolvePath(own, value) + extension === now) return [];
    const path = value.startsWith('/') ? now : relativePath(own, now);
    const written = isShort ? path.replace(/\.corr$/, '') : path;
    return [{ file, start, end, text: `"${written.replace(/["\\]/g, '\\$&')}"` }];
  });
}

/** The path after the moves. Of several, that of the innermost folder counts. */
function moved(path: string, moves: readonly Move[]): string {
  const of = moves.filter(({ from }) => path === from || path.startsWith(`${from}/`));
  const [first, ...others] = of;
  if (!first) return path;
  const { from, to } = others.reduce((best, one) => (one.from.length > best.from.length ? one : best), first);
  return normalPath(to + path.slice(from.length));
}

/** The path of a file as another file names it. */
export function relativePath(from: string, to: string): string {
  const folders = from.split('/').slice(0, -1);
  const parts = to.split('/');
  let shared = 0;
  while (shared < folders.length && shared < parts.length - 1 && folders[shared] === parts[shared]) shared++;
  const path = [...folders.slice(shared).map(() => '..'), ...parts.slice(shared)].join('/');
  return path.startsWith('std/') ? `./${path}` : path;
}
