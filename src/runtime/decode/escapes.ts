/** Escapes within quoted text, as JSON, Go, Apache and nginx write them. */

const LETTERS: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*)|([\s\S]))/g;

/**
 * Resolves escapes: `\n` and the like, `\uXXXX`, and runs of `\xXX` as UTF-8 bytes; any other escaped character stands
 * for itself. A lone surrogate, which UTF-8 cannot encode, becomes U+FFFD.
 */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  const plain = text.replace(ESCAPE, (_, unit: string | undefined, bytes: string | undefined, letter: string) => {
    if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16));
    return bytes === undefined ? (LETTERS[letter] ?? letter) : Buffer.from(bytes.replaceAll(/\\?x/g, ''), 'hex').toString();
  });
  return plain.replace(/\p{Surrogate}/gu, '\uFFFD');
}
