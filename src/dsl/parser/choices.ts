/**
 * Generated from the grammar by `npm run generate`. For each choice in a rule: its alternatives, or the one way that is
 * optional; and for each the types of token that it may begin with, two where one is not enough.
 */
export const CHOICES = `
string Alternation: String | Block
path Repetition8: '.'
duration Alternation: Duration | Name | QuotedName
expr Repetition: 'or'
conjunction Repetition: 'and'
negation Repetition: 'not'
comparison Option: 'not', '==', '!=', '<=', '>=', '<', '>', 'in', 'contains', 'matches', 'starts', 'ends'
comparison Option1: 'not'
comparator Alternation: '==' | '!=' | '<=' | '>=' | '<' | '>' | 'in' | 'contains' | 'matches' | 'starts' | 'ends'
fallback Repetition: '??'
sum Repetition: '+', '-'
sum Alternation: '+' | '-'
product Repetition: '*', '/', '%'
product Alternation: '*' | '/' | '%'
unary Repetition: '-'
postfix Repetition: '.', '['
postfix Alternation: '.' | '['
primary Alternation: Word | '(' | '[' | String | Block | Regex | Int, Float, Duration, Size, Ip, Clock, Stamp, 'true', 'false', 'none'
scalar Alternation: Int, Float | Duration | Size | Ip | Clock | Stamp | 'true' | 'false' | 'none'
number Alternation: Int | Float
listLiteral Repetition9: 'not', '-', Word, '(', '[', String, Block, Regex, Int, Float, Duration, Size, Ip, Clock, Stamp, 'true', 'false', 'none'
listLiteral Option9: ','
nameOrCall Option: '('
nameOrCall RepetitionWithSeparator: 'not', '-', Word, '(', '[', String, Block, Regex, Int, Float, Duration, Size, Ip, Clock, Stamp, 'true', 'false', 'none'
argument Option: 'where'
map Repetition9: Member
map Option9: ','
ref Repetition8: '.'
set Alternation: 'any' | 'all'
set Repetition9: 'any', 'all', '(', Ident
set Option9: ','
setOrRef Alternation: 'any', 'all' | Ident
group Repetition: 'then', 'next'
group Alternation: 'then' | 'next'
element Alternation: 'any', 'all' | '(' | Ident
element Option: '?', '*', '+', '{'
element Repetition: 'as', 'where', 'within', 'without'
elementPart Alternation: 'as' | 'where' | 'within' | 'without'
quantifier Alternation: '?' | '*' | '+' | '{'
quantifier Option: '..'
quantifier Option1: Int
key Alternation: 'none' | Word, 'every'
key Option1: Word '='
key Repetition2: ','
key Repetition1: 'hold', 'from', 'learn', 'where'
keyPart Alternation: 'every' | 'each' '(' | Word '.', Word '|', Word
keyPart RepetitionMandatoryWithSeparator: Word
keyPart RepetitionMandatoryWithSeparator1: Word
keyRest Alternation: 'hold' | 'from' | 'learn' | 'where'
onTrigger Option: 'as'
onTrigger Option1: 'where'
afterTrigger Alternation: Word '.' | Duration, Name, QuotedName
afterTrigger Option: 'idle'
stepField Repetition8: '.'
clock Option: 'zone'
reporting Alternation: 'emit', 'labels' | 'limit' | 'message' | 'severity' | 'report'
mapClause Alternation: 'emit' | 'labels'
message Option: 'success', 'failure', 'timeout', 'open', 'abandoned', 'evicted', 'warning', 'orphan', 'begin', 'end', 'fired', 'met', 'missing'
severity Option: 'success', 'failure', 'timeout', 'open', 'abandoned', 'evicted', 'warning', 'orphan', 'begin', 'end', 'fired', 'met', 'missing'
report Alternation: 'success', 'failure', 'timeout', 'open', 'abandoned', 'evicted', 'warning', 'orphan', 'begin', 'end', 'fired', 'met', 'missing' | 'once'
report RepetitionMandatoryWithSeparator: 'success', 'failure', 'timeout', 'open', 'abandoned', 'evicted', 'warning', 'orphan', 'begin', 'end', 'fired', 'met', 'missing'
report Option: 'once'
once Option: 'by'
once RepetitionMandatoryWithSeparator: Word
outcome Alternation: 'success' | 'failure' | 'timeout' | 'open' | 'abandoned' | 'evicted' | 'warning' | 'orphan' | 'begin' | 'end' | 'fired' | 'met' | 'missing'
outcome Option: String, Block
transactionDecl Repetition9: 'success', 'failure', 'timeout', 'abandoned', 'warning', 'on', 'key', 'release', 'start', 'next', 'then', 'linger', 'emit', 'labels', 'limit', 'message', 'severity', 'report'
transactionClause Alternation: 'success', 'failure', 'timeout', 'abandoned', 'warning' | 'on' | 'key' | 'release' | 'start', 'next', 'then' | 'linger' | 'emit', 'labels', 'limit', 'message', 'severity', 'report'
step Alternation: 'start', 'next' | 'then'
step Alternation1: 'start' | 'next'
step Alternation2: 'wait' | 'no' | 'any', 'all', '(', Ident
step Option2: 'where'
ending Alternation: 'success' | 'failure' | 'timeout' | 'abandoned' | 'warning'
ending Alternation1: 'when' | 'all', String, Block, 'on', 'after', 'by'
whenTrigger Option: 'else'
triggered Option: 'all'
triggered Option1: String, Block
triggered Alternation: 'on' | 'after' | 'by'
triggered Option2: 'since'
triggered Option3: 'before'
policy Alternation: 'restart' | 'conflict' | 'orphan' | 'unexpected'
policy Option: String, Block
linger Option: 'all'
release Option: Word
release Option1: 'where'
windowDecl Repetition9: 'key', 'over', 'open', 'close', 'fire', 'emit', 'labels', 'limit', 'message', 'severity', 'report'
windowClause Alternation: 'key' | 'over' | 'open', 'close' | 'fire' | 'emit', 'labels', 'limit', 'message', 'severity', 'report'
over Option: 'every', 'session'
over Alternation: 'every' | 'session'
over Option1: 'max'
over Option2: 'zone'
condition Alternation: 'open' | 'close'
condition Option: 'for'
fire Option4: 'on'
fire Option: 'as'
fire Option1: 'where'
fire Option5: 'forget'
scheduleDecl Repetition9: 'key', 'await', 'emit', 'labels', 'limit', 'message', 'severity', 'report'
scheduleClause Alternation: 'key' | 'await' | 'emit', 'labels', 'limit', 'message', 'severity', 'report'
awaitClause Alternation: 'every' | 'daily'
awaitClause Option: 'grace'
testDecl Repetition9: 'log', 'advance', 'restart', 'end', 'expect'
statement Alternation: 'log' | 'advance' | 'restart' | 'end' | 'expect'
logStatement Alternation: String, Block | 'file'
advanceStatement Alternation: Duration, Name, QuotedName | 'to'
expectation Alternation: 'nothing' 'else' | Int, 'no', Ident '.'
expectation Option: Int, 'no'
expectation Alternation1: Int | 'no'
expectation Option1: '{'
expectation Option2: 'at'
expectedAt Alternation: Clock | Stamp
recordsDecl Repetition9: RecordName
refine Repetition: 'where', 'let', 'weight'
refine Alternation: 'where' | 'let' | 'weight'
refine Repetition1: ','
record Repetition: '|'
pattern Alternation: String, Block | Regex | '{'
objectPattern Repetition9: Member
objectPattern Option9: ','
objectField Option: 'as'
memberPath Repetition8: '.'
fieldValue Alternation: Word | String, Block, Regex, Int, Float, '-', 'true', 'false', 'none'
constant Alternation: String, Block | Regex | Int, Float | '-' | 'true' | 'false' | 'none'
type Option: '('
type Option1: '?'
file Repetition: 'import', 'param', 'table', 'format', 'records', 'transaction', 'window', 'schedule', 'test'
declaration Alternation: 'import' | 'param' | 'table' | 'format' | 'records' | 'transaction' | 'window' | 'schedule' | 'test'
importDecl Repetition9: Word
importDecl Option9: ','
alias Option: 'as'
paramDecl Option: ':'
paramValue Alternation: '=' | 'from'
plainName Alternation: Name | QuotedName
tableDecl Repetition: ','
formatDecl Repetition: 'multiline', 'zone', 'time', 'message'
formatBase Alternation: String, Block | Word
formatPart Alternation: 'multiline' | 'zone' | 'time' | 'message'
multiline Repetition: 'idle', 'max'
multilinePart Alternation: 'idle' | 'max'
`;
