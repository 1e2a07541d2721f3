/** Highlights a text with the grammar for editors, using VS Code's library. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const ROOT = join(import.meta.dirname, '..', '..');

export async function loadGrammar(): Promise<IGrammar> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text) => oniguruma.createOnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(join(ROOT, 'grammar', 'corr.tmLanguage.json'), 'utf8'), 'corr.json'),
  });
  const grammar = await registry.loadGrammar('source.corr');
  if (!grammar) throw new Error('no grammar');
  return grammar;
}

/** The scopes of each character of a text, outermost first. */
export function scopesOf(grammar: IGrammar, text: string): string[][] {
  const scopes: string[][] = [];
  let state = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    for (const token of tokens) for (let at = token.startIndex; at < Math.min(line.length, token.endIndex); at++) scopes.push(token.scopes);
    scopes.push([]);
    state = ruleStack;
  }
  return scopes;
}
