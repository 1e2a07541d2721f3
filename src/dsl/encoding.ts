/** What a text tells of the bytes that it was read from as if they were UTF-8. */

/** Of ASCII in UTF-16 every other byte is NUL; the mark before it is two bytes that UTF-8 has not. */
const UTF_16 = /^\uFFFD{0,2}(?:(?:[^\0]\0){2}|(?:\0[^\0]){2})/;

/** What was no text at all. Undefined: it is text, perhaps with a NUL that somebody has typed. */
export function notTextBut(text: string): 'UTF-16' | 'binary data' | undefined {
  if (!text.includes('\0')) return undefined;
  if (UTF_16.test(text)) return 'UTF-16';
  const strange = text.replace(/[^\0\uFFFD]+/g, '').length;
  return strange * 10 > text.length ? 'binary data' : undefined;
}

/** Where the first byte stood that is not UTF-8; -1: they all are. */
export function notUtf8At(text: string): number {
  return text.indexOf('\uFFFD');
}
