const TEXT = "'((?:[^']|'')*)'";

/** Text in single quotes inside the braces of a template; a quote in it is doubled. */
export const QUOTED = new RegExp(TEXT, 'y');

/** The same as a complete option of `{=a|b}`. */
export const QUOTED_OPTION = new RegExp(`${TEXT}(?=[|}])`, 'y');

/** The text between the quotes. */
export function unquoted([, text = '']: RegExpExecArray): string {
  return text.replaceAll("''", "'");
}
