/** Highlighting for Vim and Neovim: words, strings and numbers; the language server adds the meaning of names. */

import { allWords } from '../../src/dsl/tokens.ts';

export function vimSyntax(): string {
  return `" Written by \`npm run generate\`.
if exists('b:current_syntax')
  finish
endif

syntax keyword corrWord ${allWords.join(' ')}
syntax match corrName /\\.\\@<=[A-Za-z_][A-Za-z0-9_]*\\|[A-Za-z_][A-Za-z0-9_]*\\ze\\s*\\%(=[^=]\\|:\\|(\\)/
syntax match corrNumber /\\<\\d[0-9A-Za-z_.:\\/-]*/
syntax region corrText start=/"/ skip=/\\\\./ end=/"/ oneline contains=corrHole
syntax region corrBlock start=/"""/ end=/"""/
syntax region corrHole start=/{/ end=/}/ contained oneline
syntax match corrRegex /\\%([=|(,:] \\|matches \\|starts \\)\\@<=\\/\\%(\\\\.\\|[^/*\\\\]\\)\\%(\\\\.\\|\\[[^]]*\\]\\|[^/\\\\]\\)*\\/i\\?/
syntax match corrComment /\\/\\/.*/
syntax region corrComment start=/\\/\\*/ end=/\\*\\//

highlight default link corrWord Keyword
highlight default link corrName Identifier
highlight default link corrNumber Number
highlight default link corrText String
highlight default link corrBlock String
highlight default link corrHole Special
highlight default link corrRegex Special
highlight default link corrComment Comment

let b:current_syntax = 'corr'
`;
}
