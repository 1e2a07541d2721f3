/** Message framing on a stream: RFC 6587, RFC 5425, and the variants of peers. */

import { counted, stream, utf8, type WireRow } from './conformance-row.ts';

const A = '<13>Feb 29 10:00:00 h a: x';
const B = '<34>1 2024-02-29T12:00:00Z h b 1 m - y';

const octetCounting: WireRow[] = [
  stream('RFC 6587, 3.4.1: octet counting', counted(A), [A]),
  stream('two counted messages', counted(A) + counted(B), [A, B]),
  stream('a counted message with LF in it', counted('<13>one\ntwo'), ['<13>one\ntwo']),
  stream('a counted message with NUL in it', counted('<13>one\0two'), ['<13>one\0two']),
  stream('a counted message with a length in it', counted(`<13>${counted(A)}`), [`<13>${counted(A)}`]),
  stream('a counted message that holds a whole line', counted(`<13>x\n${A}`), [`<13>x\n${A}`]),
  stream('a counted message with LF behind it, counted', counted(`${A}\n`), [A]),
  stream('a counted message with CRLF behind it, counted', counted(`${A}\r\n`), [A]),
  stream('a counted message with NUL behind it, counted', counted(`${A}\0`), [A]),
  stream('a counted message with LF and NUL behind it, counted', counted(`${A}\n\0`), [A]),
  stream('a counted message with LF behind it, not counted', `${counted(A)}\n${counted(B)}\n`, [A, B], { blank: 2 }),
  stream('a counted message with NUL behind it, not counted', `${counted(A)}\0${counted(B)}`, [A, B]),
  stream('a count of bytes, not of characters', counted(utf8('<13>größe')), [utf8('<13>größe')]),
  stream('a count of characters, not of bytes', `9 ${utf8('<13>größe')}`, [['<13>gr\xc3\xb6\xc3', 'invalidUtf8'], ['\x9fe', 'incomplete', 'invalidUtf8']]),
  stream('a count that is too small', `5 ${A}\n`, ['<13>F', A.slice(5)]),
  stream('a count that is too great', `${A.length + 5} ${A}${counted(B)}`, [`${A}${counted(B).slice(0, 5)}`, [counted(B).slice(5), 'incomplete']]),
  stream('a counted message of a PRI alone', counted('<13>'), ['<13>']),
  stream('a counted message of one byte', '1 <', ['<']),
  stream('a count of nine digits, and less than that', '999999999 <13>x', [['<13>x', 'incomplete']]),
  stream('a counted message that breaks off', `${A.length + 1} ${A}`, [[A, 'incomplete']]),
  stream('a counted message that breaks off after its first byte', '20 <', [['<', 'incomplete']]),
  stream('a count alone', '20', [['20', 'incomplete']]),
  stream('a count and a blank alone', '20 ', [['20 ', 'incomplete']]),
]; // biome-ignore format: a table

const lines: WireRow[] = [
  stream('RFC 6587, 3.4.2: LF', `${A}\n`, [A]),
  stream('two lines', `${A}\n${B}\n`, [A, B]),
  stream('CRLF', `${A}\r\n${B}\r\n`, [A, B]),
  stream('one CR of two', `${A}\r\r\n`, [`${A}\r`]),
  stream('CR within a line', '<13>one\rtwo\n', ['<13>one\rtwo']),
  stream('a last line without LF', `${A}\n${B}`, [A, [B, 'incomplete']]),
  stream('NUL before LF', `${A}\0\n${B}\n`, [A, B]),
  stream('NUL before CRLF', `${A}\0\r\n`, [A]),
  stream('NUL behind LF', `${A}\n\0${B}\n\0`, [A, B]),
  stream('NUL within a line', '<13>one\0two\n', ['<13>one\0two']),
  stream('NUL for LF, where that is agreed', `${A}\0${B}\0`, [A, B], { options: 'nul=yes' }),
  stream('NUL and LF, where that is agreed', `${A}\0\n${B}\n`, [A, B], { options: 'nul=yes', blank: 1 }),
  stream('NUL in a counted message, where it ends others', counted('<13>one\0two'), ['<13>one\0two'], { options: 'nul=yes' }),
  stream('blank lines', `\n\r\n \t\n${A}\n\n`, [A], { blank: 4 }),
  stream('nothing but NUL', '\0\0\0', []),
  stream('nothing at all', '', []),
  stream('a line that is no syslog', 'hello\n', ['hello']),
  stream('a line of one byte', 'x\n', ['x']),
  stream('a byte order mark before the PRI', utf8(`\uFEFF${A}\n`), [utf8(`\uFEFF${A}`)]),
  stream('a blank before the PRI', ` ${A}\n`, [` ${A}`]),
  stream('lines of bytes that are no UTF-8', '<13>gr\xfcn\n<13>x\n', [['<13>gr\xfcn', 'invalidUtf8'], '<13>x']),
  stream('characters of two to four bytes', utf8('<13>é€😀\n<13>😀\n'), [utf8('<13>é€😀'), utf8('<13>😀')]),
]; // biome-ignore format: a table

