/** Semantic tokens in the numbers of the protocol, and what has changed in them since an earlier answer. */

import type { SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver/node';
import type { Documents } from './documents.ts';
import { type SemanticToken, TOKEN_MODIFIERS, TOKEN_TYPES } from './features/semantic-tokens.ts';

export class Colours {
  /** The last answer about each open file. */
  private readonly last = new Map<string, { resultId: string; data: number[] }>();
  private answers = 0;

  constructor(private readonly documents: Documents) {}

  /** Five numbers for each token; lines and columns count from the token before. */
  numbers(path: string, tokens: readonly SemanticToken[]): number[] {
    const lines = this.documents.lines(path);
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

  all(path: string, tokens: readonly SemanticToken[]): SemanticTokens {
    const answer = { resultId: `${++this.answers}`, data: this.numbers(path, tokens) };
    if (this.documents.isOpen(path)) this.last.set(path, answer);
    return answer;
  }

  /** All tokens when `since` is not the last answer. */
  changes(path: string, since: string, tokens: readonly SemanticToken[]): SemanticTokens | SemanticTokensDelta {
    const before = this.last.get(path);
    const now = this.all(path, tokens);
    if (before?.resultId !== since || now.resultId === undefined) return now;
    return { resultId: now.resultId, edits: editsBetween(before.data, now.data) };
  }

  forget(path: string): void {
    this.last.delete(path);
  }
}

/** One edit, of what stands between the common beginning and the common end. */
function editsBetween(before: readonly number[], now: readonly number[]): SemanticTokensDelta['edits'] {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === now[now.length - 1 - same]) same++;
  const [deleteCount, data] = [before.length - same - start, now.slice(start, now.length - same)];
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}
