/** Escapes within quoted text, as JSON, Go, Apache and nginx write them. */

const LETTERS: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const ESCAPE = /\\(?:u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|(x[\da-fA-F]{2}(?:\\x[\da-fA-F]{2})*)|([\s\S]))/g;

/**
 * Resolves escapes: `\n` and the like, `\uXXXX`, Go's `\UXXXXXXXX`, and runs of `\xXX` as UTF-8 bytes; any other escaped
 * character stands for itself. A lone surrogate, which UTF-8 cannot encode, becomes U+FFFD.
 */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  const plain = text.replace(ESCAPE, (_, unit: string | undefined, point = unit, bytes: string | undefined, letter: string) => {
    if (point !== undefined) return String.fromCodePoint(Number.parseInt(point, 16));
    return bytes === undefined ? (LETTERS[letter] ?? letter) : Buffer.from(bytes.replaceAll(/\\?x/g, ''), 'hex').toString();
  });
  return plain.replace(/\p{Surrogate}/gu, '\uFFFD');
}
