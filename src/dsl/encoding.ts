/** Detects other encodings in a text that was decoded as UTF-8. */

/**
 * In ASCII text encoded as UTF-16 every other byte is NUL; its byte order mark is two bytes that are invalid in UTF-8.
 */
const UTF_16 = /^\uFFFD{0,2}(?:(?:[^\0]\0){2}|(?:\0[^\0]){2})/;

/** What the content is instead of text; undefined if it is text, perhaps with a stray NUL. */
export function notTextBut(text: string): 'UTF-16' | 'binary data' | undefined {
  if (!text.includes('\0')) return undefined;
  if (UTF_16.test(text)) return 'UTF-16';
  const strange = text.replace(/[^\0\uFFFD]+/g, '').length;
  return strange * 10 > text.length ? 'binary data' : undefined;
}

/** The offset of the first replacement for an invalid byte; -1 if there is none. */
export function notUtf8At(text: string): number {
  return text.indexOf('\uFFFD');
}
