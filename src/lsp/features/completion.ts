/** Completion at the cursor. */

import type { Span } from '../../dsl/ast.ts';
import { isComment, linesIn } from '../../dsl/format/brackets.ts';
import type { Parsed, Token } from '../../dsl/parser.ts';
import type { Workspace } from '../../dsl/workspace.ts';
import { contentOf, nodesAt, wordAt } from '../view.ts';
import { proposeNames } from './completion/names.ts';
import type { Proposal } from './completion/proposal.ts';
import { type Spot, STAND_IN, spotAt, spotInHole } from './completion/spot.ts';
import { openHole, proposePaths, proposeTypes, proposeZones, useOf } from './completion/strings.ts';
import { proposeWord } from './completion/words.ts';

export interface Completion extends Proposal {
  replace: Span;
}

/** Proposals at an offset, without duplicates; the best first. */
export function complete(tree: Parsed, offset: number, workspace: Workspace): Completion[] {
  const token = tree.tokens.find(({ start, end, kind }) => start < offset && (offset < end || (offset === end && kind !== 'sign')));
  if (token?.kind === 'text') return inText(tree, token, offset, workspace);
  if (token && (isComment(token) || token.kind === 'regex' || token.kind === 'number')) return [];
  const spot = spotAt(workspace, tree, offset);
  return spot ? inSpot(spot) : [];
}

function inSpot(spot: Spot): Completion[] {
  const found = spot.expected.flatMap((expected) => {
    if (!expected.literal) return proposeNames(spot, expected.rules);
    return /^[a-z]/.test(expected.token) ? proposeWord(spot, expected) : [];
  });
  return sorted(
    found.filter(({ label }) => label !== STAND_IN),
    spot.word,
  );
}

function sorted(proposals: readonly Proposal[], replace: Span): Completion[] {
  const unique = new Map<string, Proposal>();
  for (const one of proposals) if (!unique.has(one.label)) unique.set(one.label, one);
  return [...unique.values()].sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1)).map((one) => ({ ...one, replace }));
}

function inText(tree: Parsed, token: Token, offset: number, workspace: Workspace): Completion[] {
  const { path, text } = tree.source;
  const use = useOf(nodesAt(tree, token.start));
  const whole = contentOf(text, token);
  const isClosed = whole.end < token.end;
  if (!use || offset < whole.start || whole.end < offset) return [];
  if (use === 'zone' || use === 'path') {
    // What a completion replaces must be on one line.
    if (linesIn(text, whole.start, whole.end) > 0) return [];
    const replace = isClosed ? whole : { start: whole.start, end: endOfName(text, offset) };
    return sorted(use === 'zone' ? proposeZones() : proposePaths(path, workspace.files, workspace.libraries), replace);
  }
  const hole = openHole(text.slice(whole.start, offset));
  if (hole === undefined) return [];
  const open = whole.start + hole;
  if (use === 'template') return sorted(proposeTypes(text.slice(open, offset)), { start: wordAt(text, offset).start, end: offset });
  const spot = spotInHole(workspace, tree.source, open, offset);
  return spot ? inSpot(spot) : [];
}

/** The end of a zone or path in a text without its second quotes, which goes on to the end of the line. */
function endOfName(text: string, offset: number): number {
  const name = /[\w/.+-]*/y;
  name.lastIndex = offset;
  return offset + (name.exec(text)?.[0].length ?? 0);
}
