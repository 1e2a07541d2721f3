/** Text in single quotes inside the braces of a template; a quote in it is written twice. */
export const QUOTED = /'((?:[^']|'')*)'/y;

/** What was written between the quotes. */
export function unquoted([, text = '']: RegExpExecArray): string {
  return text.replaceAll("''", "'");
}
