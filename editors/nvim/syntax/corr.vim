" Written by `npm run generate`.
if exists('b:current_syntax')
  finish
endif

syntax keyword corrWord and or not in contains matches starts ends true false none any all every as import param table format records transaction window schedule test key start then next success failure timeout abandoned warning on linger release emit labels limit message severity report over open close fire await log advance restart end expect where let weight wait no from multiline idle max lines time zone each hold learn for within without when else since before after by abandon ignore overlap overtake conflict count take orphan unexpected fail once per session forget daily grace file to nothing at with evicted begin fired met missing
syntax match corrName /\.\@<=[A-Za-z_][A-Za-z0-9_]*\|[A-Za-z_][A-Za-z0-9_]*\ze\s*\%(=[^=]\|:\|(\)/
syntax match corrNumber /\<\d[0-9A-Za-z_.:\/-]*/
syntax region corrText start=/"/ skip=/\\./ end=/"/ oneline contains=corrHole
syntax region corrBlock start=/"""/ end=/"""/
syntax region corrHole start=/{/ end=/}/ contained oneline
syntax match corrRegex /\%([=|(,:] \|matches \|starts \)\@<=\/\%(\\.\|[^/*\\]\)\%(\\.\|\[[^]]*\]\|[^/\\]\)*\/i\?/
syntax match corrComment /\/\/.*/
syntax region corrComment start=/\/\*/ end=/\*\//

highlight default link corrWord Keyword
highlight default link corrName Identifier
highlight default link corrNumber Number
highlight default link corrText String
highlight default link corrBlock String
highlight default link corrHole Special
highlight default link corrRegex Special
highlight default link corrComment Comment

let b:current_syntax = 'corr'
