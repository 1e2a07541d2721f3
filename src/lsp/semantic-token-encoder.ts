/** Semantic tokens in the encoding of the protocol, and their changes since an earlier response. */

import type { SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type SemanticToken, TOKEN_MODIFIERS, TOKEN_TYPES } from './features/semantic-tokens.ts';

export class SemanticTokenEncoder {
  /** The last response for each open file, which keeps its document object while it is open. */
  private readonly last = new WeakMap<TextDocument, Required<SemanticTokens>>();
  private answers = 0;

  all(lines: TextDocument, tokens: readonly SemanticToken[]): Required<SemanticTokens> {
    const answer = { resultId: `${++this.answers}`, data: encoded(lines, tokens) };
    this.last.set(lines, answer);
    return answer;
  }

  /** Returns all tokens if `since` is not the last response. */
  changes(lines: TextDocument, since: string, tokens: readonly SemanticToken[]): SemanticTokens | SemanticTokensDelta {
    const before = this.last.get(lines);
    const now = this.all(lines, tokens);
    return before?.resultId === since ? { resultId: now.resultId, edits: editsBetween(before.data, now.data) } : now;
  }
}

/** Five numbers for each token; lines and columns are relative to the previous token. */
export function encoded(lines: TextDocument, tokens: readonly SemanticToken[]): number[] {
  const data: number[] = [];
  let before = { line: 0, character: 0 };
  for (const { start, end, type, modifiers } of tokens) {
    const at = lines.positionAt(start);
    const column = at.line === before.line ? at.character - before.character : at.character;
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << TOKEN_MODIFIERS.indexOf(modifier)), 0);
    data.push(at.line - before.line, column, end - start, TOKEN_TYPES.indexOf(type), bits);
    before = at;
  }
  return data;
}

/** One edit that replaces everything between the common beginning and the common end. */
function editsBetween(before: readonly number[], now: readonly number[]): SemanticTokensDelta['edits'] {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === now[now.length - 1 - same]) same++;
  const [deleteCount, data] = [before.length - same - start, now.slice(start, now.length - same)];
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}
