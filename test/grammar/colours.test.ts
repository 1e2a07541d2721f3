/** Highlighting by regular expressions and by semantic tokens agrees where both classify a character. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../src/dsl/workspace.ts';
import type { SemanticToken } from '../../src/lsp/features/semantic-tokens.ts';
import { LanguageService } from '../../src/lsp/service.ts';
import { RULE_FILES } from './files.ts';
import { loadGrammar, scopesOf } from './textmate.ts';

const grammar = await loadGrammar();
const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
const service = new LanguageService(new Workspace({ read }));

/** The class of a character; in a hole of a string it is either text or a name. */
type Class = 'comment' | 'text' | 'hole' | 'regexp' | 'number' | 'operator' | 'keyword' | 'name' | 'none';

const SCOPES: [begin: string, of: Class][] = [
  ['meta.embedded', 'hole'],
  ['comment', 'comment'],
  ['string.regexp', 'regexp'],
  ['string', 'text'],
  ['constant.numeric', 'number'],
  ['keyword.operator', 'operator'],
  ['keyword', 'keyword'],
  ['constant.language', 'keyword'],
  ['entity.name', 'name'],
  ['support.type', 'name'],
  ['variable', 'name'],
];

function classOf(scopes: readonly string[]): Class {
  const [, found] = SCOPES.find(([begin]) => scopes.some((scope) => scope.startsWith(begin))) ?? [];
  return found ?? 'none';
}

const TYPES: Readonly<Partial<Record<SemanticToken['type'], Class>>> = {
  comment: 'comment',
  string: 'text',
  regexp: 'regexp',
  number: 'number',
  operator: 'operator',
  keyword: 'keyword',
};

/** By the service, which does not classify brackets, and names that mean nothing to it. */
function classesOf(path: string, length: number): Class[] {
  const classes = new Array<Class>(length).fill('none');
  for (const { start, end, type } of service.semanticTokens(path)) classes.fill(TYPES[type] ?? 'name', start, end);
  return classes;
}

/** A name may be in a hole of a string, or in a regular expression. */
const AGREEING: Readonly<Partial<Record<Class, readonly Class[]>>> = {
  hole: ['text', 'name'],
  regexp: ['name'],
  name: ['none'],
};

const agree = (scoped: Class, meant: Class) => scoped === meant || (AGREEING[scoped]?.includes(meant) ?? false);

describe('TextMate scopes and semantic tokens', () => {
  it.each(RULE_FILES)('agree on %s', (path) => {
    const text = read(path) ?? '';
    const scopes = scopesOf(grammar, text);
    const disagreed = new Set<string>();
    for (const [at, meant] of classesOf(path, text.length).entries()) {
      const scoped = classOf(scopes[at] ?? []);
      if (/\s/.test(text.charAt(at)) || agree(scoped, meant)) continue;
      const line = text.slice(0, at).split('\n').length;
      disagreed.add(`${path}:${line}: ${scoped}, but it means ${meant}: ${/^\w+|./.exec(text.slice(at))?.[0]}`);
    }
    expect([...disagreed]).toEqual([]);
  });
});
