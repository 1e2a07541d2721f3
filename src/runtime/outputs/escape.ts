/** One escaper for each kind of output: text from a log never becomes a command, a new line or another field. */

/**
 * Characters that could deceive a terminal or a reader: control characters (C0, DEL, C1), line separators, lone
 * surrogates, and invisible marks such as those that change the direction of text. Joiners stay: scripts need them.
 */
const DECEPTIVE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?=\p{Cf})(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A text on one line of a terminal, with `\n`, `\x1b`, `\u202e` in place of characters that are not shown. */
export function terminalText(text: string): string {
  if (isPlain(text)) return text;
  return text.replace(DECEPTIVE, (char) => NAMED.get(char) ?? spelled(char.codePointAt(0) ?? 0));
}

/** A text of several lines, each as {@link terminalText}. */
export function terminalLines(text: string): string {
  return text.split('\n').map(terminalText).join('\n');
}

/** Printable ASCII, the common case: one column per character, nothing to escape. */
export function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function spelled(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** A JSON string literal (RFC 8259) that is also harmless on a terminal and to readers that split at U+2028. */
export function jsonString(text: string): string {
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : jsonText(text);
}

/** A whole value, not keyed by data, as harmless as {@link jsonString}: on one line, or on several if it is indented. */
export function jsonText(value: string | object, indent?: number): string {
  const lines = JSON.stringify(value, undefined, indent).split('\n');
  return lines.map((line) => (isPlain(line) ? line : line.replace(DECEPTIVE, escapedUnits))).join('\n');
}

function escapedUnits(char: string): string {
  return Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
}

/** A text as one word of a shell command that people copy: a file may be called `'; reboot; '`. */
export function shellText(text: string): string {
  if (/^[\w./@:+-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What spreadsheets take for the beginning of a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const UNQUOTED = /^(?! )[^",\p{Cc}\p{Zl}\p{Zp}]+(?<! )$/u;

/**
 * A text as a CSV cell (RFC 4180); an empty text is `""`, so that it differs from a missing value. A cell that a
 * spreadsheet would run as a formula is prefixed with `'`.
 */
export function csvText(text: string): string {
  const cell = FORMULA.test(text) ? `'${text}` : text;
  return UNQUOTED.test(cell) ? cell : `"${cell.replaceAll('"', '""')}"`;
}

/** Signs of HTML and XML, and what stands for them in both. */
export const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** A text as HTML content, or as a quoted attribute value. @param signs those that are replaced */
export function htmlText(text: string, signs = /[&<>"']/g): string {
  return terminalText(text).replace(signs, (char) => ENTITIES.get(char) ?? char);
}

/** A text as part of a URL's query. Lone surrogates, which UTF-8 cannot encode, become U+FFFD. */
export function urlText(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

/** A name as a step of a JSON pointer (RFC 6901, 3). */
export function pointerStep(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
