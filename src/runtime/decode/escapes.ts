/** Escapes within quoted text, as JSON, Go, Apache and nginx write them. */

const LETTERS: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*)|([\s\S]))/g;

/**
 * The text that is meant: `\n` and its like, `\uXXXX`, runs of `\xXX` as bytes of UTF-8, and any other character for
 * itself. Half of a surrogate pair, which no UTF-8 can hold, becomes U+FFFD.
 */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  const plain = text.replace(ESCAPE, (_, unit: string | undefined, bytes: string | undefined, letter: string) => {
    if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16));
    return bytes === undefined ? (LETTERS[letter] ?? letter) : Buffer.from(bytes.replaceAll(/\\?x/g, ''), 'hex').toString();
  });
  return plain.replace(/\p{Surrogate}/gu, '\uFFFD');
}
