/** What a text tells of the bytes that it was read from as if they were UTF-8. */

/** What was no text at all: every file of rules or values has none of its NUL characters. Undefined: it is text. */
export function notTextBut(text: string): 'UTF-16' | 'binary data' | undefined {
  if (!text.includes('\0')) return undefined;
  // Of ASCII in UTF-16 every other byte is NUL; the mark before it is two bytes that UTF-8 has not.
  return /^\uFFFD{0,2}(?:(?:[^\0]\0){2}|(?:\0[^\0]){2})/.test(text) ? 'UTF-16' : 'binary data';
}

/** Where the first byte stood that is not UTF-8; -1: they all are. */
export function notUtf8At(text: string): number {
  return text.indexOf('\uFFFD');
}