const detection: WireRow[] = [
  stream('lines and counted messages by turns', `${A}\n${counted(B)}${A}\n${counted(B)}`, [A, B, A, B]),
  stream('a line that begins like a length', `2024 was a good year\n${A}\n`, ['2024 was a good year', A], { frameErrors: 1 }),
  stream('a counted message, then a line that begins like a length', `${counted(A)}12 monkeys\n${counted(B)}`, [A, '12 monkeys', B], { frameErrors: 1 }),
  stream('a line that begins with a date', '2024-02-29T12:00:00Z h a: x\n', ['2024-02-29T12:00:00Z h a: x']),
  stream('a line that begins with seconds since 1970', '1709200800.123 h a: x\n', ['1709200800.123 h a: x'], { frameErrors: 1 }),
  stream('a length of ten digits', `1234567890 ${A}\n`, [`1234567890 ${A}`], { frameErrors: 1 }),
  stream('a length with a leading zero', `026 ${A}\n`, [`026 ${A}`]),
  stream('a length of zero', `0 ${A}\n`, [`0 ${A}`]),
  stream('a length with a sign', `+26 ${A}\n`, [`+26 ${A}`]),
  stream('a length with two blanks behind', `26  ${A}\n`, [`26  ${A}`], { frameErrors: 1 }),
  stream('a length with a tab behind', `26\t${A}\n`, [`26\t${A}`]),
  stream('a length without a blank', `26${A}\n`, [`26${A}`]),
  stream('a length and a line end', `26\n${A}\n`, ['26', A]),
  stream('a length, a blank and a line end', `26 \n${A}\n`, ['26 ', A], { frameErrors: 1 }),
  stream('a length before text without PRI', '5 hello\n', ['5 hello'], { frameErrors: 1 }),
  stream('a length before text without PRI, where lengths are agreed', '5 hello5 world', ['hello', 'world'], { options: 'framing=octet' }),
  stream('a line where lengths are agreed', `${A}\n${counted(B)}`, [A, B], { options: 'framing=octet', frameErrors: 1 }),
  stream('a length where lines are agreed', `${counted(A)}\n`, [counted(A)], { options: 'framing=lf' }),
  stream('a text that begins like a length where lines are agreed', '2024 was a good year\n', ['2024 was a good year'], { options: 'framing=lf' }),
]; // biome-ignore format: a table

/** RFC 5424, 6.1: all must accept 480 bytes, and should accept 2048; longer messages may be truncated. */
const x = (length: number) => `<13>${'x'.repeat(length - 4)}`;
const FORGED = '<0>1 - bank transfer 1 - - done';
const max = { options: 'max=480' };

const sizes: WireRow[] = [
  stream('480 bytes, counted', counted(x(480)), [x(480)], max),
  stream('480 bytes and CRLF', `${x(480)}\r\n${A}\n`, [x(480), A], max),
  stream('480 bytes and NUL', `${x(480)}\0\n${A}\n`, [x(480), A], max),
  stream('481 bytes, counted', counted(x(481)) + counted(A), [[x(480), 'truncated'], A], max),
  stream('481 bytes in a line', `${x(481)}\n${A}\n`, [[x(480), 'truncated'], A], max),
  stream('482 bytes in a line, the last a CR', `${x(481)}\r\n${A}\n`, [[x(480), 'truncated'], A], max),
  stream('a line that forges another beyond the limit', `${x(480)}${FORGED}\n${A}\n`, [[x(480), 'truncated'], A], max),
  stream('a counted message that forges another beyond the limit', counted(`${x(480)}${FORGED}`) + counted(A), [[x(480), 'truncated'], A], max),
  stream('a counted message that forges a line beyond the limit', counted(`${x(480)}\n${FORGED}\n`) + counted(A), [[x(480), 'truncated'], A], max),
  stream('a counted message that forges a length beyond the limit', counted(x(480) + counted(FORGED)) + counted(A), [[x(480), 'truncated'], A], max),
  stream('a line of 2000 bytes, and the next one', `${x(2000)}\n${A}\n`, [[x(480), 'truncated'], A], max),
  stream('a counted message of 2000 bytes, and the next one', counted(x(2000)) + counted(A), [[x(480), 'truncated'], A], max),
  stream('a long line that breaks off', x(600), [[x(480), 'truncated', 'incomplete']], max),
  stream('a long counted message that breaks off', `5000 ${x(600)}`, [[x(480), 'truncated', 'incomplete']], max),
  stream('a limit within a character', `${x(479)}${utf8('€uro')}\n${A}\n`, [[x(479), 'truncated'], A], max),
  stream('a limit within bytes that are no character', `${x(479)}\x80\x80\x80\x80\n`, [[`${x(479)}\x80`, 'truncated', 'invalidUtf8']], max),
  stream('2048 bytes', counted(x(2048)), [x(2048)]),
  stream('8 KiB in a line', `${x(8192)}\n`, [x(8192)]),
  stream('64 KiB, counted', counted(x(65_536)) + counted(A), [x(65_536), A]),
  stream('64 KiB and a byte, in a line', `${x(65_537)}\n${A}\n`, [[x(65_536), 'truncated'], A]),
]; // biome-ignore format: a table

export const FRAMING_ROWS: readonly WireRow[] = [...octetCounting, ...lines, ...detection, ...sizes];
