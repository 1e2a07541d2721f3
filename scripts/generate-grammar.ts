/** Generates the grammar for people and for editors from the parser and the table of terminals, and snippets. */

import { choices } from './grammar/choices.ts';
import { ebnf } from './grammar/ebnf.ts';
import { grammarRules } from './grammar/productions.ts';
import { railroad } from './grammar/railroad.ts';
import { snippets } from './grammar/snippets.ts';
import { textmate } from './grammar/textmate.ts';
import { vimSyntax } from './grammar/vim.ts';

/** Files by path, relative to the root of the project. */
export function grammarFiles(): Map<string, string> {
  const rules = grammarRules();
  return new Map([
    ['src/dsl/parser/choices.ts', choices()],
    ['grammar/corr.ebnf', ebnf(rules)],
    ['grammar/corr.tmLanguage.json', textmate(rules)],
    ['grammar/railroad.html', railroad(rules)],
    ['editors/nvim/syntax/corr.vim', vimSyntax()],
    ['editors/vscode/snippets.json', snippets()],
  ]);
}
